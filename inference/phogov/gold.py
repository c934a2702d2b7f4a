"""Gold files: text with its spans written as `[[LABEL|surface]]`."""

import re
from collections.abc import Iterable
from pathlib import Path

from phogov.errors import FormatError
from phogov.files import read_text
from phogov.labels import LABELS
from phogov.span import Span

_MARK = re.compile(r"\[\[([A-Z]+)\|([^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]\]")


def parse_gold(marked: str, *, labels: Iterable[str] = LABELS, source: str = "gold") -> tuple[str, list[Span]]:
    """Return the text without markup, and its spans in order.

    Raises FormatError, with the line's number, where a label is unknown, a span is empty or markup is left over.
    """
    known = set(labels)
    parts: list[str] = []
    spans: list[Span] = []
    length = last = 0

    def line(at: int) -> int:
        return marked.count("\n", 0, at) + 1

    for match in _MARK.finditer(marked):
        label, surface = match.groups()
        if label not in known:
            raise FormatError(f"{source}:{line(match.start())}: unknown label {label!r}; known are {' '.join(known)}")
        if not surface.strip():
            raise FormatError(f"{source}:{line(match.start())}: the span {match[0]!r} is empty")
        before = marked[last : match.start()]
        parts += (before, surface)
        start = length + len(before)
        length = start + len(surface)
        spans.append(Span(start, length, label, surface))
        last = match.end()
    parts.append(marked[last:])
    text = "".join(parts)
    for leftover in ("[[", "]]"):
        if leftover in text:
            at = marked.find(leftover)
            raise FormatError(f"{source}:{line(at)}: markup {leftover!r} is not closed or not well formed")
    return text, spans


def write_gold(text: str, spans: Iterable[Span]) -> str:
    """Return the text with its spans marked; the inverse of `parse_gold`."""
    parts: list[str] = []
    last = 0
    for span in sorted(spans):
        parts += (text[last : span.start], f"[[{span.label}|{text[span.start : span.end]}]]")
        last = span.end
    return "".join((*parts, text[last:]))


def read_gold(path: Path) -> tuple[str, list[Span]]:
    """Read one gold file. Raises InputError when it cannot be read, FormatError when it is malformed."""
    return parse_gold(read_text(path), source=str(path))
