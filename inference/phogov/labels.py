"""The label scheme, and BIO tags with their legal transitions."""

from collections.abc import Iterable, Sequence

import numpy as np

LABELS = ("PER", "TITLE", "ORG", "LOC", "DATE", "DOC", "EVENT", "PROG", "IND", "VAL", "CHG")
"""The eleven labels of `docs/annotation.md`, in its order."""

SCHEME_VERSION = 2
"""Version of the annotation guidelines that the labels follow."""

OUTSIDE = "O"


def bio_tags(labels: Iterable[str]) -> tuple[str, ...]:
    """Return `O`, then `B-X`, `I-X` of every label, in the order given."""
    return (OUTSIDE, *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def labels_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the labels that a set of BIO tags speaks of, in order of first appearance."""
    return tuple(dict.fromkeys(tag[2:] for tag in tags if tag != OUTSIDE))


def legal(before: str, after: str) -> bool:
    """Say whether `after` may follow `before`: an `I-X` needs `B-X` or `I-X` of its own label before it."""
    return not after.startswith("I-") or (before[:1] in ("B", "I") and before[2:] == after[2:])


def legal_transitions(tags: Sequence[str]) -> np.ndarray:
    """Return a boolean matrix of shape (tags, tags): row before, column after."""
    return np.array([[legal(before, after) for after in tags] for before in tags], dtype=bool)


def legal_starts(tags: Sequence[str]) -> np.ndarray:
    """Return a boolean vector of shape (tags,): which tags may open a sequence."""
    return np.array([not tag.startswith("I-") for tag in tags], dtype=bool)
