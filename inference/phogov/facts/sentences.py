"""Sentences of a text as character ranges."""

import re
from collections.abc import Iterator

_END = re.compile(r"\n+|(?<=[.!?…])[\"”)]?\s+(?=[\"“(\-–+*•]?\s?[^\W\d_a-zà-ỹ])")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:TP|T|P|Q|H|Th\.?S|TS|PGS|GS|BS|Mr|St|Nxb|v\.v)\.$")
_LONGEST = 10_000
"""Characters; what goes on longer is no prose and is cut at a space: facts cost the square of a sentence's length."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Cut a text at line breaks and at sentence ends; blank stretches are left out."""
    cuts: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match[0][0] != "\n" and _ABBREVIATION.search(text[max(start, match.start() - 6) : match.start()]):
            continue
        cuts.append((start, match.start()))
        start = match.end()
    cuts.append((start, len(text)))
    return [piece for first, last in cuts if text[first:last].strip() for piece in _pieces(text, first, last)]


def _pieces(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    while last - first > _LONGEST:
        cut = text.rfind(" ", first, first + _LONGEST)
        cut = cut if cut > first else first + _LONGEST
        yield first, cut
        first = cut
    yield first, last
