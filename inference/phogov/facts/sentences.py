"""Sentences of a text as character ranges."""

import re

_END = re.compile(r"\n+|(?<=[.!?…])[\"”)]?\s+(?=[\"“(\-–+*•]?\s?[^\W\d_a-zà-ỹ])")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:TP|T|P|Q|H|Th\.?S|TS|PGS|GS|BS|Mr|St|Nxb|v\.v)\.$")


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
    return [(first, last) for first, last in cuts if text[first:last].strip()]
