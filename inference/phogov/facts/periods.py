"""Dates and periods as ISO 8601 intervals, both ends inclusive."""

import calendar
import re
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

_I = re.IGNORECASE
# parse_period looks for these in lower case: without regard to case `ı` and `ſ` are letters that no table knows. Days
# and months may have any two digits, so that an impossible date is none and not the month or year within it.
_DAY = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?((?:19|20)\d\d)\b")
_DAY_WORDS = re.compile(r"\b(\d{1,2})\s*tháng\s*(\d{1,2})(?:\s*(?:năm|/|-)\s*((?:19|20)\d\d))?\b")
_DAY_SHORT = re.compile(r"\b([0-3]?\d)\s?[/-]\s?([01]?\d)\b(?!\s?[/.-]\s?\d)")
_YEARS = re.compile(r"\b((?:19|20)\d\d)\s*(?:[-–—]|đến|tới)\s*(?:năm\s*)?((?:19|20)\d\d)\b")
_QUARTER = re.compile(r"\bquý\s*(iv|i{1,3}|[1-4])\b(?:\s*(?:/|-|năm|của năm)?\s*((?:19|20)\d\d))?")
_MONTHS = re.compile(
    r"\b(\d{1,2}|sáu|chín|ba)\s*tháng(?:\s*(đầu|cuối))?(?:\s*(?:của\s*)?năm)?(?:\s*/?\s*((?:19|20)\d\d))?"
)
_HALF = re.compile(r"\bnửa\s*(đầu|cuối)\s*năm(?:\s*((?:19|20)\d\d))?")
_MONTH = re.compile(
    r"\b(?:tháng\s*(\d{1,2})(?:\s*(?:/|-|năm)\s*((?:19|20)\d\d))?|(\d{1,2})\s?[/-]\s?((?:19|20)\d\d))\b"
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
# `quý 3 năm trước` is one of last year, `trong 3 năm qua` is not
_UNCOUNTED = r"(?:(?<!\d )\b|(?:tháng|quý|/) ?\d{1,2} )"
_NEAR = (
    (0, re.compile(r"\b(?:năm nay|cả năm|năm này)\b")),
    (-1, re.compile(rf"\bnăm ngoái\b|{_UNCOUNTED}năm (?:trước|qua)\b")),
    (1, re.compile(rf"{_UNCOUNTED}năm (?:sau|tới)\b")),
)
"""Words for the years around the document's."""
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_HEADER = re.compile(
    r"(?:(?:thứ [^\W\d_]+|chủ nhật)[\s,:-]*|^[\s-]*(?:ngày\s+)?|^[^\d\n.]{2,40},\s*(?:ngày\s+)?)"
    r"([0-3]?\d)\s?(?:[/.-]|tháng)\s?([01]?\d)\s?(?:[/.-]|năm)\s?((?:19|20)\d\d)\b",
    _I | re.MULTILINE,
)
_SPELLED = {"ba": 3, "sáu": 6, "chín": 9}

Interval = tuple[date, date]


def iso(interval: Interval | None) -> str | None:
    """Write an interval as `2024-01-01/2024-09-30`."""
    return f"{interval[0].isoformat()}/{interval[1].isoformat()}" if interval else None


def header_date(text: str) -> date | None:
    """Find the document's own date: the first full date in its opening 1,500 characters, placed as a header is."""
    for match in _HEADER.finditer(text[:1500]):
        if found := _date(int(match[3]), int(match[2]), int(match[1])):
            return found
    return None


@lru_cache(maxsize=4096)
def parse_period(
    text: str, today: date | None = None, base: Interval | None = None, year: int | None = None
) -> Interval | None:
    """Resolve a date's words; `today` dates the document, `base` is what `cùng kỳ` stands beside.

    `year` is the year that the text speaks of, for a document without a date. None where the words fix no
    interval, or need a year that nothing gives.
    """
    low = " ".join(text.lower().split())
    if base and re.search("cùng (?:kỳ|kì|thời điểm)", low):
        own = _YEAR.search(low)
        return _shift(base, int(own[1]) - base[0].year if own else -1)
    return _plain(low, today, year)


@lru_cache(maxsize=4096)
def year_of(text: str) -> int | None:
    """Return the one year that a date's words name; None where they name none, or several."""
    years = _YEAR.findall(text)
    return int(years[0]) if len(years) == 1 else None


def _plain(text: str, today: date | None, year_now: int | None) -> Interval | None:
    year_now = today.year if today else year_now
    near = next((shift for shift, pattern in _NEAR if pattern.search(text)), None)
    if year_now and near:
        year_now += near
    if match := _DAY.search(text):
        return _one(_date(int(match[3]), int(match[2]), int(match[1])))
    if match := _YEARS.search(text):
        first, last = int(match[1]), int(match[2])
        return (date(first, 1, 1), date(last, 12, 31)) if first <= last else None
    if match := _QUARTER.search(text):
        quarter = _ROMAN.get(match[1]) or int(match[1])
        return _months(_whole(match[2], year_now), 3 * quarter - 2, 3 * quarter)
    if match := _HALF.search(text):
        first_half = match[1] == "đầu"
        return _months(_whole(match[2], year_now), *((1, 6) if first_half else (7, 12)))
    if match := _DAY_WORDS.search(text):
        year = _whole(match[3], year_now)
        return _one(_date(year, int(match[2]), int(match[1]))) if year else None
    if match := _MONTHS.search(text):
        count = _SPELLED.get(match[1]) or int(match[1])
        year = _whole(match[3], year_now)
        return _months(year, 13 - count, 12) if match[2] == "cuối" else _months(year, 1, count)
    if match := _MONTH.search(text):
        year = _whole(match[2] or match[4], year_now)
        month = int(match[1] or match[3])
        return _months(year, month, month)
    if match := _DAY_SHORT.search(text):
        return _one(_date(year_now, int(match[2]), int(match[1]))) if year_now else None
    if match := _YEAR.search(text):
        return _months(int(match[1]), 1, 12)
    return _months(year_now, 1, 12) if near is not None else _relative(text, today)


def _relative(low: str, today: date | None) -> Interval | None:
    if today is None:
        return None
    if re.search(r"\b(?:hôm nay|sáng nay|chiều nay|tối nay)\b", low):
        return today, today
    if "hôm qua" in low and today > date.min:
        return _one(today - timedelta(days=1))
    if "tháng này" in low:
        return _months(today.year, today.month, today.month)
    if "tháng trước" in low:
        last_year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
        return _months(last_year, month, month)
    if re.search(r"\bđầu năm\b", low):
        return date(today.year, 1, 1), today
    return None


def _whole(text: str | None, default: int | None) -> int | None:
    return int(text) if text else default


def _one(day: date | None) -> Interval | None:
    return (day, day) if day else None


def _date(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None


def _months(year: int | None, first: int, last: int) -> Interval | None:
    if not year or not MINYEAR <= year <= MAXYEAR or not 1 <= first <= last <= 12:
        return None
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _shift(base: Interval, years: int) -> Interval | None:
    first, last = base
    start = _months(first.year + years, first.month, first.month)
    end = _months(last.year + years, last.month, last.month)
    if start is None or end is None:
        return None
    # whole months stay whole: `2 tháng đầu năm` ends on the 28th or the 29th
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    return (
        start[0].replace(day=min(first.day, start[1].day)),
        end[1] if whole else end[1].replace(day=min(last.day, end[1].day)),
    )
