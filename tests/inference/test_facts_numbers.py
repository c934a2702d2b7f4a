"""Numbers, amounts and their units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov.facts.amounts import Amount, parse_amount
from phogov.facts.numbers import parse_number, spelled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("47,45", "47.45"), ("60.000", "60000"), ("1.200,5", "1200.5"), ("1.500", "1500"), ("1.5", "1.5"),
        ("0.500", "0.5"), ("1,500", "1.5"), ("1,200,000", "1200000"), ("1,200.5", "1200.5"), ("60 000", "60000"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: str) -> None:
    """Separators are read by one rule each."""
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1.2.3", "12,", "abc", "1..5"])
def test_no_number(text: str) -> None:
    """What is no number gives None."""
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("hai mươi ba", "23"), ("ba phần tư", "0.75"), ("một nửa", "0.5"), ("mười lăm", "15"),
     ("một trăm linh năm", "105"),
     ("hai nghìn ba trăm", "2300")],
)  # fmt: skip
def test_spelled(text: str, value: str) -> None:
    """Spelled numbers are read."""
    found = spelled(text)
    assert found is not None and found[2] == Decimal(value)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.800 tỷ đồng", Amount(Decimal(12_800_000_000_000), "VND")),
        ("4.500 triệu USD", Amount(Decimal(4_500_000_000), "USD")),
        ("1,2 nghìn tỷ đồng", Amount(Decimal(1_200_000_000_000), "VND")),
        ("2,5 triệu lượt", Amount(Decimal(2_500_000), "lượt")),
        ("hơn 8 triệu", Amount(Decimal(8_000_000), "", bound=">=")),
        ("từ 2-2,2 %/năm", Amount(Decimal(2), "%", upper=Decimal("2.2"), per="năm")),
        ("22/55", Amount(Decimal(22), "", total=Decimal(55))),
        ("104 triệu đồng/năm", Amount(Decimal(104_000_000), "VND", per="năm")),
        ("dưới 3%", Amount(Decimal(3), "%", bound="<=")),
        ("72 xã", Amount(Decimal(72), "xã")),
        ("8 triệu 500 nghìn đồng", Amount(Decimal(8_500_000), "VND")),
        ("hàng triệu", Amount(None)),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: Amount) -> None:
    """A value's words become base units."""
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "sign", "value", "unit"),
    [("tăng 4,12 triệu đồng", 1, "4120000", "VND"), ("giảm 2,76%", -1, "2.76", "%"), ("vượt 13,2%", 1, "13.2", "%"),
     ("cao hơn 0,5 điểm %", 1, "0.5", "điểm %"), ("gấp đôi", 1, "2", "lần")],
)  # fmt: skip
def test_changes(text: str, sign: int, value: str, unit: str) -> None:
    """A change carries its sign, and its direction word is no bound."""
    amount = parse_amount(text, signed=True)
    assert (amount.sign, amount.value, amount.unit, amount.bound) == (sign, Decimal(value), unit, None)


@given(st.integers(0, 10**12), st.integers(0, 999).filter(lambda n: n % 10), st.sampled_from([".", "", "\u00a0"]))
def test_written_numbers_parse_back(whole: int, decimals: int, group: str) -> None:
    """Whole numbers and decimals written in any Vietnamese style parse back to themselves."""
    text = f"{whole:,}".replace(",", group)
    assert parse_number(text) == whole
    assert parse_number(f"{text},{decimals}") == Decimal(f"{whole}.{decimals}")


@given(st.text(max_size=60))
def test_any_text_is_safe(text: str) -> None:
    """No text raises."""
    parse_amount(text)
    parse_amount(text, signed=True)
