"""What the words of one VAL or CHG span say: value, unit, sign, bound, range, share, rate."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from phogov.facts.numbers import NUMBER, parse_number, spelled
from phogov.facts.units import read_scale, read_unit

_UP = re.compile(r"\b(?:tăng|vượt|thêm|gấp|cao hơn|nhiều hơn|lớn hơn|hơn)\b", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:giảm|thấp hơn|ít hơn|kém|hụt|mất|âm)\b", re.IGNORECASE)
_GAP = re.compile(r"\b(?:cao|thấp|nhiều|lớn|ít) hơn\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:khoảng|gần|chừng|xấp xỉ|ước|ước đạt|trên dưới|độ)\b|[~≈]", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:trên|hơn|ít nhất|tối thiểu|không dưới|chí ít|từ)\b|[≥>]", re.IGNORECASE)
_MOST = re.compile(r"\b(?:dưới|không quá|tối đa|nhiều nhất|chưa đến|chưa tới)\b|[≤<]", re.IGNORECASE)
_NOT_UNDER = re.compile(r"không (?:dưới|ít hơn|thấp hơn)", re.IGNORECASE)
_UPWARD = re.compile(r"\btrở lên\b", re.IGNORECASE)
_DOWNWARD = re.compile(r"\btrở xuống\b", re.IGNORECASE)
_TIMES = re.compile(r"\bgấp (đôi|rưỡi)\b", re.IGNORECASE)
_SPLIT = re.compile(r"(\d), (\d+ ?%)")
_RANGE = re.compile(r"\s*(?:-|–|—|đến|tới)\s*(?=\d)")
_SHARE = re.compile(r"\s*(?:/|trên tổng số|trong tổng số)\s*(?:tổng số\s*)?(?=\d)")
_SHARE_WITH_UNIT = re.compile(r"\s*([^\d/]{1,24}?[23]?)\s*/\s*(?=\d)")
_RANGE_WITH_UNIT = re.compile(
    r"\s*(?:%|[^\W\d_]+[23]?(?: [^\W\d_]+){0,2})?\s*(?:-|–|—|đến|tới)\s*(?:khoảng |gần )?(?=\d)"
)
_MORE = re.compile(r"\s(?=\d)")
_BILLIONS = re.compile(r"\bt[ỷỉ]$", re.IGNORECASE)

BILLION = 10**9
"""So much of nothing named is money: `260 tỷ`."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The parts of an amount, in base units; `value` is None where the span holds no number."""

    value: Decimal | None
    unit: str = ""
    sign: int | None = None
    bound: str | None = None
    upper: Decimal | None = None
    total: Decimal | None = None
    per: str | None = None


@lru_cache(maxsize=4096)
def parse_amount(text: str, *, signed: bool = False) -> Amount:
    """Read the text of a VAL span, or of a CHG span when `signed`."""
    text = _SPLIT.sub(r"\1,\2", " ".join(text.split()))
    found = _number(text, 0)
    if found is None:
        return _multiple(text) or Amount(None)
    start, end, value = found
    prefix = text[:start]
    sign = None
    if signed:
        sign = -1 if _DOWN.search(prefix) else 1 if _UP.search(prefix) else None
        prefix = _GAP.sub(" ", prefix)
    second = _second(text, end)
    name, own, number, end = second or ("", None, Decimal(0), end)
    factor, end = read_scale(text, end)
    value *= factor if own is None else own
    upper = number * factor if name == "upper" else None
    total = number * factor if name == "total" else None
    while second is None and factor > 1 and (more := _MORE.match(text, end)):  # `8 triệu 500 nghìn`
        _, behind, rest = _number(text, more.end()) or (0, end, factor)
        lower, behind = read_scale(text, behind)
        if rest * lower >= factor:
            break
        value, factor, end = value + rest * lower, lower, behind
    bound = _bound(prefix)
    if match := _UPWARD.search(text, end):
        bound = ">="
    elif match := _DOWNWARD.search(text, end):
        bound = "<="
    rest_text = text[end : match.start()] if match else text[end:]
    unit, per = read_unit(rest_text)
    if not unit and text[:start].rstrip().endswith("$"):
        unit = "USD"
    elif not unit and (factor >= BILLION or _BILLIONS.search(text[start:end])):
        unit = "VND"
    return Amount(value, unit, sign, bound, upper, total, per)


def _second(text: str, end: int) -> tuple[str, Decimal | None, Decimal, int] | None:
    """Find the number that makes a share or a range of the one that ends at `end`.

    Return `total` or `upper`, the factor of the first number (None where it shares that of the second: `2 - 3 triệu`),
    the second number and its end.
    """
    if (joint := _SHARE.match(text, end)) and (found := _number(text, joint.end())):
        return "total", None, found[2], found[1]
    factor, behind = read_scale(text, end)
    if (joint := _SHARE_WITH_UNIT.match(text, end)) and (found := _number(text, joint.end())):
        unit = text[behind : joint.end(1)].strip()
        _, rest = read_scale(text, found[1])
        # `324,4 ha/1.342,8 ha`, `4,5 triệu/9 triệu đồng`
        if text[rest:].strip() == unit if unit else rest > found[1]:
            return "total", factor, found[2], found[1]
    if (joint := _RANGE.match(text, end)) and (found := _number(text, joint.end())):
        return "upper", None, found[2], found[1]
    if (joint := _RANGE_WITH_UNIT.match(text, behind)) and (found := _number(text, joint.end())):
        return "upper", factor, found[2], found[1]
    return None


def _multiple(text: str) -> Amount | None:
    match = _TIMES.search(text)
    if match is None:
        return None
    value = Decimal("1.5") if match[1].lower() == "rưỡi" else Decimal(2)
    return Amount(value, "lần", 1, _bound(text[: match.start()]))


def _number(text: str, at: int) -> tuple[int, int, Decimal] | None:
    match = NUMBER.search(text, at)
    if match and (value := parse_number(match[0])) is not None:
        return match.start(), match.end(), value
    if match is None and at == 0:
        return spelled(text)
    return None


def _bound(prefix: str) -> str | None:
    if _NOT_UNDER.search(prefix):
        return ">="
    if _ABOUT.search(prefix):
        return "~"
    if _MOST.search(prefix):
        return "<="
    if match := _LEAST.search(prefix):
        return None if match[0].lower() == "từ" else ">="
    return None
