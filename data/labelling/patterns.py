"""Pieces of regular expressions that the families share, and the tables behind them."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from phogov.normalise import normalise

from data.labelling.vote import Vote

TABLES = Path(__file__).parents[1] / "tables"

_LETTERS = [chr(code) for code in range(0x41, 0x1F00)]
UPPER = "".join(c for c in _LETTERS if c.isupper())
LOWER = "".join(c for c in _LETTERS if c.islower())

CAP = f"[{UPPER}][{LOWER}]*(?:-[{UPPER}][{LOWER}]*)*"
"""A capitalised syllable: `Lai`, `Đắk`, `P`, `Bà-Rịa`."""

NAME = f"{CAP}(?: {CAP}){{0,4}}"
"""One to five capitalised syllables."""

ACRONYM = f"[{UPPER}]{{2,8}}"
NUMBER = r"\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,3})?|\d{1,9}(?:,\d{1,4})?"
ROMAN = r"[IVXL]{1,7}"
LEVEL = "tỉnh|thành phố|TP\\.?|huyện|thị xã|thị trấn|quận|xã|phường|đặc khu|Tỉnh|Thành phố|Huyện|Thị xã|Thị trấn|Quận|Xã|Phường|TX\\.?|Đặc khu"
"""Words for the level of an administrative unit."""

END = r"(?![\w])"
BEGIN = r"(?<![\w])"


def tone(pattern: str) -> str:
    """Spell a pattern as normalised text is spelled."""
    return normalise(pattern).text


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern over normalised text; `ủy` and the like are respelled."""
    return re.compile(tone(pattern), flags)


def finder(pattern: re.Pattern[str], label: str) -> Callable[[str], Iterable[Vote]]:
    """Vote for `label` on every match: its group `span` where it has one, else all of it."""
    group: str | int = "span" if "span" in pattern.groupindex else 0

    def find(text: str) -> Iterator[Vote]:
        for match in pattern.finditer(text):
            if match.group(group):
                yield Vote(*match.span(group), label)

    return find


@lru_cache(maxsize=1)
def surnames() -> tuple[str, ...]:
    """Read the surnames, longest first."""
    names = (TABLES / "surnames.txt").read_text(encoding="utf-8").split("\n")
    return tuple(sorted({tone(name) for name in names if name}, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=1)
def place_names() -> frozenset[str]:
    """Read the names of provinces and of districts of more than one syllable, as they are spelled in normalised text."""
    with (TABLES / "places.csv").open(encoding="utf-8", newline="") as file:
        names = {tone(row["name"]) for row in csv.DictReader(file)}
    return frozenset(name for name in names if " " in name or "-" in name)


@lru_cache(maxsize=1)
def province_names() -> frozenset[str]:
    """Read the names of provinces, before and after July 2025."""
    with (TABLES / "places.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(tone(row["name"]) for row in csv.DictReader(file) if not row["province"])


def alternatives(words: Iterable[str]) -> str:
    """Join literal words into one alternation, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


PROVINCE = f"(?:{alternatives(province_names())}|TP\\.? ?HCM|TP\\. Hồ Chí Minh)"
"""The name of a province or centrally run city."""
