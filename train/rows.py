"""Datasets as rows: reading, labels, held-out parts, counts."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from phogov.errors import LabelError
from phogov.labels import LABELS, bio_tags, labels_of

from data.dataset import load
from train.encoding import Row


def read_rows(path: str, confidence: str = "weighted") -> list[Row]:
    """Read a dataset of the contract's three kinds into rows."""
    dataset = load(path)
    weighs = confidence == "weighted" and "confidence" in dataset.column_names
    weights = dataset["confidence"] if weighs else [None] * len(dataset)
    return [
        Row(tuple(tokens), tuple(tags), tuple(weight) if weight is not None else (1.0,) * len(tokens))
        for tokens, tags, weight in zip(dataset["tokens"], dataset["ner_tags"], weights, strict=True)
        if tokens
    ]


def tags_for(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the tags to train: all eleven labels where the data has no others, else the data's own, sorted."""
    found = labels_of(tag for row in rows for tag in row.tags)
    if not found:
        raise LabelError("The training data holds no labelled span; there is nothing to learn.")
    return bio_tags(LABELS if set(found) <= set(LABELS) else sorted(found))


def split_validation(rows: list[Row], share: float) -> tuple[list[Row], list[Row]]:
    """Take every n-th row for validation, so that all documents are represented."""
    step = max(2, round(1 / share))
    return [row for i, row in enumerate(rows) if i % step], rows[::step]


def check_tags(rows: Sequence[Row], tags: Sequence[str], source: str) -> None:
    """Raise LabelError when rows hold a tag that the model does not know."""
    if unknown := {tag for row in rows for tag in row.tags} - set(tags):
        raise LabelError(f"{source}: the tags {sorted(unknown)} are not in the training data.")


def counts(rows: Sequence[Row]) -> dict[str, Any]:
    """Return how many rows, words and spans of each label there are."""
    spans = Counter(tag[2:] for row in rows for tag in row.tags if tag.startswith("B-"))
    return {"rows": len(rows), "words": sum(len(row.tokens) for row in rows), "spans": dict(sorted(spans.items()))}


def digest(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of what is to be learnt, to tell whether two runs see the same."""
    sum_ = hashlib.sha256()
    for row in rows:
        sum_.update(repr((row.tokens, row.tags, row.confidence)).encode())
        sum_.update(b"" if row.soft is None else row.soft.tobytes())
    return sum_.hexdigest()
