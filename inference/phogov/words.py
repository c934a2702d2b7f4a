"""Word boundaries of normalised text, by the segmenter that the checkpoint asks for."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from phogov.errors import MissingDependencyError, UsageError

Offsets = list[tuple[int, int]]
"""Start and end of words in the normalised text, in order, not overlapping."""

WORD_PATTERN = r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|_"
"""Numbers with their separators, runs of letters (one Vietnamese syllable), single marks."""

_WORD = re.compile(WORD_PATTERN)
_LINE = re.compile(r"[^\n]+")


def _syllables(text: str) -> Offsets:
    return [match.span() for match in _WORD.finditer(text)]


def _segmented(text: str, words_of: Callable[[str], list[str]]) -> Offsets:
    """Take word boundaries from a segmenter, never its text, which it may rewrite.

    A line whose characters it did not keep one for one falls back to syllables.
    """
    found: Offsets = []
    for line in _LINE.finditer(text):
        solid = [line.start() + i for i, character in enumerate(line[0]) if not character.isspace()]
        if not solid:
            continue
        lengths = [sum((not c.isspace() and c != "_") or word == "_" for c in word) for word in words_of(line[0])]
        if sum(lengths) != len(solid):
            found += [(line.start() + a, line.start() + b) for a, b in _syllables(line[0])]
            continue
        at = 0
        for length in lengths:
            if length:
                found.append((solid[at], solid[at + length - 1] + 1))
                at += length
    return found


def _underthesea(text: str) -> Offsets:
    try:
        from underthesea import word_tokenize
    except ImportError as error:
        raise MissingDependencyError("The segmenter underthesea", "phobert") from error
    return _segmented(text, lambda line: [word.replace(" ", "_") for word in word_tokenize(line)])


@lru_cache(maxsize=1)
def _vncorenlp_model() -> Any:
    try:
        import py_vncorenlp
    except ImportError as error:
        raise UsageError(
            "The segmenter vncorenlp is not installed. Install it with: pip install py_vncorenlp (it needs Java)."
        ) from error
    return py_vncorenlp.VnCoreNLP(annotators=["wseg"])


def _vncorenlp(text: str) -> Offsets:
    model = _vncorenlp_model()
    return _segmented(text, lambda line: [w for sentence in model.word_segment(line) for w in sentence.split()])


SEGMENTERS: dict[str, Callable[[str], Offsets]] = {
    "none": _syllables,
    "underthesea": _underthesea,
    "vncorenlp": _vncorenlp,
}
"""The segmenters by the names that `phogov.json` uses."""


def segment(text: str, segmenter: str = "none") -> Offsets:
    """Return the words of normalised text. No word crosses a line break.

    Raises UsageError for an unknown segmenter, MissingDependencyError for one that is not installed.
    """
    if segmenter not in SEGMENTERS:
        raise UsageError(f"Unknown segmenter {segmenter!r}; known are {', '.join(SEGMENTERS)}.")
    return SEGMENTERS[segmenter](text)
