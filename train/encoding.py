"""Rows of words and tags as model inputs, through the tokenizer and windows that inference uses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from phogov.normalise import normalise
from phogov.tokens import Tokenizer
from phogov.windows import owners, windows

IGNORED = -100
"""The label of pieces without a tag: special tokens, all but a word's first piece, and what another window owns."""


@dataclass(frozen=True)
class Row:
    """One line of a dataset; `confidence` weighs each word's loss, 1 where nothing is known.

    `soft`, of shape (words, tags), are a teacher's probabilities; where there are any, they are learnt, not `tags`.
    """

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    confidence: tuple[float, ...]
    soft: np.ndarray | None = None


@dataclass(frozen=True)
class Example:
    """One model input: piece ids, with the tag id (or IGNORED) and the loss weight of each piece.

    `row` and `words` say which row and which of its words the tagged pieces are, in order.
    """

    input_ids: list[int]
    labels: list[int]
    weights: list[float]
    row: int
    words: list[int]
    soft: np.ndarray | None = None


def encode_rows(
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    tag_ids: dict[str, int],
    *,
    max_length: int,
    overlap: int,
    steps: Sequence[str],
) -> Iterator[Example]:
    """Encode rows; one longer than `max_length` becomes several windows, and each word is tagged in one of them."""
    limit = max_length - 2
    for index, row in enumerate(rows):
        words = [normalise(token, steps).text or " " for token in row.tokens]
        encoding = tokenizer.encode(words)
        bounds = np.searchsorted(np.asarray(encoding.word_ids), np.arange(len(words) + 1))
        covers = windows(np.diff(bounds).tolist(), limit, overlap)
        for window, (lo, hi) in zip(covers, owners(covers), strict=True):
            ids, labels, weights, owned = [tokenizer.bos_id], [IGNORED], [0.0], []
            for word in range(window.start, window.end):
                pieces = encoding.ids[bounds[word] : min(bounds[word + 1], bounds[word] + limit)]
                ids += pieces
                labels += [IGNORED] * len(pieces)
                weights += [0.0] * len(pieces)
                if lo <= word < hi:
                    labels[-len(pieces)] = tag_ids[row.tags[word]]
                    weights[-len(pieces)] = row.confidence[word]
                    owned.append(word)
            soft = None if row.soft is None else row.soft[owned]
            yield Example([*ids, tokenizer.eos_id], [*labels, IGNORED], [*weights, 0.0], index, owned, soft)


def collate(examples: Sequence[Example], pad_id: int) -> dict[str, torch.Tensor]:
    """Pad examples to the longest: tensors of shape (batch, length).

    Where all have soft labels, `soft` holds those of the tagged pieces, in order, of shape (tagged, tags).
    """
    length = max(len(example.input_ids) for example in examples)
    shape = (len(examples), length)
    batch = {
        "input_ids": torch.full(shape, pad_id),
        "attention_mask": torch.zeros(shape, dtype=torch.long),
        "labels": torch.full(shape, IGNORED),
        "weights": torch.zeros(shape),
    }
    for i, example in enumerate(examples):
        size = len(example.input_ids)
        batch["input_ids"][i, :size] = torch.tensor(example.input_ids)
        batch["attention_mask"][i, :size] = 1
        batch["labels"][i, :size] = torch.tensor(example.labels)
        batch["weights"][i, :size] = torch.tensor(example.weights)
    soft = [example.soft for example in examples if example.soft is not None]
    if len(soft) == len(examples):
        batch["soft"] = torch.from_numpy(np.concatenate(soft).astype(np.float32))
    return batch


def token_batches(lengths: Sequence[int], budget: int, seed: int, *, shuffle: bool) -> list[list[int]]:
    """Group examples of like length into batches of at most `budget` pieces, padding included.

    Shuffled, examples are first cut into stretches of 50 batches, so that the groups differ from epoch to epoch.
    """
    order = np.arange(len(lengths))
    generator = np.random.default_rng(seed)
    if shuffle:
        generator.shuffle(order)
    stretch = max(1, 50 * budget // max(1, int(np.mean(lengths)))) if shuffle else len(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), max(1, stretch)):
        part = sorted(order[start : start + stretch].tolist(), key=lambda i: lengths[i])
        batch: list[int] = []
        for i in part:
            if batch and (len(batch) + 1) * lengths[i] > budget:
                batches.append(batch)
                batch = []
            batch.append(i)
        batches.append(batch)
    if shuffle:
        generator.shuffle(batches)
    return batches
