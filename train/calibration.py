"""Fit the temperature that makes a span's score the probability that it is right (Guo et al., 2017)."""

from collections.abc import Sequence

import numpy as np
from phogov.bio import tags_to_runs
from phogov.chain import Chain
from phogov.decoding import log_softmax, scored_runs
from scipy.optimize import minimize_scalar

BOUNDS = (0.3, 5.0)
MINIMUM_SPANS = 50
"""With fewer spans a fit says nothing, and scores stay as they are."""


def span_loss(
    temperature: float,
    scores: Sequence[np.ndarray],
    truth: Sequence[Sequence[str]],
    tags: Sequence[str],
    transitions: np.ndarray | None = None,
) -> float:
    """Return the mean log loss of the scores of all decoded spans, each right or wrong as a whole.

    The temperature divides the transitions too.
    """
    chain = None if transitions is None else Chain(tags, transitions / temperature)
    losses = []
    found = scored_runs([log_softmax(log_probs, temperature) for log_probs in scores], tags, chain)
    for runs, gold in zip(found, truth, strict=True):
        right = set(tags_to_runs(list(gold)))
        for first, end, label, score in runs:
            score = min(max(score, 1e-6), 1 - 1e-6)
            losses.append(-np.log(score if (first, end, label) in right else 1 - score))
    return float(np.mean(losses)) if losses else 0.0


def fit_temperature(
    scores: Sequence[np.ndarray],
    truth: Sequence[Sequence[str]],
    tags: Sequence[str],
    transitions: np.ndarray | None = None,
) -> float:
    """Return the temperature of the least span loss on held-out rows.

    `scores` are log-probabilities of shape (words, tags) for each row, `truth` its tags. Decoding does not depend on
    the temperature, only the scores do. With fewer than MINIMUM_SPANS spans the answer is 1.
    """
    if sum(len(runs) for runs in scored_runs(scores, tags)) < MINIMUM_SPANS:
        return 1.0
    found = minimize_scalar(lambda t: span_loss(t, scores, truth, tags, transitions), bounds=BOUNDS, method="bounded")
    return round(float(found.x), 3)
