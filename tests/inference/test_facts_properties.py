"""Amounts and dates written in any of the usual styles are read back; no text raises, and long ones take linear time."""

import time
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from phogov.facts.amounts import Amount, parse_amount
from phogov.facts.numbers import parse_number, spelled
from phogov.facts.periods import Interval, header_date, parse_period, year_of
from phogov.facts.units import read_scale, read_unit

some = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few, many = some(max_examples=60), some(max_examples=150)

# Numbers


def grouped(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)


def comma(decimals: str) -> str:
    return f",{decimals}" if decimals else ""


NUMBER_STYLES: dict[str, Callable[[int, str], str | None]] = {
    "dots": lambda whole, decimals: grouped(whole, ".") + comma(decimals),
    "plain": lambda whole, decimals: f"{whole}{comma(decimals)}",
    "spaces": lambda whole, decimals: grouped(whole, " ") + comma(decimals),
    "hard spaces": lambda whole, decimals: grouped(whole, "\u00a0") + comma(decimals),
    # a dot before three digits would group them
    "decimal dot": lambda whole, decimals: (
        f"{whole}.{decimals}" if decimals and (len(decimals) < 3 or not 0 < whole < 1000) else None
    ),
    # a single comma would be a decimal sign
    "english": lambda whole, decimals: (
        f"{whole:,}.{decimals}" if decimals and whole >= 1000 else f"{whole:,}" if whole >= 10**6 else None
    ),
}
WHOLES = st.one_of(st.integers(0, 99), st.integers(100, 9999), st.integers(10**4, 10**12))
DECIMALS = st.one_of(st.just(""), st.text("0123456789", min_size=1, max_size=3))


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, Decimal]:
    whole, decimals = draw(WHOLES), draw(DECIMALS)
    texts = [text for style in NUMBER_STYLES.values() if (text := style(whole, decimals))]
    return draw(st.sampled_from(texts)), Decimal(f"{whole}.{decimals or 0}")


@many
@given(numbers())
def test_a_number_in_any_style_is_read_back(number: tuple[str, Decimal]) -> None:
    assert parse_number(number[0]) == number[1]
    assert parse_amount(number[0]) == Amount(number[1])


SCALES = {
    "": 1, "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9, "nghìn tỷ": 10**12,
    "triệu tỷ": 10**15,
}  # fmt: skip
UNITS = {
    "": "", "đồng": "VND", "USD": "USD", "ha": "ha", "tấn": "tấn", "người": "người", "lượt người": "lượt người",
    "xã": "xã", "kWh": "kWh", "m³": "m3", "m2": "m2",
}  # fmt: skip
RATES = {"": None, "/năm": "năm", "/người/năm": "người/năm", " / ha": "ha", " một năm": "năm"}
BOUNDS = {
    "": None, "trên ": ">=", "hơn ": ">=", "ít nhất ": ">=", "tối thiểu ": ">=", "không dưới ": ">=",
    "khoảng ": "~", "gần ": "~", "dưới ": "<=", "không quá ": "<=", "tối đa ": "<=",
}  # fmt: skip


