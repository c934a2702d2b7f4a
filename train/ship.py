"""Make the shipped model.

    python -m train.ship --gold DIR… --corpus FILE… --vectors FILE… --measured DIR… --work DIR

1. Documents that share text with those of --measured are left out of the corpus (`data.heldout`).
2. The annotations of `data/gold/domain-spans.jsonl` are put back onto the corpus and join the gold; those of
   `domain-validation.jsonl`, with the seeds, are what epochs, temperature and transitions are chosen by.
3. The labelling functions and their label model label the corpus (`data.build`).
4. A word CNN, its embeddings started from the company of words in the corpus and in --vectors (`train.lexicon`), learns
   from these labels and their confidences. Without its head it becomes `train/wordcnn`, to be fine-tuned by users.
5. It learns from gold, with a chain of tags (`train.chain`). The ONNX model goes to `inference/phogov/model`.

A step whose output is there already is skipped, so that a stopped run goes on.
"""

import argparse
import hashlib
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import torch
from phogov.checkpoint import MANIFEST, SHIPPED
from phogov.errors import PhogovError
from transformers import AutoModelForTokenClassification

from data.build import BuildConfig, build
from data.heldout import write_without
from data.standoff import restore
from train import lexicon
from train.encoder import copy_tokenizer
from train.export import INT8, export
from train.finetune import METRICS, FinetuneConfig, finetune
from train.losses import CHAIN

ROOT = Path(__file__).parents[1]
ENCODER = ROOT / "train" / "wordcnn"
SUMS = "SHA256SUMS"
SEEDS_GOLD = ROOT / "data" / "gold" / "seeds"
DOMAIN_SPANS, HELD_SPANS = (ROOT / "data" / "gold" / f"domain-{name}.jsonl" for name in ("spans", "validation"))

FROM_WEAK = FinetuneConfig(
    train=(),
    encoder="",
    output=Path(),
    epochs=2,
    patience=9,
    batch_tokens=4096,
    learning_rate=1.5e-3,
    validation_share=0.01,
)
FROM_GOLD = FinetuneConfig(
    train=(),
    encoder="",
    output=Path(),
    epochs=4,
    patience=9,
    batch_tokens=2048,
    learning_rate=8e-4,
    dropout=0.25,
    loss=CHAIN,
)
HIDDEN = 384
"""The width of the convolutions."""
MEGABYTES = 30.0
"""Of each file at most, for the word vectors."""


def without_head(checkpoint: Path, target: Path) -> None:
    """Save a checkpoint's encoder alone, in half precision, with its tokenizer."""
    model = AutoModelForTokenClassification.from_pretrained(checkpoint, use_safetensors=True, dtype=torch.float32)
    base = getattr(model, model.base_model_prefix)
    base.config.id2label = {0: "LABEL_0", 1: "LABEL_1"}
    base.config.label2id = {"LABEL_0": 0, "LABEL_1": 1}
    base.to(torch.float16).save_pretrained(target)
    copy_tokenizer(checkpoint, target)


def install(checkpoint: Path, target: Path) -> None:
    """Copy what `tag` needs into the package, and nothing that was there before."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    copy_tokenizer(checkpoint, target)
    for name in ("config.json", MANIFEST, METRICS):
        shutil.copyfile(checkpoint / name, target / name)
    shutil.copyfile(checkpoint / "onnx" / INT8, target / INT8)
    write_sums(target)


def write_sums(folder: Path) -> None:
    """Write the SHA-256 of every file of a folder, as `sha256sum` does."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def ship(
    gold: list[Path], corpus: list[Path], vectors: list[Path], measured: list[Path], work: Path, seed: int = 13
) -> None:
    """Run the steps."""
    documents, weak, start = work / "documents.jsonl", work / "weak", work / "start"
    work.mkdir(parents=True, exist_ok=True)
    if not documents.exists():
        write_without(corpus, measured, documents)
    domain, held = work / "domain", work / "held"
    for spans, folder in ((DOMAIN_SPANS, domain), (HELD_SPANS, held)):
        if not folder.exists():
            restore(spans, [documents], folder)
    if not weak.exists():
        build(BuildConfig(inputs=(documents,), output=weak))
    if not start.exists():
        arguments = ["--megabytes", str(MEGABYTES), "--minimum", "5", "--hidden", str(HIDDEN), "--output", str(start)]
        if code := lexicon.main(["--text", str(documents), *map(str, vectors), *arguments]):
            sys.exit(code)
    learnt, validation = work / "gold", work / "validation"
    for inputs, output in (((*gold, domain), learnt), ((SEEDS_GOLD, held), validation)):
        if not output.exists():
            build(BuildConfig(inputs=inputs, output=output, from_gold=True))
    taught, tagger = work / "taught", work / "tagger"
    if not taught.exists():
        finetune(replace(FROM_WEAK, train=(str(weak),), encoder=str(start), output=taught, seed=seed, resume=True))
    without_head(taught, ENCODER)
    if not tagger.exists():
        from_gold = replace(FROM_GOLD, train=(str(learnt),), validation=str(validation), encoder=str(taught))
        finetune(replace(from_gold, output=tagger, seed=seed, resume=True))
    export(tagger)
    install(tagger, SHIPPED)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.ship", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold files")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="unlabelled documents to be labelled")
    parser.add_argument("--vectors", type=Path, nargs="*", default=[], help="more documents for the word vectors")
    parser.add_argument("--measured", type=Path, nargs="+", required=True, help="gold that the model is measured on")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=13)
    options = vars(parser.parse_args(arguments))
    try:
        ship(**options)
    except PhogovError as error:
        print(f"train.ship: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
