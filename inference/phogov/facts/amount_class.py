"""What sort of amount a span is, and how far apart things stand: features of the learnt choices."""

import re
from functools import lru_cache

_UNIT = re.compile(r"[^\d\s.,/–-][^\d]*$")
_MONEY = re.compile(r"đồng|usd|đô|vnđ|triệu|tỷ|tỉ|nghìn|\$")
_MEASURE = re.compile(
    r"^(?:điểm|tấn|tạ|ha|héc|km|m|m2|m3|kwh|mw|kv|lượt|lần|người|kg|container|teu|năm|tháng|ngày|giờ)\b"
)
_STEPS = (1, 4, 16, 40, 80, 160)


@lru_cache(maxsize=4096)
def amount_class(label: str, text: str) -> str:
    """Say whether an amount is a change (C) or not (V), and of what: `%`, money, a measured or counted unit, `/`, 0."""
    text = text.lower()
    first = "C" if label == "CHG" else "V"
    if "%" in text:
        return first + "%"
    if _MONEY.search(text):
        return first + "m"
    unit = _UNIT.search(text)
    if unit is None:
        return first + ("/" if "/" in text else "0")
    return first + ("u" if _MEASURE.match(unit[0]) else "n")


def distance(length: int) -> int:
    """Put a distance in characters into one of a few classes."""
    return sum(length >= step for step in _STEPS)
