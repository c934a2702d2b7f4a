"""Dates and periods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov.facts.periods import header_date, iso, parse_period

TODAY = date(2024, 10, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 tháng đầu năm 2024", "2024-01-01/2024-09-30"), ("9 tháng", "2024-01-01/2024-09-30"),
        ("quý I/2024", "2024-01-01/2024-03-31"), ("giai đoạn 2021 - 2025", "2021-01-01/2025-12-31"),
        ("nhiệm kỳ 2020-2025", "2020-01-01/2025-12-31"), ("sáng 3/10", "2024-10-03/2024-10-03"),
        ("ngày 25/8/2021", "2021-08-25/2021-08-25"), ("tháng 2/2024", "2024-02-01/2024-02-29"),
        ("năm nay", "2024-01-01/2024-12-31"), ("năm ngoái", "2023-01-01/2023-12-31"),
        ("6 tháng cuối năm", "2024-07-01/2024-12-31"),
        ("ngày 31/2/2024", None), ("thời gian tới", None),
    ],
)  # fmt: skip
def test_periods(text: str, expected: str | None) -> None:
    """Periods become intervals with both ends inclusive."""
    assert iso(parse_period(text, TODAY)) == expected


def test_without_a_year_nothing_is_invented() -> None:
    """A period that no year is known for stays None."""
    assert parse_period("9 tháng") is None
    assert parse_period("năm nay") is None


def test_same_period_of_last_year() -> None:
    """`cùng kỳ` is the base period a year, or to the named year, earlier."""
    base = (date(2024, 1, 1), date(2024, 9, 30))
    assert iso(parse_period("cùng kỳ", TODAY, base)) == "2023-01-01/2023-09-30"
    assert iso(parse_period("cùng kỳ năm 2022", TODAY, base)) == "2022-01-01/2022-09-30"


def test_header_date() -> None:
    """The text's own header dates it."""
    assert header_date("Tin tức\nThứ Sáu, 04/10/2024 08:45\nSáng 3/10 …") == TODAY
    assert header_date("Không có ngày") is None


STYLES = (
    "{d}/{m}/{y}",
    "{d:02}/{m:02}/{y}",
    "{d}-{m}-{y}",
    "{d}.{m}.{y}",
    "ngày {d} tháng {m} năm {y}",
    "ngày {d}/{m}/{y}",
)


@given(st.dates(date(1930, 1, 1), date(2060, 12, 31)), st.sampled_from(STYLES))
def test_written_dates_parse_back(day: date, style: str) -> None:
    """A date written in any style parses back to itself."""
    assert parse_period(style.format(d=day.day, m=day.month, y=day.year)) == (day, day)


@given(st.text(max_size=60))
def test_any_text_is_safe(text: str) -> None:
    """No text raises."""
    parse_period(text, TODAY)
