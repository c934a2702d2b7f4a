"""Checkpoints that the tests make: random weights, a small vocabulary, everything else as shipped ones have it."""

import json
import os
import shutil
from pathlib import Path

import pytest
import torch
from phogov.checkpoint import Manifest, write_manifest
from phogov.labels import LABELS, bio_tags
from transformers import RobertaConfig, RobertaForMaskedLM, RobertaForTokenClassification

from train.vocabulary import save_tokenizer, train_tokenizer

os.environ.setdefault("HF_HUB_OFFLINE", "1")

ROOT = Path(__file__).parents[1]
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


METRICS = {
    "counts": {"train": {"rows": 9, "words": 90, "spans": {"PER": 3}}, "validation": {"rows": 1}},
    "epochs": 2,
    "seconds": 3.0,
    "tokens_per_second": 100,
    "settings": {"train": ["seeds"], "learning_rate": 0.001, "seed": 13},
    "validation": {"strict": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "macro_f1": 0.4, "per_label": {}}},
}
"""What `metrics.json` of a small training would hold."""


def small_config(**options: object) -> RobertaConfig:
    """PhoBERT's architecture, 2 layers of width 32."""
    return RobertaConfig(
        vocab_size=500,
        num_hidden_layers=2,
        hidden_size=32,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=66,
        type_vocab_size=1,
        **options,
    )


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder folder to fine-tune."""
    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(0)
    RobertaForMaskedLM(small_config()).save_pretrained(folder)
    save_tokenizer(train_tokenizer(TEXTS, 500, 64), folder)
    return folder


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tagging checkpoint; its random weights find spans all over the text."""
    folder = tmp_path_factory.mktemp("checkpoint")
    torch.manual_seed(1)
    tags = dict(enumerate(bio_tags(LABELS)))
    model = RobertaForTokenClassification(small_config(id2label=tags, label2id={tag: i for i, tag in tags.items()}))
    with torch.no_grad():
        model.classifier.weight.mul_(40)
    model.save_pretrained(folder)
    save_tokenizer(train_tokenizer(TEXTS, 500, 64), folder)
    write_manifest(folder, Manifest(max_length=64, overlap=12, encoder="tiny"))
    return folder


@pytest.fixture(scope="session")
def phobert_checkpoint(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint with PhoBERT's tokenizer files, as one fine-tuned from `vinai/phobert-base-v2` has them."""
    folder = tmp_path_factory.mktemp("phobert")
    for name in ("config.json", "model.safetensors"):
        shutil.copyfile(tiny_checkpoint / name, folder / name)
    pieces = ["Thu", "ngân", "sách", "tỉnh", "Lai", "Châu", "đạt", "tăng", "đồng", "%", "tỷ", "C@@", "hâu"]
    merges = ["T h", "Th u</w>", "s á", "sá c", "sác h</w>", "L a", "La i</w>", "t ỷ</w>"]
    (folder / "vocab.txt").write_text("".join(f"{piece} 1\n" for piece in pieces), encoding="utf-8")
    (folder / "bpe.codes").write_text("".join(f"{merge} 1\n" for merge in merges), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PhobertTokenizer"}))
    license_ = "agpl-3.0"
    manifest = Manifest(max_length=64, overlap=12, encoder="vinai/phobert-base-v2", encoder_license=license_)
    write_manifest(folder, manifest)
    return folder
