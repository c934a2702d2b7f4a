"""Encoders to fine-tune: where they come from, their licence, and their tokenizer files."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import phogov.wordcnn  # noqa: F401  (registers the architecture)
import torch
from phogov.checkpoint import download
from phogov.errors import CheckpointError
from safetensors import SafetensorError
from transformers import AutoConfig, AutoModelForTokenClassification, PreTrainedModel
from transformers.utils import logging as transformers_logging

TOKENIZER_FILES = (
    "features.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "bpe.codes",
)

LICENCES = {"vinai/phobert-base": "mit", "vinai/phobert-large": "mit", "vinai/phobert-base-v2": "agpl-3.0"}
"""Licences of known encoders (their hub cards, 2024), for folders whose card is missing."""

_LICENCE = re.compile(r"^license:[ \t]*([\w.+-]+)", re.M)


@dataclass(frozen=True)
class Encoder:
    """An encoder in a local folder, with the name and revision it was asked for by."""

    folder: Path
    name: str
    revision: str | None
    license: str | None


def find_encoder(name: str, revision: str | None = None) -> Encoder:
    """Find an encoder by folder or hub name. Raises CheckpointError when it is missing or the hub is out of reach."""
    folder = Path(name)
    if not folder.is_dir():
        if len(folder.parts) != 2:
            raise CheckpointError(f"{name}: no such folder, and not a hub name of the form ORG/NAME.")
        folder = download(name, revision)
    if not (folder / "config.json").exists():
        raise CheckpointError(f"{folder}: no config.json; an encoder is a transformers checkpoint folder.")
    if not any(folder.glob("*.safetensors")):
        raise CheckpointError(
            f"{folder}: no model.safetensors. Pickled weights are not loaded; convert them, or choose a revision that "
            "has them (on the hub: refs/convert/safetensors or a pull request's ref)."
        )
    return Encoder(folder, name, revision, _licence(folder, name))


def _licence(folder: Path, name: str) -> str | None:
    card = folder / "README.md"
    if card.exists() and (match := _LICENCE.search(card.read_text(encoding="utf-8", errors="replace")[:4000])):
        return match[1].lower()
    return LICENCES.get(name)


def load_for_tagging(encoder: Encoder, tags: tuple[str, ...], seed: int, dropout: float = 0.1) -> PreTrainedModel:
    """Load the encoder with a head for `tags`; the head is new unless the folder has one for the same tags.

    `dropout` is that of hidden states, where the architecture has one.
    """
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    torch.manual_seed(seed)
    names = dict(enumerate(tags))
    config = AutoConfig.from_pretrained(encoder.folder, local_files_only=True, trust_remote_code=False)
    same_head = tuple(config.id2label.get(i, "") for i in range(len(config.id2label))) == tags
    options: dict[str, Any] = {} if same_head else {"id2label": names, "label2id": {tag: i for i, tag in names.items()}}
    if hasattr(config, "hidden_dropout_prob"):
        options["hidden_dropout_prob"] = dropout
    try:
        return AutoModelForTokenClassification.from_pretrained(
            encoder.folder,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=torch.float32,
            ignore_mismatched_sizes=not same_head,
            num_labels=len(tags),
            **options,
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise CheckpointError(f"{encoder.folder}: cannot be loaded ({str(error).splitlines()[0]}).") from error


def longest_input(config: Any) -> int:
    """Return how many pieces the encoder takes, special tokens included; RoBERTa's first positions are not for use."""
    positions = int(getattr(config, "max_position_embeddings", 512))
    offset = config.pad_token_id + 1 if config.model_type in ("roberta", "xlm-roberta", "camembert") else 0
    return min(positions - offset, 512)


def copy_tokenizer(source: Path, target: Path) -> None:
    """Copy the tokenizer's files as they are."""
    for name in TOKENIZER_FILES:
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
