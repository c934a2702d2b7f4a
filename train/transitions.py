"""Which tag follows which, for decoding: log-probabilities counted in training data, weighted on held-out rows.

The model scores each word by itself; a weighted first-order chain over its scores (Viterbi, 1967) prefers sequences
that occur. It costs no training and can be added to any checkpoint.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from phogov.decoding import log_softmax

from train.encoding import Row
from train.metrics import strict_scores
from train.trainer import tags_of

WEIGHTS = (0.1, 0.2, 0.3, 0.5)
SMOOTHING = 0.5
MINIMUM_SPANS = 50
"""With fewer spans held out nothing can be weighed."""


def transition_matrix(rows: Sequence[Row], tags: Sequence[str]) -> np.ndarray:
    """Return log P(next tag | tag) of the rows, float64 of shape (tags, tags)."""
    ids = {tag: i for i, tag in enumerate(tags)}
    counts = np.full((len(tags), len(tags)), SMOOTHING)
    for row in rows:
        for before, after in pairwise(row.tags):
            counts[ids[before], ids[after]] += 1
    return np.log(counts / counts.sum(axis=1, keepdims=True))


def fit_transitions(
    matrix: np.ndarray,
    scores: Sequence[np.ndarray],
    truth: Sequence[Sequence[str]],
    tags: Sequence[str],
    temperature: float = 1.0,
    learnt: np.ndarray | None = None,
) -> np.ndarray | None:
    """Return the transitions of the best strict F1 on held-out rows: `learnt` ones (`train.chain`), the matrix times a
    weight, or None where nothing helps.

    `scores` are log-probabilities of shape (words, tags) for each row, which `temperature` is still to divide, as it is
    learnt transitions. Of equals the learnt ones count more, then the lightest.
    """
    options = [None, *(weight * matrix for weight in WEIGHTS)]
    if learnt is not None:
        options.insert(0, learnt / temperature)
    if sum(tag.startswith("B-") for row in truth for tag in row) < MINIMUM_SPANS:
        options = options[:1]
    scaled = [log_softmax(one, temperature) for one in scores]
    found = [strict_scores(truth, tags_of(scaled, tags, table))["f1"] for table in options] if options[1:] else [0.0]
    best = options[int(np.argmax(found))]
    return None if best is None else np.round(best, 3)
