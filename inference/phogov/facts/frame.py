"""Facts as rows, and as a pandas DataFrame."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from phogov.errors import MissingDependencyError
from phogov.facts.fact import Fact
from phogov.span import Span

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "document", "indicator", "canonical", "canonical_name", "kind", "value", "upper", "total", "unit", "per", "sign",
    "bound", "period", "period_text", "compared_to", "place", "place_code", "place_code_2025", "amount",
    "amount_start", "amount_end", "indicator_start", "indicator_end", "sentence_start", "sentence_end",
)  # fmt: skip


def number(value: Decimal | None) -> int | float | None:
    """Return a Decimal as the JSON number that a reader expects: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def row(fact: Fact, document: str | None = None) -> dict[str, Any]:
    """Return a fact as one flat row with the keys of COLUMNS."""
    return {
        "document": document, "indicator": _text(fact.indicator), "canonical": fact.canonical,
        "canonical_name": fact.canonical_name, "kind": fact.kind, "value": number(fact.value),
        "upper": number(fact.upper), "total": number(fact.total), "unit": fact.unit, "per": fact.per,
        "sign": fact.sign, "bound": fact.bound, "period": fact.period, "period_text": fact.period_text,
        "compared_to": fact.compared_to, "place": _text(fact.place), "place_code": fact.place_code,
        "place_code_2025": fact.place_code_2025, "amount": fact.amount.text, "amount_start": fact.amount.start,
        "amount_end": fact.amount.end, "indicator_start": fact.indicator.start if fact.indicator else None,
        "indicator_end": fact.indicator.end if fact.indicator else None, "sentence_start": fact.sentence[0],
        "sentence_end": fact.sentence[1],
    }  # fmt: skip


def facts_frame(facts: Iterable[Fact], document: str | None = None) -> "pandas.DataFrame":
    """Return the facts as a DataFrame, one row a fact. Raises MissingDependencyError without pandas."""
    try:
        import pandas
    except ImportError as error:
        raise MissingDependencyError("pandas", "frames") from error
    return pandas.DataFrame([row(fact, document) for fact in facts], columns=list(COLUMNS))


def _text(span: Span | None) -> str | None:
    return span.text if span else None
