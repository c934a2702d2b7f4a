"""From logits to BIO tags that are always legal."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from phogov.bio import tags_to_runs
from phogov.labels import legal_starts, legal_transitions


def log_softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Return log-probabilities over the last axis of logits divided by the temperature."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    return scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))


@lru_cache(maxsize=8)
def _rules(tags: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    return legal_starts(tags), legal_transitions(tags)


def decode(log_probs: np.ndarray, tags: Sequence[str], transitions: np.ndarray | None = None) -> list[int]:
    """Return the legal tag sequence of the highest total score (Viterbi, 1967).

    `log_probs` has shape (words, tags), `transitions`, of shape (tags, tags), are what following a tag by another adds.
    Without them, where the path of the single best tags is legal, it is the best.
    """
    starts, allowed = _rules(tuple(tags))
    if not len(log_probs):
        return []
    best = log_probs.argmax(axis=1)
    if transitions is None and starts[best[0]] and allowed[best[:-1], best[1:]].all():
        return [int(tag) for tag in best]
    moves = np.where(allowed, 0.0 if transitions is None else transitions, -np.inf)
    score = np.where(starts, log_probs[0], -np.inf)
    back = np.zeros(log_probs.shape, dtype=np.int32)
    for i in range(1, len(log_probs)):
        paths = score[:, None] + moves
        back[i] = paths.argmax(axis=0)
        score = paths[back[i], np.arange(len(score))] + log_probs[i]
    path = [int(score.argmax())]
    for i in range(len(log_probs) - 1, 0, -1):
        path.append(int(back[i][path[-1]]))
    return path[::-1]


def scored_runs(
    log_probs: np.ndarray, tags: Sequence[str], transitions: np.ndarray | None = None
) -> list[tuple[int, int, str, float]]:
    """Return `(first, end, label, score)` of every decoded span, in words.

    The score is the probability of the span's least certain tag, the one that follows it included: a span is right
    only if all its tags are and it ends where it should.
    """
    path = decode(log_probs, tags, transitions)
    chosen = np.exp(log_probs[np.arange(len(path)), path]) if path else np.zeros(0)
    continuing = {tag[2:]: i for i, tag in enumerate(tags) if tag.startswith("I-")}
    found = []
    for first, end, label in tags_to_runs([tags[i] for i in path]):
        score = float(chosen[first:end].min())
        if end < len(path):
            score = min(score, 1.0 - float(np.exp(log_probs[end, continuing[label]])))
        found.append((first, end, label, min(1.0, max(0.0, score))))
    return found
