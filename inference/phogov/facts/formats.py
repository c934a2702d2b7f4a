"""Facts as CSV, JSON lines and a terminal table."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from phogov.facts.fact import Fact
from phogov.facts.frame import COLUMNS, row

if TYPE_CHECKING:
    from rich.table import Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MONEY = {"VND", "USD", "EUR"}
_MARKS = str.maketrans(",.", ".,")


def safe_cell(value: Any) -> Any:
    """Quote text that a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value


def to_csv(facts: Iterable[Fact], document: str | None = None, *, header: bool = True) -> str:
    """Write facts as CSV with the columns of COLUMNS; text that opens like a formula gets a leading apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    writer.writerows([safe_cell(value) for value in row(fact, document).values()] for fact in facts)
    return buffer.getvalue()


def to_jsonl(facts: Iterable[Fact], document: str | None = None) -> Iterator[str]:
    """Write facts as JSON lines, one piece a fact."""
    for fact in facts:
        yield json.dumps(row(fact, document), ensure_ascii=False) + "\n"


def to_table(facts: Iterable[Fact], document: str | None = None) -> "Table":
    """Lay facts out as a rich Table."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(document) if document else None)
    for name in ("indicator", "kind", "value", "unit", "period", "place"):
        table.add_column(name, justify="right" if name == "value" else "left")
    for fact in facts:
        cells = (
            fact.indicator.text if fact.indicator else "–",
            fact.kind,
            value_text(fact),
            f"{fact.unit}/{fact.per}" if fact.per else fact.unit,
            fact.period or fact.period_text or "",
            fact.place.text if fact.place else "",
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def value_text(fact: Fact) -> str:
    """Write a fact's value as Vietnamese does: `≥8.000.000`, `-2,76`, `22/55`, `2–2,2`; of money `2.100 tỷ`."""
    if fact.value is None:
        return fact.amount.text
    billions = fact.unit in _MONEY and _in_billions(fact.value, fact.upper, fact.total)
    bound = {">=": "≥", "<=": "≤", "~": "≈", None: ""}[fact.bound]
    sign = {1: "+", -1: "-", None: ""}[fact.sign]
    power = -9 if billions else 0
    tail = f"–{_plain(fact.upper, power)}" if fact.upper is not None else ""
    tail += f"/{_plain(fact.total, power)}" if fact.total is not None else ""
    return f"{bound}{sign}{_plain(fact.value, power)}{tail}{' tỷ' if billions else ''}"


def _in_billions(*numbers: Decimal | None) -> bool:
    """Say whether the largest is a billion at least, and three decimals of a billion are enough for all."""
    millions = [number.scaleb(-6) for number in numbers if number is not None]
    return max(millions) >= 1000 and all(number == number.to_integral_value() for number in millions)


def _plain(value: Decimal, power: int) -> str:
    text = f"{value.scaleb(power):,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).translate(_MARKS)
