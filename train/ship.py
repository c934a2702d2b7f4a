"""Make the shipped model.

    python -m train.ship --gold DIR… --corpus FILE… --vectors FILE… --work DIR

1. The annotations of `data/gold/domain-spans.jsonl` are put back onto the corpus and join the gold.
2. The labelling functions and their label model label the corpus (`data.build`).
3. A word CNN, its embeddings started from the company of words in the corpus and in --vectors (`train.lexicon`), learns
   from these labels and their confidences, then, FIRST times with different seeds, from gold: the first taggers. A CRF
   that knows words alone learns from gold too.
4. They and the label model together teach the CNN again, with soft labels, gold beside them (`train.distill`). Without
   its head the result becomes `train/wordcnn`, to be fine-tuned by users.
5. It learns once more from gold, gently, FINALS times with different seeds; the average of these and of what they
   started from is the model. The gold of the seeds, which nothing has learnt from, chooses epochs, calibrates the
   scores and weighs the transitions. The ONNX model goes to `inference/phogov/model`.

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
from phogov.files import new_file
from transformers import AutoModelForTokenClassification

from data.build import BuildConfig, build
from data.fit import gold_documents
from data.label_models.crf import train as train_crf
from data.standoff import restore
from train import decoder, lexicon
from train.average import average
from train.distill import distill
from train.encoder import copy_tokenizer
from train.export import INT8, export
from train.finetune import METRICS, FinetuneConfig, finetune

ROOT = Path(__file__).parents[1]
ENCODER = ROOT / "train" / "wordcnn"
SUMS = "SHA256SUMS"
SEEDS_GOLD = ROOT / "data" / "gold" / "seeds"
DOMAIN_SPANS = ROOT / "data" / "gold" / "domain-spans.jsonl"

FROM_WEAK = FinetuneConfig(
    train=(),
    encoder="",
    output=Path(),
    epochs=2,
    patience=9,
    batch_tokens=4096,
    learning_rate=2e-3,
    validation_share=0.01,
)
FROM_GOLD = FinetuneConfig(
    train=(),
    encoder="",
    output=Path(),
    epochs=5,
    patience=9,
    batch_tokens=2048,
    learning_rate=8e-4,
    dropout=0.25,
)
FINAL_RATE = 3e-4
FINALS = 2
"""So many last taggers are averaged."""
FIRST = 2
"""So many first taggers teach."""
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


def ship(gold: list[Path], corpus: list[Path], vectors: list[Path], work: Path, seed: int = 13) -> None:
    """Run the steps."""
    domain, weak, start = work / "domain", work / "weak", work / "start"
    if not domain.exists():
        restore(DOMAIN_SPANS, corpus, domain)
    if not weak.exists():
        build(BuildConfig(inputs=tuple(corpus), output=weak))
    if not start.exists():
        arguments = ["--megabytes", str(MEGABYTES), "--minimum", "5", "--output", str(start)]
        if code := lexicon.main(["--text", *map(str, [*corpus, *vectors]), *arguments]):
            sys.exit(code)
    folders = [*gold, domain]
    held = work / "seeds"
    for inputs, output in ((tuple(folders), work / "gold"), ((SEEDS_GOLD,), held)):
        if not output.exists():
            build(BuildConfig(inputs=inputs, output=output, from_gold=True))
    taught, crf, distilled, tagger = (work / name for name in ("taught", "words.crf", "distilled", "tagger"))
    from_gold = replace(FROM_GOLD, train=(str(work / "gold"),), validation=str(held), seed=seed)
    firsts = [work / f"first-{number}" for number in range(FIRST)]
    if not taught.exists():
        finetune(replace(FROM_WEAK, train=(str(weak),), encoder=str(start), output=taught, seed=seed, resume=True))
    for number, first in enumerate(firsts):
        if not first.exists():
            finetune(replace(from_gold, encoder=str(taught), output=first, seed=seed + number))
        if not (first / "onnx").exists():
            export(first)  # as teachers they run ten times as fast
    if not crf.exists():
        with new_file(crf) as file:
            train_crf(((text, spans, {}) for text, spans in gold_documents(folders)), file)
    if not distilled.exists():
        config = replace(FROM_WEAK, encoder=str(taught), output=distilled, learning_rate=1.5e-3, seed=seed, resume=True)
        config = replace(config, train=from_gold.train, validation=str(held))
        distill(config, [str(first) for first in firsts], corpus, weak=True, crf=crf)
    without_head(distilled, ENCODER)
    finals = [work / f"final-{number}" for number in range(FINALS)]
    for number, final in enumerate(finals):
        if not final.exists():
            again = replace(from_gold, encoder=str(distilled), epochs=4, learning_rate=FINAL_RATE)
            finetune(replace(again, output=final, seed=seed + number))
    if not tagger.exists():
        average([distilled, *finals], tagger)
        decoder.fit(tagger, from_gold.train, str(held))
    export(tagger)
    install(tagger, SHIPPED)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.ship", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold files")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="unlabelled documents to be labelled")
    parser.add_argument("--vectors", type=Path, nargs="*", default=[], help="more documents for the word vectors")
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
