"""A checkpoint of PhoBERT-base's size with random weights, for figures that do not depend on what it learnt.

    python -m benchmarks.phobert --phobert DIR --output DIR

DIR of --phobert holds PhoBERT's `vocab.txt` and `bpe.codes`. The result is exported to ONNX, whole and in int8
both ways.
"""

import argparse
import shutil
from pathlib import Path
from typing import Any

import torch
from phogov.checkpoint import MANIFEST, Manifest, write_manifest
from phogov.files import new_folder
from phogov.labels import LABELS, bio_tags
from transformers import RobertaConfig, RobertaForTokenClassification

from train.export import ROOT, WHOLE, calibration_batches, export_whole, quiet, strip
from train.quantise import dynamic, static

STATIC, DYNAMIC = "static.onnx", "dynamic.onnx"


def phobert_base(**more: Any) -> RobertaConfig:
    """Return the configuration of PhoBERT-base; layers and width are RoBERTa's defaults, 12 of 768."""
    return RobertaConfig(
        vocab_size=64_001,
        max_position_embeddings=258,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        tokenizer_class="PhobertTokenizer",
        **more,
    )


def make(phobert: Path, output: Path) -> None:
    """Write the checkpoint."""
    tags = dict(enumerate(bio_tags(LABELS)))
    torch.manual_seed(0)
    config = phobert_base(id2label=tags, label2id={tag: i for i, tag in tags.items()})
    with new_folder(output, MANIFEST) as work, quiet():
        RobertaForTokenClassification(config).save_pretrained(work)
        for name in ("vocab.txt", "bpe.codes"):
            shutil.copyfile(phobert / name, work / name)
        write_manifest(work, Manifest(max_length=256, overlap=50, encoder="random weights"))
        (work / "onnx").mkdir()
        whole = work / "onnx" / WHOLE
        export_whole(work, whole)
        strip(whole)
        static(whole, work / "onnx" / STATIC, calibration_batches(work, whole, [ROOT / "seeds"]))
        dynamic(whole, work / "onnx" / DYNAMIC)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phobert")
    parser.add_argument("--phobert", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    make(options.phobert, options.output)


if __name__ == "__main__":
    main()
