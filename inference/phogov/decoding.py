"""From logits to BIO tags that are always legal."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from phogov.bio import tags_to_runs
from phogov.chain import Chain, Run


def log_softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Return log-probabilities over the last axis of logits divided by the temperature."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    return scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))


@lru_cache(maxsize=8)
def _legal(tags: tuple[str, ...]) -> Chain:
    return Chain(tags)


def decode(lines: Sequence[np.ndarray], tags: Sequence[str], chain: Chain | None = None) -> list[list[int]]:
    """Return the legal tag sequence of the highest total score for each line.

    Lines are log-probabilities of shape (words, tags). Without a chain, where the single best tags are legal, they are
    the best.
    """
    if chain is not None:
        return chain.paths(lines)
    legal = _legal(tuple(tags))
    best = [line.argmax(axis=1) for line in lines]
    found = [path.tolist() for path in best]
    wrong = [i for i, path in enumerate(best) if not legal.allows(path)]
    for number, path in zip(wrong, legal.paths([lines[i] for i in wrong]), strict=True):
        found[number] = path
    return found


def scored_runs(lines: Sequence[np.ndarray], tags: Sequence[str], chain: Chain | None = None) -> list[list[Run]]:
    """Return `(first, end, label, score)` of every decoded span of each line, in words.

    The score is the span's probability: with a chain, that of all paths that hold it; without, of its least certain
    tag, the one that follows it included: a span is right only if all its tags are and it ends where it should.
    """
    if chain is not None:
        return chain.runs(lines)
    return [[*_least_certain(line, path, tags)] for line, path in zip(lines, decode(lines, tags), strict=True)]


def _least_certain(log_probs: np.ndarray, path: list[int], tags: Sequence[str]) -> Iterator[Run]:
    chosen = np.exp(log_probs[np.arange(len(path)), path]) if path else np.zeros(0)
    continuing = {tag[2:]: i for i, tag in enumerate(tags) if tag.startswith("I-")}
    for first, end, label in tags_to_runs([tags[i] for i in path]):
        score = float(chosen[first:end].min())
        if end < len(path):
            score = min(score, 1.0 - float(np.exp(log_probs[end, continuing[label]])))
        yield first, end, label, min(1.0, max(0.0, score))
