"""A linear chain over the tags of a line: its best legal path, and how probable each span is; many lines at once.

A path's score is the sum of its words' scores and of what following one tag by another adds; its probability is the
exponential of that over the sum of those of all legal paths (Lafferty et al., 2001).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from phogov.bio import tags_to_runs
from phogov.labels import legal_starts, legal_transitions

Run = tuple[int, int, str, float]
"""First word, end, label and probability of a span."""

LINES = 128
"""So many lines of like length are decoded together."""
WORDS = 1 << 14
"""So many words, padding included, at most."""

_NEVER = -1e9


class Chain:
    """Transitions between tags, with the illegal ones ruled out; None adds nothing to legal ones."""

    def __init__(self, tags: Sequence[str], transitions: np.ndarray | None = None) -> None:
        self.tags = tuple(tags)
        size = len(self.tags)
        self._starts = legal_starts(self.tags)
        added = np.zeros((size, size)) if transitions is None else np.asarray(transitions, dtype=np.float64)
        self._moves = np.where(legal_transitions(self.tags), added, _NEVER)
        self._likely = np.exp(self._moves)
        self._inside = {tag[2:]: i for i, tag in enumerate(self.tags) if tag.startswith("I-")}

    def paths(self, lines: Sequence[np.ndarray]) -> list[list[int]]:
        """Return the best legal path (Viterbi, 1967) of each line of scores, of shape (words, tags)."""
        found: list[list[int]] = [[] for _ in lines]
        for numbers, scores, lengths in self._batches(lines):
            for number, path, length in zip(numbers, self._best(scores, lengths), lengths, strict=True):
                found[number] = path[:length].tolist()
        return found

    def runs(self, lines: Sequence[np.ndarray]) -> list[list[Run]]:
        """Return the spans of each line's best path with their probabilities: that all tags of a span are right and it
        ends where it does.
        """
        found: list[list[Run]] = [[] for _ in lines]
        for numbers, scores, lengths in self._batches(lines):
            ahead, back = self._sums(scores, lengths)
            for row, (number, path) in enumerate(zip(numbers, self._best(scores, lengths), strict=True)):
                length = int(lengths[row])
                parts = scores[row, :length], ahead[row, :length], back[row, :length]
                found[number] = [*self._spans(path[:length].tolist(), *parts)]
        return found

    def _batches(self, lines: Sequence[np.ndarray]) -> Iterator[tuple[list[int], np.ndarray, np.ndarray]]:
        order = sorted((i for i, line in enumerate(lines) if len(line)), key=lambda i: len(lines[i]), reverse=True)
        at = 0
        while at < len(order):
            longest = len(lines[order[at]])
            numbers = order[at : at + max(1, min(LINES, WORDS // longest))]
            at += len(numbers)
            scores = np.zeros((len(numbers), longest, len(self.tags)))
            for row, number in enumerate(numbers):
                scores[row, : len(lines[number])] = lines[number]
            scores[:, 0] += np.where(self._starts, 0.0, _NEVER)
            yield numbers, scores, np.array([len(lines[number]) for number in numbers])

    def _best(self, scores: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return paths of shape (lines, words); what lies behind a line's length means nothing."""
        count, words, _ = scores.shape
        back = np.zeros(scores.shape, dtype=np.int16)
        totals = np.empty_like(scores)
        totals[:, 0] = scores[:, 0]
        for i in range(1, words):
            reached = totals[:, i - 1, :, None] + self._moves
            back[:, i] = reached.argmax(axis=1)
            totals[:, i] = reached.max(axis=1) + scores[:, i]
        rows = np.arange(count)
        paths = np.zeros((count, words), dtype=np.int64)
        last = lengths - 1
        tag = totals[rows, last].argmax(axis=1)
        for i in range(words - 1, -1, -1):
            if i + 1 < words:
                tag = np.where(i < last, back[rows, min(i + 1, words - 1), tag], tag)
            paths[:, i] = tag
        return paths

    def _sums(self, scores: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the logarithms of the sums over all paths up to each word and tag, and of those from there on."""
        words = scores.shape[1]
        ahead, back = np.empty_like(scores), np.zeros_like(scores)
        ahead[:, 0] = scores[:, 0]
        for i in range(1, words):
            ahead[:, i] = _log_product(ahead[:, i - 1], self._likely) + scores[:, i]
        for i in range(words - 2, -1, -1):
            behind = _log_product(scores[:, i + 1] + back[:, i + 1], self._likely.T)
            back[:, i] = np.where((i < lengths - 1)[:, None], behind, 0.0)
        return ahead, back

    def _spans(self, path: list[int], scores: np.ndarray, ahead: np.ndarray, back: np.ndarray) -> Iterator[Run]:
        whole = _log_sum(ahead[-1])
        for first, end, label in tags_to_runs([self.tags[i] for i in path]):
            total = ahead[first, path[first]]
            for i in range(first + 1, end):
                total += self._moves[path[i - 1], path[i]] + scores[i, path[i]]
            if end < len(path):
                others = self._moves[path[end - 1]] + scores[end] + back[end]
                others[self._inside[label]] = _NEVER
                total += _log_sum(others)
            yield first, end, label, float(min(1.0, np.exp(total - whole)))


def _log_sum(values: np.ndarray) -> float:
    peak = values.max()
    return float(peak + np.log(np.exp(values - peak).sum()))


def _log_product(values: np.ndarray, likely: np.ndarray) -> np.ndarray:
    """Return log(exp(values) @ likely) of values of shape (lines, tags), safe from overflow."""
    peak = values.max(axis=1, keepdims=True)
    return np.log(np.maximum(np.exp(values - peak) @ likely, 1e-300)) + peak
