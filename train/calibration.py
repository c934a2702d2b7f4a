"""Fit the temperature that makes a span's score the probability that it is right (Guo et al., 2017)."""

from collections.abc import Sequence

import numpy as np
from phogov.bio import tags_to_runs
from phogov.decoding import log_softmax, scored_runs
from scipy.optimize import minimize_scalar

BOUNDS = (0.3, 5.0)
MINIMUM_SPANS = 50
"""With fewer spans a fit says nothing, and scores stay as they are."""


def span_loss(
    temperature: float, scores: Sequence[np.ndarray], truth: Sequence[Sequence[str]], tags: Sequence[str]
) -> float:
    """Return the mean log loss of the scores of all decoded spans, each right or wrong as a whole."""
    losses = []
    for log_probs, gold in zip(scores, truth, strict=True):
        right = set(tags_to_runs(list(gold)))
        for first, end, label, score in scored_runs(log_softmax(log_probs, temperature), tags):
            score = min(max(score, 1e-6), 1 - 1e-6)
            losses.append(-np.log(score if (first, end, label) in right else 1 - score))
    return float(np.mean(losses)) if losses else 0.0


def fit_temperature(scores: Sequence[np.ndarray], truth: Sequence[Sequence[str]], tags: Sequence[str]) -> float:
    """Return the temperature of the least span loss on held-out rows.

    `scores` are log-probabilities of shape (words, tags) for each row, `truth` its tags. Decoding does not depend on
    the temperature, only the scores do. With fewer than MINIMUM_SPANS spans the answer is 1.
    """
    if sum(len(scored_runs(log_probs, tags)) for log_probs in scores) < MINIMUM_SPANS:
        return 1.0
    found = minimize_scalar(lambda t: span_loss(t, scores, truth, tags), bounds=BOUNDS, method="bounded")
    return round(float(found.x), 3)
