"""Spans over raw text as rows of words and tags, one row a line, with what the alignment loses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from phogov.bio import spans_to_tags, split_at
from phogov.labels import OUTSIDE
from phogov.normalise import DEFAULT_STEPS, normalise
from phogov.span import Span
from phogov.tagger import split_lines
from phogov.words import segment

from data.cleaning import chrome


@dataclass(frozen=True)
class Line:
    """One line of a document: words with their tags, raw offsets and confidences, and the spans that were lost."""

    text: str
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    confidence: tuple[float, ...]
    lost: tuple[Span, ...] = ()


def align(
    raw: str, spans: Iterable[Span], segmenter: str = "none", *, split: bool = False, clean: bool = True
) -> Iterator[Line]:
    """Yield the lines of a text that hold words and, if `clean`, are no page chrome; `spans` are over the raw text.

    A word takes its span's score as confidence, and outside of spans 1. With `split` words are split where a span's
    edge cuts through them; otherwise such a span is lost, and listed with its line. `text` is the raw line.
    """
    view = normalise(raw, DEFAULT_STEPS)
    moved = [Span(*view.view_span(span.start, span.end), span.label, span.text, span.score) for span in sorted(spans)]
    words = segment(view.text, segmenter)
    if split:
        words = split_at(words, moved)
    left_out = chrome(raw) if clean else []
    for offsets in split_lines(view.text, words):
        start, end = view.raw_span(offsets[0][0], offsets[-1][1])
        if any(a <= start < b for a, b in left_out):
            continue
        here = [span for span in moved if offsets[0][0] <= span.start < offsets[-1][1]]
        tags, lost = spans_to_tags(offsets, here)
        bounds = [view.raw_span(*word) for word in offsets]
        yield Line(
            text=raw[start:end],
            tokens=tuple(view.text[a:b] for a, b in offsets),
            tags=tuple(tags),
            starts=tuple(a for a, _ in bounds),
            ends=tuple(b for _, b in bounds),
            confidence=tuple(_confidence(offsets, tags, here)),
            lost=tuple(lost),
        )


def _confidence(words: list[tuple[int, int]], tags: list[str], spans: list[Span]) -> Iterator[float]:
    at = 0
    for (start, _), tag in zip(words, tags, strict=True):
        while at < len(spans) and spans[at].end <= start:
            at += 1
        yield round(spans[at].score, 3) if tag != OUTSIDE and at < len(spans) else 1.0
