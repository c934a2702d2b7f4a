"""The sequence-aware label model: a linear-chain CRF over votes and words, learnt from gold.

Features are words, shapes, affixes and bigrams in a window, as in Lafferty et al. (2001) and Tkachenko and Simanovsky
(2012); which functions vote for what on a word, and the tags that the longest votes give, join them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pycrfsuite
from phogov.bio import spans_to_tags, tags_to_runs
from phogov.features import shape
from phogov.span import Span
from phogov.words import segment

from data.label_models import longest
from data.label_models.majority import legalised, word_votes
from data.labelling.vote import Vote

WINDOW = 3
Votes = Mapping[str, Sequence[Vote]]


@dataclass(frozen=True)
class Line:
    """One line of a document: its words, where they start and end in the normalised text, and what is voted on them.

    `tags` are those of the longest votes, `voters` the features `function:tag` of every function that votes on a word.
    """

    words: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]
    tags: tuple[str, ...]
    voters: tuple[tuple[str, ...], ...]


def line_bounds(text: str, words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first and the last word (exclusive) of every line."""
    cuts = [i for i in range(1, len(words)) if "\n" in text[words[i - 1][1] : words[i][0]]]
    edges = [0, *cuts, len(words)] if words else [0]
    return list(pairwise(edges))


def lines_of(text: str, votes: Votes) -> list[Line]:
    """Cut normalised text into lines of words with their votes."""
    words, by_function = word_votes(text, votes)
    tags, _ = spans_to_tags(words, longest.aggregate(text, votes))
    voters: list[list[str]] = [[] for _ in words]
    for name, found in by_function.items():
        for i, tag in found.items():
            voters[i].append(f"f={name}:{tag}")
    return [
        Line(
            tuple(text[a:b] for a, b in words[first:last]),
            tuple(words[first:last]),
            tuple(tags[first:last]),
            tuple(tuple(one) for one in voters[first:last]),
        )
        for first, last in line_bounds(text, words)
    ]


def features(line: Line) -> list[list[str]]:
    """Return the active features of every word of a line."""
    words = [word.lower() for word in line.words]
    shapes = [shape(word) for word in line.words]
    rows: list[list[str]] = []
    count = len(words)
    for i in range(count):
        word, tag = words[i], line.tags[i]
        row = ["bias", f"p2={word[:2]}", f"s2={word[-2:]}", f"v={tag}", f"v|w={tag}|{word}", *line.voters[i]]
        for d in range(-WINDOW, WINDOW + 1):
            j = i + d
            if 0 <= j < count:
                row += (f"w{d}={words[j]}", f"h{d}={shapes[j]}", f"t{d}={line.tags[j]}")
                if j + 1 < count and d < WINDOW:
                    row += (f"w{d}:={words[j]}|{words[j + 1]}", f"h{d}:={shapes[j]}|{shapes[j + 1]}")
            else:
                row.append(f"edge{d}")
        if i + 2 < count:
            row.append(f"w3={word}|{words[i + 1]}|{words[i + 2]}")
        if i > 1:
            row.append(f"w-3={words[i - 2]}|{words[i - 1]}|{word}")
        rows.append(row)
    return rows


def train(documents: Iterable[tuple[str, Sequence[Span], Votes]], model: Path, *, iterations: int = 100) -> None:
    """Fit a CRF on (normalised text, gold spans, votes) and write it to `model` (crfsuite's own format)."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.05, "c2": 0.01, "max_iterations": iterations, "feature.possible_transitions": True})
    for text, gold, votes in documents:
        words = segment(text)
        truth, _ = spans_to_tags(words, gold)
        for line, (first, last) in zip(lines_of(text, votes), line_bounds(text, words), strict=True):
            trainer.append(features(line), truth[first:last])
    trainer.train(str(model))


class CrfTagger:
    """A loaded CRF."""

    def __init__(self, model: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))

    def tag_line(self, line: Line) -> tuple[list[str], list[float]]:
        """Return the tags of a line's words, and the marginal probability of each."""
        tags = self._tagger.tag(features(line))
        return list(legalised(tags)), [self._tagger.marginal(tag, i) for i, tag in enumerate(tags)]

    def probabilities(self, line: Line, tags: Sequence[str]) -> np.ndarray:
        """Return the marginal probability of each tag for each word: float32 of shape (words, tags)."""
        self._tagger.set(features(line))
        known = set(self._tagger.labels())
        rows = [
            [self._tagger.marginal(tag, i) if tag in known else 0.0 for tag in tags] for i in range(len(line.words))
        ]
        return np.array(rows, dtype=np.float32).reshape(-1, len(tags))

    def spans(self, text: str, votes: Votes) -> list[Span]:
        """Label a normalised text; a span scores as its least certain word."""
        found = []
        for line in lines_of(text, votes):
            tags, confidence = self.tag_line(line)
            for first, end, label in tags_to_runs(tags):
                start, stop = line.offsets[first][0], line.offsets[end - 1][1]
                found.append(Span(start, stop, label, text[start:stop], min(confidence[first:end])))
        return found
