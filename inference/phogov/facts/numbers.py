"""Numbers as Vietnamese writes them.

The comma is the decimal sign and the dot groups thousands. `1.500` is 1500, `1.5` and `0.500` are decimals, `1,500` is
1.5, `1,200,000` and `1,200.5` are read the English way because no other reading is whole.
"""

import re
from decimal import Decimal

NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?(?![\d.,]*\d)|\d+(?:[.,]\d+)*")
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


def parse_number(text: str) -> Decimal | None:
    """Read digits with separators; None where they are no number (`1.2.3`)."""
    text = text.strip()
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
    words = [(match[0].lower(), match.start(), match.end()) for match in _WORDS.finditer(text)]
    for first, (word, start, _) in enumerate(words):
        if word in _DIGITS or word in ("mười", "nửa"):
            used, value = _spelled_words([one for one, _, _ in words[first:]])
            return start, words[first + used - 1][2], value
    return None


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
    parts: list[tuple[int, int]] = []  # (scale, value)
    group = digit = 0
    open_digit = False
    used = 0
    for index, word in enumerate(words):
        if word in _DIGITS and not open_digit:
            digit, open_digit = _DIGITS[word], True
        elif word == "mười" and not open_digit:
            group += 10
        elif word in _TENS and open_digit:
            group, digit, open_digit = group + digit * _TENS[word], 0, False
        elif word in SCALES and (open_digit or group or (parts and parts[-1][0] < SCALES[word])):
            below = group + digit + sum(value for scale, value in parts if scale < SCALES[word])
            parts = [part for part in parts if part[0] >= SCALES[word]] + [(SCALES[word], below * SCALES[word])]
            group, digit, open_digit = 0, 0, False
        elif word in ("linh", "lẻ") and not open_digit and (group or parts):
            continue
        else:
            break
        used = index + 1
    return used, sum(value for _, value in parts) + group + digit
