"""One measured fact."""

from dataclasses import dataclass
from decimal import Decimal

from phogov.span import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount of a text, and what it measures.

    `value`, `upper` (end of a range) and `total` (the 55 of `22/55`) are in base units: `1,2 tỷ đồng` is 1200000000
    VND. `kind` is level, change, attainment (of a plan) or target. `sign` is 1 or -1 for changes. `bound` is `>=`, `<=`
    or `~`. `period` and `compared_to` are ISO 8601 intervals with both ends inclusive, None where no year is known;
    `period_text` keeps the words either way. `sentence` is `[start, end)` in characters of the text.
    """

    indicator: Span | None
    amount: Span
    kind: str
    value: Decimal | None
    unit: str
    sign: int | None = None
    bound: str | None = None
    upper: Decimal | None = None
    total: Decimal | None = None
    per: str | None = None
    period: str | None = None
    period_text: str | None = None
    period_span: Span | None = None
    place: Span | None = None
    place_code: str | None = None
    place_code_2025: str | None = None
    compared_to: str | None = None
    compared_span: Span | None = None
    canonical: str | None = None
    canonical_name: str | None = None
    sentence: tuple[int, int] = (0, 0)
