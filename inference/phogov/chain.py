"""A linear chain over the tags of a line: its best legal path, and how probable each span is; many lines at once.

A path's score is the sum of its words' scores and of what following one tag by another adds; its probability is the
exponential of that over the sum of those of all legal paths (Lafferty et al., 2001).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from phogov.bio import tags_to_runs
from phogov.labels import OUTSIDE, legal_starts, legal_transitions

Run = tuple[int, int, str, float]
"""First word, end, label and probability of a span."""

LINES = 128
"""So many lines of like length are decoded together."""
WORDS = 1 << 14
"""So many words, padding included, at most."""

LEAST = -200.0
"""A score this far below a word's best counts no less, so that no product runs out of range."""

SURE = 0.95
"""A word that its own scores put outside of spans with this probability is taken to be outside, whatever its
neighbours."""

_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Scores of words of a line that are decoded by themselves."""

    line: int
    start: int
    scores: np.ndarray


class Chain:
    """Transitions between tags, with the illegal ones ruled out; None adds nothing to legal ones."""

    def __init__(self, tags: Sequence[str], transitions: np.ndarray | None = None) -> None:
        self.tags = tuple(tags)
        self._starts = legal_starts(self.tags)
        added = 0.0 if transitions is None else np.asarray(transitions, dtype=np.float64)
        self._moves = np.exp(np.where(legal_transitions(self.tags), added, _NEVER))
        self._outside = self.tags.index(OUTSIDE)
        self._only_outside = np.where(np.arange(len(self.tags)) == self._outside, 0.0, _NEVER)
        self._inside = {tag[2:]: i for i, tag in enumerate(self.tags) if tag.startswith("I-")}

    def allows(self, path: np.ndarray) -> bool:
        """Tell whether a path of tag ids is legal."""
        return not len(path) or bool(self._starts[path[0]] and (self._moves[path[:-1], path[1:]] > 0).all())

    def paths(self, lines: Sequence[np.ndarray]) -> list[list[int]]:
        """Return the best legal path (Viterbi, 1967) of each line of scores, of shape (words, tags)."""
        found = [[self._outside] * len(line) for line in lines]
        stretches = self._stretches(lines)
        for numbers, factors, lengths in self._batches([one.scores for one in stretches]):
            for number, path, length in zip(numbers, self._best(factors, lengths), lengths, strict=True):
                one = stretches[number]
                found[one.line][one.start : one.start + length] = path[:length].tolist()
        return found

    def runs(self, lines: Sequence[np.ndarray]) -> list[list[Run]]:
        """Return the spans of each line's best path with their probabilities: that all tags of a span are right and it
        ends where it does.
        """
        found: list[list[Run]] = [[] for _ in lines]
        stretches = self._stretches(lines)
        runs: list[list[Run]] = [[] for _ in stretches]
        for numbers, factors, lengths in self._batches([one.scores for one in stretches]):
            ahead, scales = self._forward(factors)
            shares = factors * self._backward(factors, scales, lengths)
            paths = self._best(factors, lengths)
            for row, (number, length) in enumerate(zip(numbers, lengths.tolist(), strict=True)):
                path = paths[row, :length].tolist()
                runs[number] = [*self._spans(path, factors[row], ahead[row], shares[row], scales[row])]
        for one, part in zip(stretches, runs, strict=True):
            found[one.line] += [(one.start + first, one.start + end, label, score) for first, end, label, score in part]
        return found

    def _stretches(self, lines: Sequence[np.ndarray]) -> list[_Stretch]:
        """Cut lines at words that are surely outside of all spans: what stands on both sides does not depend on each
        other. Such a word ends one stretch and begins the next.
        """
        found = []
        for number, line in enumerate(lines):
            if not len(line):
                continue
            factors = np.exp(line - line.max(axis=1, keepdims=True))
            sure = factors[:, self._outside] > SURE * factors.sum(axis=1)
            scores = np.where(sure[:, None], self._only_outside, line)
            cuts = np.flatnonzero(sure).tolist()
            edges = sorted({0, *cuts, len(line) - 1})
            if len(edges) == 1 and not sure[0]:
                found.append(_Stretch(number, 0, scores))
            for first, last in pairwise(edges):
                if last > first + 1 or not (sure[first] and sure[last]):
                    found.append(_Stretch(number, first, scores[first : last + 1]))
        return found

    def _batches(self, lines: Sequence[np.ndarray]) -> Iterator[tuple[list[int], np.ndarray, np.ndarray]]:
        """Yield numbers of lines of like length, the exponentials of their scores (a word's best is 1), and lengths."""
        order = sorted(range(len(lines)), key=lambda i: len(lines[i]), reverse=True)
        at = 0
        while at < len(order):
            longest = len(lines[order[at]])
            numbers = order[at : at + max(1, min(LINES, WORDS // longest))]
            at += len(numbers)
            scores = np.zeros((len(numbers), longest, len(self.tags)))
            for row, number in enumerate(numbers):
                scores[row, : len(lines[number])] = lines[number]
            scores[:, 0] += np.where(self._starts, 0.0, _NEVER)
            factors = np.exp(np.maximum(scores - scores.max(axis=2, keepdims=True), LEAST))
            factors[:, 0] *= self._starts
            yield numbers, factors, np.array([len(lines[number]) for number in numbers])

    def _best(self, factors: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return paths of shape (lines, words); what lies behind a line's length means nothing."""
        count, words, _ = factors.shape
        back = np.zeros(factors.shape, dtype=np.int16)
        totals = np.empty_like(factors)
        total = totals[:, 0] = factors[:, 0]
        for i in range(1, words):
            reached = total[:, :, None] * self._moves
            back[:, i] = reached.argmax(axis=1)
            total = reached.max(axis=1) * factors[:, i]
            total /= total.max(axis=1, keepdims=True)  # only ratios count, and so they stay in range
            totals[:, i] = total
        rows, last = np.arange(count), lengths - 1
        tag = totals[rows, last].argmax(axis=1)
        paths = np.empty((count, words), dtype=np.int64)
        paths[:, -1] = tag
        for i in range(words - 2, -1, -1):
            tag = np.where(i < last, back[rows, i + 1, tag], tag)
            paths[:, i] = tag
        return paths

    def _forward(self, factors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the share of each tag among all paths up to each word, and the sums that were divided by."""
        ahead, scales = np.empty_like(factors), np.empty(factors.shape[:2])
        share = factors[:, 0]
        for i in range(factors.shape[1]):
            if i:
                share = (share @ self._moves) * factors[:, i]
            scales[:, i] = scale = share.sum(axis=1)
            ahead[:, i] = share = share / scale[:, None]
        return ahead, scales

    def _backward(self, factors: np.ndarray, scales: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return the sums over all paths from each word and tag on, divided as the forward ones (Rabiner, 1989)."""
        back = np.ones_like(factors)
        for i in range(factors.shape[1] - 2, -1, -1):
            behind = (factors[:, i + 1] * back[:, i + 1]) @ self._moves.T / scales[:, i + 1, None]
            back[:, i] = np.where((i < lengths - 1)[:, None], behind, 1.0)
        return back

    def _spans(
        self, path: list[int], factors: np.ndarray, ahead: np.ndarray, shares: np.ndarray, scales: np.ndarray
    ) -> Iterator[Run]:
        for first, end, label in tags_to_runs([self.tags[i] for i in path]):
            likely = ahead[first, path[first]]
            for i in range(first + 1, end):
                likely *= self._moves[path[i - 1], path[i]] * factors[i, path[i]] / scales[i]
            if end < len(path):
                others = self._moves[path[end - 1]] * shares[end] / scales[end]
                likely *= others.sum() - others[self._inside[label]]
            yield first, end, label, float(min(1.0, max(0.0, likely)))
