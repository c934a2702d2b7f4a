"""Between spans over characters and BIO tags over words."""

from collections.abc import Iterable, Sequence

from phogov.errors import LabelError
from phogov.labels import OUTSIDE, legal
from phogov.span import Span


def spans_to_tags(words: Sequence[tuple[int, int]], spans: Iterable[Span]) -> tuple[list[str], list[Span]]:
    """Return one tag a word, and the spans that are lost because an edge of theirs cuts through a word."""
    first_at = {start: i for i, (start, _) in enumerate(words)}
    last_at = {end: i for i, (_, end) in enumerate(words)}
    tags = [OUTSIDE] * len(words)
    lost: list[Span] = []
    for span in spans:
        first, last = first_at.get(span.start), last_at.get(span.end)
        if first is None or last is None or any(tag != OUTSIDE for tag in tags[first : last + 1]):
            lost.append(span)
            continue
        tags[first] = f"B-{span.label}"
        tags[first + 1 : last + 1] = [f"I-{span.label}"] * (last - first)
    return tags, lost


def tags_to_runs(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return `(first, end, label)` of every run, end exclusive, by strict IOB2.

    Raises LabelError where an `I-` does not continue a run of its own label, or a tag is no BIO tag.
    """
    runs: list[tuple[int, int, str]] = []
    before = OUTSIDE
    for i, tag in enumerate(tags):
        if tag != OUTSIDE and (tag[:2] not in ("B-", "I-") or not tag[2:]):
            raise LabelError(f"{tag!r} at position {i} is no BIO tag: write O, B-LABEL or I-LABEL.")
        if not legal(before, tag):
            raise LabelError(f"{tag!r} at position {i} follows {before!r}: a run must open with B-{tag[2:]}.")
        if tag.startswith("B-"):
            runs.append((i, i + 1, tag[2:]))
        elif tag.startswith("I-"):
            first, _, label = runs[-1]
            runs[-1] = (first, i + 1, label)
        before = tag
    return runs


def split_at(words: Sequence[tuple[int, int]], spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Split the words that a span's edge cuts through, so that no span is lost in training."""
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    result: list[tuple[int, int]] = []
    at = 0
    for start, end in words:
        while at < len(edges) and edges[at] <= start:
            at += 1
        while at < len(edges) and edges[at] < end:
            result.append((start, edges[at]))
            start = edges[at]
            at += 1
        result.append((start, end))
    return result
