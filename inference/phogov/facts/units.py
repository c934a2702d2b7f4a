"""Units and their base units: scale words, money, per cent, rates."""

import re
from decimal import Decimal

from phogov.facts.numbers import SCALES

_NAMES = {
    "%": "%", "phần trăm": "%", "điểm %": "điểm %", "điểm phần trăm": "điểm %",
    "đồng": "VND", "vnđ": "VND", "vnd": "VND", "đ": "VND", "đồng việt nam": "VND",
    "usd": "USD", "đô la mỹ": "USD", "đô la": "USD", "đôla": "USD", "đô-la": "USD", "$": "USD", "us$": "USD",
    "euro": "EUR", "eur": "EUR", "€": "EUR",
    "ha": "ha", "héc ta": "ha", "hecta": "ha", "héc-ta": "ha", "m²": "m2", "m³": "m3", "mét khối": "m3",
    "mét vuông": "m2", "km²": "km2", "kilômét": "km", "ki-lô-mét": "km", "cây số": "km", "kilôgam": "kg", "ký": "kg",
}  # fmt: skip
_SCALE = re.compile(r"\s*(nghìn|ngàn|vạn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
LARGEST = 10**18
"""`tỷ tỷ`: more is no number that anyone writes in words."""

_RATE = re.compile(r"\s*/\s*([^\W\d_][^/()]*)")
_SPEED = re.compile(r"km\s*/\s*(?:h|giờ)", re.IGNORECASE)
_SOLID = re.compile(r"(m2|m3|m²|m³|km2)\s")
_TRAILING = re.compile(r"(?:^|\s+)(?:mỗi|một|1)\s+(năm|tháng|người|ngày|ha)$", re.IGNORECASE)


def read_scale(text: str, at: int) -> tuple[Decimal, int]:
    """Multiply the scale words at `at` (`nghìn tỷ` is 10^12) up to LARGEST; return the factor and the offset behind."""
    factor = Decimal(1)
    # without regard to case `ı` is an i, so the pattern finds words that are in no table
    while (match := _SCALE.match(text, at)) and factor * SCALES.get(match[1].lower(), LARGEST + 1) <= LARGEST:
        factor *= SCALES[match[1].lower()]
        at = match.end()
    return factor, at


def read_unit(text: str) -> tuple[str, str | None]:
    """Split what follows a number into its unit in base form and its rate: `đồng/năm` is VND, năm."""
    text = " ".join(text.split())
    if _SPEED.fullmatch(text):
        return "km/h", None
    rates = [match[1].strip() for match in _RATE.finditer(text)]
    name = text.split("/", 1)[0].strip(" ,.;:") if "/" in text else text.strip(" ,.;:")
    if not rates and (match := _TRAILING.search(name)):
        rates, name = [match[1].lower()], name[: match.start()]
    if name.startswith("% "):
        name = "%"
    elif match := _SOLID.match(name):  # `m3 cát`
        name = match[1]
    return _NAMES.get(name.lower(), name), "/".join(rates) or None
