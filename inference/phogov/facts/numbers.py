"""Numbers as Vietnamese writes them.

The comma is the decimal sign and the dot groups thousands. `1.500` is 1500, `1.5` and `0.500` are decimals, `1,500` is
1.5, `1,200,000` and `1,200.5` are read the English way because no other reading is whole.

Spelled, `năm` is five or the year: behind tens, hundreds and scales the year (`hai mươi năm`), unless one of these
follows (`một nghìn năm trăm`).
"""

import re
from decimal import Decimal

# the digits of `m2` and `km2` are no number
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?(?![.,]*\d)|(?<!\bm)(?<!\b[kcd]m)\d+(?:[.,]\d+)*")
_DOTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_COMMAS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}")
_SPACES = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?")

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_TENS = {"mươi": 10, "chục": 10, "trăm": 100}
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_WORDS = re.compile(r"[^\W\d_]+")
_NOT = {"quá", "dưới", "ít", "thấp", "kém", "vượt", "trên", "hơn", "cao", "nhiều", "lớn", "đến", "tới"}
"""Before these, `không` is no zero: `không quá hai mươi xã`."""

LONGEST = 28
"""So many digits a Decimal keeps exactly through sums and products."""


def parse_number(text: str) -> Decimal | None:
    """Read digits with separators; None where they are no number (`1.2.3`), or have more than LONGEST digits."""
    text = text.strip()
    if sum(map(str.isdigit, text)) > LONGEST:
        return None
    if _DOTS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _COMMAS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _SPACES.fullmatch(text):
        return Decimal(re.sub(r"[ \u00a0]", "", text).replace(",", "."))
    if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", text):
        return Decimal(text.replace(",", "."))
    return None


def spelled(text: str) -> tuple[int, int, Decimal] | None:
    """Find the first spelled number (`hai mươi ba`, `ba phần tư`, `một nửa`): start, end, value; else None."""
    found = list(_WORDS.finditer(text))
    words = [match[0].lower() for match in found]
    for first, word in enumerate(words):
        if word == "không" and words[first + 1 : first + 2] and words[first + 1] in _NOT:
            continue
        if (word in _DIGITS or word in ("mười", "nửa")) and not _is_year(words, first):
            used, value = _spelled_words(words[first:])
            return found[first].start(), found[first + used - 1].end(), value
    return None


def _is_year(words: list[str], at: int) -> bool:
    if words[at] != "năm" or at == 0 or words[at - 1] not in {"mười", *_TENS, *SCALES}:
        return False
    return at + 1 == len(words) or words[at + 1] not in {*_TENS, *SCALES}


def _spelled_words(words: list[str]) -> tuple[int, Decimal]:
    if words[0] == "nửa" or words[:2] == ["một", "nửa"]:
        return (1 if words[0] == "nửa" else 2), Decimal("0.5")
    used, value = _whole(words)
    if words[used : used + 1] == ["phần"] and len(words) > used + 1 and words[used + 1] in {*_DIGITS, "mười"}:
        more, below = _whole(words[used + 1 :])
        if below:
            return used + 1 + more, Decimal(value) / Decimal(below)
    return used, Decimal(value)


def _whole(words: list[str]) -> tuple[int, int]:
    """Read a whole number: `hai trăm linh ba nghìn năm trăm`; a scale multiplies all smaller ones before it."""
    parts: dict[int, int] = {}  # by scale
    group = digit = used = 0
    open_digit = open_group = False  # `không trăm` opens a group, too
    for index, word in enumerate(words):
        if word in _DIGITS and not open_digit and not _is_year(words, index):
            digit, open_digit, open_group = _DIGITS[word], True, True
        elif word == "mười" and not open_digit:
            group, open_group = group + 10, True
        elif word in _TENS and open_digit:
            group, digit, open_digit = group + digit * _TENS[word], 0, False
        elif word in SCALES and (open_group or (parts and min(parts) < SCALES[word])):
            scale = SCALES[word]
            below = group + digit + sum(parts.pop(smaller) for smaller in sorted(parts) if smaller < scale)
            parts[scale] = parts.get(scale, 0) + below * scale
            group, digit, open_digit, open_group = 0, 0, False, False
        elif word in ("linh", "lẻ") and not open_digit and (group or parts):
            continue
        else:
            break
        used = index + 1
    return used, sum(parts.values()) + group + digit
