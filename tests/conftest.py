"""Checkpoints that the tests make: random weights, a small vocabulary, everything else as shipped ones have it."""

import os
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
