"""A linear-chain CRF with hand features: the peer to measure against, and the teacher of the compact encoder.

Features are words, shapes, affixes and bigrams in a window, as in Lafferty et al. (2001) and Tkachenko and Simanovsky
(2012); the votes of labelling functions join them as further features.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite
from phogov.bio import spans_to_tags, tags_to_runs
from phogov.labels import legal
from phogov.span import Span
from phogov.words import segment

WINDOW = 3


@dataclass(frozen=True)
class Line:
    """One line of a document: its words, where it and they start and end in the normalised text, and votes on words."""

    words: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]
    votes: tuple[str, ...]


def shape(word: str) -> str:
    """Case and digits: `Xx` capitalised, `XX` capitals, `xx` lower, `00,0` numbers with their separators."""
    if word[0].isdigit():
        return re.sub(r"\d+", lambda run: "0" * min(len(run[0]), 4), word)
    if word.islower():
        return "xx"
    if word.isupper():
        return "XX" if len(word) > 1 else "X"
    return "Xx" if word[0].isupper() else "mixed" if word.isalpha() else word


def lines_of(text: str, votes: Iterable[Span] = ()) -> list[Line]:
    """Cut normalised text into lines of words; `votes` are weak spans over the same text."""
    offsets = segment(text)
    tags, _ = spans_to_tags(offsets, votes)
    lines: list[Line] = []
    first = 0
    for last in range(1, len(offsets) + 1):
        if last == len(offsets) or "\n" in text[offsets[last - 1][1] : offsets[last][0]]:
            part = offsets[first:last]
            lines.append(Line(tuple(text[a:b] for a, b in part), tuple(part), tuple(tags[first:last])))
            first = last
    return lines


def features(line: Line) -> list[list[str]]:
    """Return the active features of every word of a line."""
    words = [word.lower() for word in line.words]
    shapes = [shape(word) for word in line.words]
    rows: list[list[str]] = []
    count = len(words)
    for i in range(count):
        word = words[i]
        row = ["bias", f"p2={word[:2]}", f"s2={word[-2:]}", f"v={line.votes[i]}", f"v|w={line.votes[i]}|{word}"]
        for d in range(-WINDOW, WINDOW + 1):
            j = i + d
            if 0 <= j < count:
                row += (f"w{d}={words[j]}", f"h{d}={shapes[j]}", f"t{d}={line.votes[j]}")
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


def train(
    documents: Iterable[tuple[str, Sequence[Span], Sequence[Span]]], model: Path, *, iterations: int = 80
) -> None:
    """Fit a CRF on (normalised text, gold spans, weak spans) and write it to `model` (crfsuite's own format)."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.05, "c2": 0.01, "max_iterations": iterations, "feature.possible_transitions": True})
    for text, gold, weak in documents:
        for line, truth in zip(lines_of(text, weak), lines_of(text, gold), strict=True):
            trainer.append(features(line), list(truth.votes))
    trainer.train(str(model))


@dataclass(frozen=True)
class Tagged:
    """A line with the CRF's tags and the marginal probability of each."""

    line: Line
    tags: tuple[str, ...]
    confidence: tuple[float, ...]


def legalised(tags: Iterable[str]) -> Iterator[str]:
    """Let an `I-` that continues no run of its label open one: crfsuite only finds unseen transitions unlikely."""
    before = "O"
    for tag in tags:
        before = tag if legal(before, tag) else f"B-{tag[2:]}"
        yield before


class CrfTagger:
    """A loaded CRF."""

    def __init__(self, model: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))

    def tag_line(self, line: Line) -> Tagged:
        """Tag one line."""
        tags = self._tagger.tag(features(line))
        confidence = tuple(self._tagger.marginal(tag, i) for i, tag in enumerate(tags))
        return Tagged(line, tuple(legalised(tags)), confidence)

    def spans(self, text: str, votes: Iterable[Span] = ()) -> list[Span]:
        """Tag a normalised text."""
        found = []
        for line in lines_of(text, votes):
            tagged = self.tag_line(line)
            for first, end, label in tags_to_runs(tagged.tags):
                start, stop = line.offsets[first][0], line.offsets[end - 1][1]
                found.append(Span(start, stop, label, text[start:stop], min(tagged.confidence[first:end])))
        return found
