"""Which place a fact speaks of, and the province's official code before and after July 2025."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from phogov.facts.tables import read_table
from phogov.normalise import normalise
from phogov.span import Span

_LEVEL = re.compile(r"^(?:tỉnh|thành phố|tp\.?|t\.p\.?)\s*", re.IGNORECASE)


@lru_cache(maxsize=1)
def _codes() -> dict[str, tuple[str, str]]:
    codes: dict[str, tuple[str, str]] = {}
    for row in read_table("places"):
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            codes[_key(name)] = (row["code"], row["code_2025"])
    return codes


def _key(name: str) -> str:
    text = " ".join(normalise(name).text.lower().split())
    return _LEVEL.sub("", text).replace(" - ", "-") or text


@lru_cache(maxsize=16384)
def place_codes(name: str) -> tuple[str, str] | None:
    """Return a province's code before July 2025 and that of the province it belongs to since; None if it is none."""
    return _codes().get(_key(name))


def main_place(places: Sequence[Span]) -> Span | None:
    """Choose the province that a document is about: the one named most, the first of equals."""
    provinces = [(codes, span) for span in places if (codes := place_codes(span.text))]
    if not provinces:
        return None
    (code, _), *_ = Counter(codes for codes, _ in provinces).most_common(1)
    named = [span for codes, span in provinces if codes == code]
    return next((span for span in named if span.text.lower().startswith("tỉnh ")), named[0])
