"""Canonical ids and English names of indicators."""

import re
from functools import lru_cache

from phogov.facts.tables import read_table
from phogov.normalise import normalise

THRESHOLD = 88.0
_SCOPE = re.compile(
    r"\s*(?:của tỉnh|toàn tỉnh|trong tỉnh|của thành phố|trên địa bàn tỉnh|tỉnh|cả nước|của cả nước|ước|năm \d{4}|\d{4}"
    r"|trên địa bàn)$"
)
_NOISE = re.compile(r"[()\"“”,;:]|\bgiá (?:so sánh )?\d{4}\b")


def _key(name: str) -> str:
    text = " ".join(_NOISE.sub(" ", normalise(name).text.lower()).replace(" - ", " ").split())
    text = text.replace("tỉ lệ", "tỷ lệ")
    while (shorter := _SCOPE.sub("", text)) != text and len(shorter) > 6:
        text = shorter
    return text


@lru_cache(maxsize=1)
def _aliases() -> dict[str, tuple[str, str]]:
    return {
        _key(alias): (row["id"], row["name_en"])
        for row in read_table("indicators")
        for alias in row["aliases"].split("|")
    }


@lru_cache(maxsize=65536)
def canonical(name: str) -> tuple[str, str] | None:
    """Return the id and English name of an indicator's Vietnamese name; None below the threshold of likeness."""
    from rapidfuzz import fuzz, process

    aliases = _aliases()
    key = _key(name[:300])
    if key in aliases:
        return aliases[key]
    found = process.extractOne(key, aliases.keys(), scorer=fuzz.ratio, score_cutoff=THRESHOLD)
    return aliases[found[0]] if found else None
