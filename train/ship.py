"""Make the shipped model from a pretrained encoder: teacher's labels first, then gold, then ONNX.

    python -m train.ship --pretrained DIR --gold DIR… --corpus FILE… --work DIR

1. A CRF that learnt from the gold of --gold labels the corpus (`train.teach`).
2. The encoder learns from those labels; without its head it becomes `train/encoder`, which users fine-tune.
3. It learns from the gold of --gold and of the seeds.
4. The int8 ONNX model goes to `inference/phogov/model`, the safetensors beside the encoder's stay in --work.

A step whose output is there already is skipped, so that a stopped run goes on.
"""

import argparse
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import torch
from phogov.checkpoint import MANIFEST, SHIPPED
from phogov.errors import PhogovError
from transformers import AutoModelForTokenClassification

from data.build import BuildConfig, build
from train import teach
from train.encoder import copy_tokenizer
from train.export import INT8, export
from train.finetune import METRICS, FinetuneConfig, finetune

ROOT = Path(__file__).parents[1]
ENCODER = ROOT / "train" / "encoder"
SEEDS_GOLD = ROOT / "data" / "gold" / "seeds"

FROM_TEACHER = FinetuneConfig(
    train=(),
    encoder="",
    output=Path(),
    epochs=1,
    batch_tokens=2048,
    learning_rate=6e-4,
    dropout=0.05,
    validation_share=0.01,
)
FROM_GOLD = FinetuneConfig(
    train=(),
    encoder="",
    output=Path(),
    epochs=8,
    patience=8,
    batch_tokens=1024,
    learning_rate=2e-4,
    validation_share=0.05,
)


def without_head(checkpoint: Path, target: Path) -> None:
    """Save a checkpoint's encoder alone, in half precision, with its tokenizer."""
    model = AutoModelForTokenClassification.from_pretrained(checkpoint, use_safetensors=True, dtype=torch.float32)
    base = getattr(model, model.base_model_prefix)
    base.config.id2label = {0: "LABEL_0", 1: "LABEL_1"}
    base.config.label2id = {"LABEL_0": 0, "LABEL_1": 1}
    base.to(torch.float16).save_pretrained(target)
    copy_tokenizer(checkpoint, target)


def install(checkpoint: Path, target: Path) -> None:
    """Copy what `tag` needs into the package."""
    target.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", MANIFEST, METRICS):
        shutil.copyfile(checkpoint / name, target / name)
    shutil.copyfile(checkpoint / "onnx" / INT8, target / INT8)


def ship(pretrained: Path, gold: list[Path], corpus: list[Path], work: Path, megabytes: float) -> None:
    """Run the four steps."""
    taught, tagger = work / "taught", work / "tagger"
    if not (work / "teacher" / "train.jsonl").exists():
        arguments = ["--gold", *map(str, gold), "--corpus", *map(str, corpus), "--megabytes", str(megabytes)]
        if code := teach.main([*arguments, "--iterations", "100", "--output", str(work / "teacher")]):
            sys.exit(code)
    if not taught.exists():
        rows = (str(work / "teacher" / "train.jsonl"),)
        finetune(replace(FROM_TEACHER, train=rows, encoder=str(pretrained), output=taught))
    without_head(taught, ENCODER)
    parts = {f"gold-{i}": folder for i, folder in enumerate([*gold, SEEDS_GOLD])}
    for name, folder in parts.items():
        if not (work / name).exists():
            build(BuildConfig(inputs=(folder,), output=work / name, from_gold=True))
    if not tagger.exists():
        finetune(
            replace(FROM_GOLD, train=tuple(str(work / name) for name in parts), encoder=str(taught), output=tagger)
        )
    export(tagger)
    install(tagger, SHIPPED)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.ship", description=__doc__.split("\n")[0])
    parser.add_argument("--pretrained", type=Path, required=True, help="the encoder that train.pretrain made")
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold files")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="unlabelled documents for the teacher")
    parser.add_argument("--megabytes", type=float, default=13.0, help="of each corpus file at most")
    parser.add_argument("--work", type=Path, required=True)
    options = vars(parser.parse_args(arguments))
    try:
        ship(**options)
    except PhogovError as error:
        print(f"train.ship: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