def one_of(table: dict[str, Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.sampled_from(sorted(table.items()))


@st.composite
def measures(draw: st.DrawFn) -> tuple[str, int, str]:
    """What stands behind a number: words, factor, unit."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(["%", " %", " phần trăm"])), 1, "%"
    (scale, factor), (unit, name) = draw(one_of(SCALES)), draw(one_of(UNITS))
    # so much of nothing named is money
    return "".join(f" {word}" for word in (scale, unit) if word), factor, name or ("VND" if factor >= 10**9 else "")


@many
@given(numbers(), measures(), one_of(BOUNDS), one_of(RATES), st.booleans())
def test_an_amount_is_read_back(
    number: tuple[str, Decimal],
    measure: tuple[str, int, str],
    bound: tuple[str, str | None],
    rate: tuple[str, str | None],
    capital: bool,
) -> None:
    words, factor, unit = measure
    if not words:
        rate = ("", None)
    text = f"{bound[0].capitalize() if capital else bound[0]}{number[0]}{words}{rate[0]}"
    assert parse_amount(text) == Amount(number[1] * factor, unit, bound=bound[1], per=rate[1])


@many
@given(numbers(), numbers(), measures(), st.sampled_from(["từ ", "", "khoảng "]), one_of(RATES),
       st.sampled_from(["-", " - ", "–", " đến ", " tới "]))  # fmt: skip
def test_a_range_shares_the_words_behind_it(
    low: tuple[str, Decimal],
    high: tuple[str, Decimal],
    measure: tuple[str, int, str],
    lead: str,
    rate: tuple[str, str | None],
    joint: str,
) -> None:
    words, factor, unit = measure
    if not words:
        rate = ("", None)
    wanted = Amount(
        low[1] * factor, unit, bound="~" if lead == "khoảng " else None, upper=high[1] * factor, per=rate[1]
    )
    assert parse_amount(f"{lead}{low[0]}{joint}{high[0]}{words}{rate[0]}") == wanted


@many
@given(numbers(), numbers(), one_of(SCALES), one_of(SCALES), one_of(UNITS), st.sampled_from([" - ", " đến ", "/"]))
def test_two_numbers_may_have_a_scale_each(
    low: tuple[str, Decimal],
    high: tuple[str, Decimal],
    one: tuple[str, int],
    other: tuple[str, int],
    unit: tuple[str, str],
    joint: str,
) -> None:
    words = [" ".join(part for part in (scale, unit[0]) if part) for scale, _ in (one, other)]
    # `2 - 3 triệu` shares the scale, `5 triệu/2` is no share
    assume(words[0] and (unit[0] or (one[0] and other[0])))
    second: dict[str, Any] = {"total" if joint == "/" else "upper": high[1] * other[1]}
    name = unit[1] or ("VND" if other[1] >= 10**9 else "")
    assert parse_amount(f"{low[0]} {words[0]}{joint}{high[0]} {words[1]}") == Amount(low[1] * one[1], name, **second)


@few
@given(numbers(), numbers(), measures(), st.sampled_from(["/", " / ", " trên tổng số "]), one_of(BOUNDS))
def test_a_share_is_read_back(
    part: tuple[str, Decimal],
    whole: tuple[str, Decimal],
    measure: tuple[str, int, str],
    joint: str,
    bound: tuple[str, str | None],
) -> None:
    words, factor, unit = measure
    wanted = Amount(part[1] * factor, unit, bound=bound[1], total=whole[1] * factor)
    assert parse_amount(f"{bound[0]}{part[0]}{joint}{whole[0]}{words}") == wanted


CHANGES = {"tăng ": 1, "tăng thêm ": 1, "vượt ": 1, "cao hơn ": 1, "giảm ": -1, "thấp hơn ": -1, "giảm tới ": -1}


@few
@given(numbers(), measures(), one_of(CHANGES), one_of(BOUNDS), st.booleans())
def test_a_change_is_read_back_with_its_sign(
    number: tuple[str, Decimal],
    measure: tuple[str, int, str],
    change: tuple[str, int],
    bound: tuple[str, str | None],
    times: bool,
) -> None:
    words, factor, unit = (" lần", 1, "lần") if times else measure
    word, sign = ("gấp ", 1) if times else change
    if word.endswith("hơn ") and bound[0] == "hơn ":
        bound = ("", None)
    text = f"{word}{bound[0]}{number[0]}{words}"
    assert parse_amount(text, signed=True) == Amount(number[1] * factor, unit, sign, bound[1])


@few
@given(st.lists(st.integers(1, 999), min_size=2, max_size=4))
def test_an_amount_in_several_scales_is_added_up(groups: list[int]) -> None:
    words = ("tỷ", "triệu", "nghìn", "")[: len(groups)]
    text = " ".join(f"{group} {word}".strip() for group, word in zip(groups, words, strict=True))
    value = sum(group * SCALES[word] for group, word in zip(groups, words, strict=True))
    assert parse_amount(f"{text} đồng") == Amount(Decimal(value), "VND")


# Spelled numbers

ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BEHIND_TENS = {0: ("",), 1: (" mốt", " một"), 4: (" tư", " bốn"), 5: (" lăm", " nhăm")}
_BEHIND_ZERO = {4: ("tư", "bốn")}


def below_hundred(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return [ONES[ones]] + ["bẩy"] * (ones == 7)
    if tens == 1:
        return ["mười"] if ones == 0 else ["mười lăm", "mười nhăm"] if ones == 5 else [f"mười {ONES[ones]}"]
    return [f"{ONES[tens]} mươi{end}" for end in _BEHIND_TENS.get(ones, (f" {ONES[ones]}",))] + (
        [f"{ONES[tens]} chục"] if ones == 0 else []
    )


def below_thousand(number: int, *, behind: bool = False) -> list[str]:
    """Spell a group of three digits in all the usual ways; `behind` a higher group its zeros may be said."""
    hundreds, rest = divmod(number, 100)
    if not hundreds and not behind:
        return below_hundred(rest)
    if not rest:
        return [f"{ONES[hundreds]} trăm"]
    if rest < 10:
        tails = [f"{zero} {ones}" for zero in ("linh", "lẻ") for ones in _BEHIND_ZERO.get(rest, (ONES[rest],))]
    else:
        tails = below_hundred(rest)
    return [f"{ONES[hundreds]} trăm {tail}" for tail in tails] + ([] if hundreds else tails)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, int]:
    groups = draw(st.lists(st.one_of(st.just(0), st.integers(0, 999)), min_size=4, max_size=4))
    scales = [draw(st.sampled_from(words)) for words in (("tỷ", "tỉ"), ("triệu",), ("nghìn", "ngàn"), ("",))]
    parts: list[str] = []
    for at, (group, scale) in enumerate(zip(groups, scales, strict=True)):
        if group:
            said = draw(st.sampled_from(below_thousand(group, behind=bool(parts))))
            parts.append(f"{said} {scale}".strip())
        elif parts and any(groups[at:]) and draw(st.booleans()):
            parts.append(draw(st.sampled_from([f"không {scale}", f"không trăm {scale}"])))
    value = sum(group * 1000**power for group, power in zip(groups, (3, 2, 1, 0), strict=True))
    return " ".join(parts) or "không", value


def test_every_number_below_a_thousand_is_read_in_every_spelling() -> None:
    for number in range(1000):
        for text in below_thousand(number):
            assert spelled(text) == (0, len(text), number), text
        for text in below_thousand(number, behind=True) if number else ():
            assert spelled(f"hai nghìn {text}") == (0, len(text) + 10, 2000 + number), text


@some(max_examples=400)
@given(spellings())
def test_a_spelled_number_is_read_back(spelling: tuple[str, int]) -> None:
    text, value = spelling
    assert spelled(text) == (0, len(text), value)
    assert spelled(text.upper()) == (0, len(text), value)


@many
@given(spellings(), one_of(UNITS), one_of(BOUNDS), one_of(RATES))
def test_a_spelled_amount_is_read_back(
    spelling: tuple[str, int], unit: tuple[str, str], bound: tuple[str, str | None], rate: tuple[str, str | None]
) -> None:
    if not unit[0]:
        rate = ("", None)
    name = unit[1] or ("VND" if spelling[0].endswith(("tỷ", "tỉ")) else "")
    text = f"{bound[0]}{spelling[0]} {unit[0]}".rstrip() + rate[0]
    assert parse_amount(text) == Amount(Decimal(spelling[1]), name, bound=bound[1], per=rate[1])


@few
@given(st.integers(1, 99), st.integers(2, 99), st.data(), one_of(BOUNDS))
def test_a_spelled_fraction_is_read_back(
    above: int, below: int, data: st.DataObject, bound: tuple[str, str | None]
) -> None:
    bottoms = ["tư", "bốn"] if below == 4 else below_hundred(below)
    text = " phần ".join(data.draw(st.sampled_from(words)) for words in (below_hundred(above), bottoms))
    assert parse_amount(f"{bound[0]}{text}") == Amount(Decimal(above) / Decimal(below), bound=bound[1])
    assert parse_amount(f"{bound[0]}một nửa") == Amount(Decimal("0.5"), bound=bound[1])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("hai mươi năm", Amount(Decimal(20), "năm")),
        ("hai nghìn năm", Amount(Decimal(2000), "năm")),
        ("hàng trăm năm", Amount(None)),
        ("không đồng", Amount(Decimal(0), "VND")),
        ("không quá năm xã", Amount(Decimal(5), "xã", bound="<=")),
    ],
)
def test_words_that_are_digits_only_at_times(text: str, amount: Amount) -> None:
    assert parse_amount(text) == amount


# Dates and periods

YEARS = st.integers(1900, 2099)
DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))
DAY_STYLES = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d:02}-{m:02}-{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{d} / {m} / {y}",
    "ngày {d} tháng {m} năm {y}", "ngày {d:02} tháng {m:02} năm {y}", "ngày {d}/{m}/{y}", "{d} tháng {m}/{y}",
    "sáng {d}/{m}/{y}", "thứ Hai, ngày {d}-{m}-{y}",
)  # fmt: skip
SHORT_STYLES = ("sáng {d}/{m}", "{d:02}/{m:02}", "ngày {d}-{m}", "ngày {d} tháng {m}", "chiều ngày {d}/{m}")


def months(year: int, first: int, last: int) -> Interval:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def test_every_day_of_a_leap_year_is_read_in_every_style() -> None:
    for number in range(366):
        day = date(2024, 1, 1) + timedelta(days=number)
        for style in (*DAY_STYLES, *SHORT_STYLES):
            text = style.format(d=day.day, m=day.month, y=day.year)
            assert parse_period(text, year=2024) == (day, day), text


@many
@given(DAYS, st.sampled_from((*DAY_STYLES, *SHORT_STYLES)), st.booleans(), st.booleans())
def test_a_day_is_read_back(day: date, style: str, upper: bool, dated: bool) -> None:
    text = style.format(d=day.day, m=day.month, y=day.year)
    today = date(day.year, 6, 15) if dated else None
    assert parse_period(text.upper() if upper else text, today, year=day.year) == (day, day)
    if style in SHORT_STYLES:
        assert parse_period(text) is None


@few
@given(st.integers(1, 99), st.integers(1, 99), YEARS, st.sampled_from(DAY_STYLES))
def test_a_day_that_is_none_is_not_taken_for_another(day: int, month: int, year: int, style: str) -> None:
    try:
        wanted: date | None = date(year, month, day)
    except ValueError:
        wanted = None
    assert parse_period(style.format(d=day, m=month, y=year)) == (wanted and (wanted, wanted))


HALVES = {"đầu": (1, 6), "cuối": (7, 12)}
QUARTERS = ("I", "II", "III", "IV")


@st.composite
def periods(draw: st.DrawFn) -> tuple[str, Interval, bool]:
    """A period of one year without that year, its interval, and whether a slash or dash may join the year to it."""
    year = 2023 if draw(st.booleans()) else 2024
    count, quarter = draw(st.integers(1, 12)), draw(st.integers(1, 4))
    half = draw(st.sampled_from(sorted(HALVES)))
    return draw(
        st.sampled_from(
            [
                (f"tháng {count}", months(year, count, count), True),
                (f"tháng {count:02}", months(year, count, count), True),
                (f"quý {quarter}", months(year, 3 * quarter - 2, 3 * quarter), True),
                (f"quý {QUARTERS[quarter - 1]}", months(year, 3 * quarter - 2, 3 * quarter), True),
                (f"{count} tháng đầu", months(year, 1, count), False),
                (f"{count} tháng", months(year, 1, count), False),
                (f"{count} tháng cuối", months(year, 13 - count, 12), False),
                (f"nửa {half}", months(year, *HALVES[half]), False),
                ("sáu tháng đầu", months(year, 1, 6), False),
            ]
        )
    )


@many
@given(periods(), st.sampled_from(["/", "-", " / ", " năm "]), YEARS, st.booleans())
def test_a_period_of_a_year_is_read_back(
    period: tuple[str, Interval, bool], joint: str, today: int, upper: bool
) -> None:
    words, interval, joined = period
    text = f"{words}{joint if joined else ' năm '}{interval[0].year}"
    assert parse_period(text.upper() if upper else text, date(today, 6, 15)) == interval


@many
@given(periods(), st.sampled_from([("năm nay", 0), ("năm ngoái", 1), ("năm trước", 1), ("năm tới", -1), ("năm sau", -1)]),
       st.integers(1, 366), st.booleans())  # fmt: skip
def test_a_period_of_a_year_near_the_document_is_read_back(
    period: tuple[str, Interval, bool], near: tuple[str, int], number: int, dated: bool
) -> None:
    words, interval, _ = period
    year = interval[0].year + near[1]
    today = min(date(year, 1, 1) + timedelta(days=number - 1), date(year, 12, 31)) if dated else None
    assert parse_period(f"{words} {near[0]}", today, year=year) == interval
    assert parse_period(f"{words} {near[0]}") is None


@few
@given(st.integers(1, 12), YEARS, st.sampled_from(["{m}/{y}", "{m:02}/{y}", "{m}-{y}"]))
def test_a_month_without_its_word_is_read_back(month: int, year: int, style: str) -> None:
    assert parse_period(style.format(m=month, y=year)) == months(year, month, month)


@few
@given(YEARS, st.integers(0, 40), st.sampled_from([
    "giai đoạn {} - {}", "giai đoạn {}-{}", "từ năm {} đến năm {}", "từ {} đến {}", "nhiệm kỳ {}-{}", "{}–{}",
    "từ năm {} tới năm {}", "nhiệm kỳ {} - {}",
]))  # fmt: skip
def test_a_term_is_read_back(first: int, length: int, style: str) -> None:
    last = min(first + length, 2099)
    assert parse_period(style.format(first, last)) == (date(first, 1, 1), date(last, 12, 31))


@many
@given(DAYS, YEARS)
def test_relative_dates_are_read_from_the_documents(today: date, year: int) -> None:
    yesterday, last = today - timedelta(days=1), today.replace(day=1) - timedelta(days=1)
    assert parse_period("hôm nay", today) == parse_period("Sáng nay", today) == (today, today)
    assert parse_period("hôm qua", today) == (yesterday, yesterday)
    assert parse_period("tháng này", today) == months(today.year, today.month, today.month)
    assert parse_period("tháng trước", today) == months(last.year, last.month, last.month)
    assert parse_period("năm nay", today) == parse_period("cả năm", today) == months(today.year, 1, 12)
    assert parse_period("năm ngoái", today) == parse_period("năm trước", today) == months(today.year - 1, 1, 12)
    assert parse_period(f"năm {year}", today) == months(year, 1, 12)


@many
@given(periods(), YEARS, DAYS)
def test_the_same_period_of_another_year_is_the_whole_period(
    period: tuple[str, Interval, bool], year: int, today: date
) -> None:
    words, base, _ = period
    wanted = parse_period(f"{words} năm {year}")
    before = parse_period(f"{words} năm {base[0].year - 1}")
    assert parse_period(f"cùng kỳ năm {year}", today, base) == wanted
    assert parse_period("cùng kỳ", today, base) == parse_period("cùng kì năm trước", today, base) == before


# Any text

PIECES = (
    "1", "5", "12", "2024", "2025", "1.200", "0", ",", ".", "/", "-", "–", " ", "  ", "\u00a0", "\n", "%", "$", "(", "nghìn",
    "triệu", "tỷ", "đồng", "xã", "năm", "tháng", "quý", "ngày", "nửa", "đầu", "cuối", "I", "IV", "ı", "İ", "ſáu", "trıệu",
    "K", "٣", "²", "sáu", "một", "hai", "không", "mười", "mươi", "trăm", "linh", "phần", "từ", "đến", "hơn", "gần", "tăng",
    "giảm", "gấp", "rưỡi", "đôi", "cùng kỳ", "năm ngoái", "năm tới", "hôm qua", "tháng trước", "đầu năm", "mỗi", "trở lên",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
)


@some(max_examples=500)
@given(TEXTS, st.none() | st.dates(), st.none() | st.tuples(st.dates(), st.dates()), st.none() | st.integers(1, 9999))
def test_no_text_raises(text: str, today: date | None, base: Interval | None, year: int | None) -> None:
    for signed in (False, True):
        amount = parse_amount(text, signed=signed)
        for number in (amount.value, amount.upper, amount.total):
            assert number is None or (number.is_finite() and number >= 0)
    parse_number(text)
    if found := spelled(text):
        assert 0 <= found[0] < found[1] <= len(text)
    assert read_scale(text, 0)[0] >= 1
    read_unit(text)
    year_of(text)
    header_date(text)
    if interval := parse_period(text, today, base and (min(base), max(base)), year):
        assert interval[0] <= interval[1]


SIZE, WORDS = 100_000, 30_000
LONG = (
    "1" * SIZE, "1." * SIZE, "1 234," + "1" * SIZE + ".1", "1 234" + "," * SIZE + "1", "1" + ",000" * WORDS,
    "5" + " " * SIZE, "5/" + " " * SIZE + "x", "5 xã" + " " * SIZE, "5 tỷ" + " " * SIZE + "4", "1 tháng" + " " * SIZE,
    "1 tháng 1" + " " * SIZE, "quý I" + " " * SIZE, "2024 đến" + " " * SIZE, " " * SIZE, "a" * SIZE, "5 " + "a" * SIZE,
    "1 " * WORDS, "5/" * WORDS, "5-" * WORDS, "5 xã/" * WORDS, "5, 6%" * WORDS, "5 " + "a " * WORDS, "5 tỷ " * WORDS,
    "5 " + "tỷ " * WORDS, "5 " + "/năm" * WORDS, "một nghìn " * WORDS, "một trăm nghìn tỷ " * WORDS, "mười " * WORDS,
    "một phần " * WORDS, "hai nghìn " + "linh " * WORDS, "không quá " * WORDS, "hàng trăm năm " * WORDS, "tháng " * WORDS,
    "2024 " * WORDS, "2024-" * WORDS, "1/1/" * WORDS, "cùng kỳ " * WORDS, "ngày " * WORDS, "%" * SIZE,
)  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=[f"{text[:12]}…" for text in LONG])
def test_long_texts_take_linear_time(text: str) -> None:
    """A few tenths of a second at the most; minutes where a pattern is quadratic."""
    start = time.process_time()
    parse_amount(text, signed=True)
    parse_number(text)
    spelled(text)
    parse_period(text, date(2024, 2, 29))
    header_date(text)
    assert time.process_time() - start < 5
