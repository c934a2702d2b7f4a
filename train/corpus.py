"""Unlabelled documents as one packed array of token ids."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from phogov.normalise import normalise
from rich.progress import track
from tokenizers import Tokenizer

from data.documents import read_documents

BATCH = 256
"""Documents encoded at a time."""


@dataclass(frozen=True)
class Packed:
    """Token ids of training and validation documents, each document opened by `<s>` and closed by `</s>`."""

    train: np.ndarray
    validation: np.ndarray


def read_texts(paths: Sequence[Path], megabytes: float | None = None) -> Iterator[str]:
    """Yield normalised texts of all files in turn; of each file at most `megabytes` million characters."""
    for path in paths:
        left = float("inf") if megabytes is None else megabytes * 1e6
        for document in read_documents([path]):
            if left <= 0:
                break
            left -= len(document.text)
            yield normalise(document.text).text


def held_out(text: str, share: float) -> bool:
    """Decide by a hash of the text, so that a document stays on its side whatever else is read."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 2**32 < share


def pack(texts: Iterator[str], tokenizer: Tokenizer, validation_share: float) -> Packed:
    """Encode and pack texts; ids fit 16 bits."""
    bos, eos = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    sides: dict[bool, list[np.ndarray]] = {False: [], True: []}
    batch: list[str] = []

    def flush() -> None:
        for text, encoding in zip(batch, tokenizer.encode_batch(batch, add_special_tokens=False), strict=True):
            ids = np.array([bos, *encoding.ids, eos], dtype=np.uint16)
            sides[held_out(text, validation_share)].append(ids)
        batch.clear()

    for text in track(texts, description="packing", transient=True):
        batch.append(text)
        if len(batch) == BATCH:
            flush()
    flush()
    return Packed(*(np.concatenate(sides[side] or [np.zeros(0, np.uint16)]) for side in (False, True)))
