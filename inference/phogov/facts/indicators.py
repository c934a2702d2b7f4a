"""`indicators(text)`: the facts of a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from phogov.facts.amounts import parse_amount
from phogov.facts.canonical import canonical
from phogov.facts.fact import Fact
from phogov.facts.kinds import kind
from phogov.facts.linking import link
from phogov.facts.periods import header_date, iso, parse_period
from phogov.facts.places import main_place, place_codes
from phogov.facts.sentences import sentences
from phogov.facts.timing import Carried, compared, period_of
from phogov.span import Span

if TYPE_CHECKING:
    from phogov.tagger import Tagger

_ITEM = re.compile(r"\s*[-–+*•]")
_PART = re.compile(r"\b(?:riêng|trong đó|của cả nước|cả nước|bình quân chung)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Document:
    text: str
    today: date | None
    place: Span | None


def indicators(
    text: str,
    spans: Iterable[Span] | None = None,
    *,
    tagger: "Tagger | None" = None,
    document_date: date | None = None,
) -> list[Fact]:
    """Return one Fact for every VAL and CHG of `text` and every indicator it measures, in order of the text.

    `spans` are the text's own spans; without them `tagger`, or the shipped model, finds them. `document_date` is what
    dates without a year are resolved against; without it the date in the text's own header is.
    """
    if spans is None:
        if tagger is None:
            from phogov.tagger import shipped

            tagger = shipped()
        spans = tagger.tag(text)
    ordered = sorted(spans)
    by_label: dict[str, list[Span]] = {}
    for span in ordered:
        by_label.setdefault(span.label, []).append(span)
    document = _Document(text, document_date or header_date(text), main_place(by_label.get("LOC", [])))
    facts: list[Fact] = []
    carried = Carried()
    heading = ""
    at = behind = 0
    for start, end in sentences(text):
        while at < len(ordered) and ordered[at].start < start:
            at += 1
        first = at
        while at < len(ordered) and ordered[at].start < end:
            at += 1
        sentence = text[start:end]
        item = bool(_ITEM.match(sentence))
        carried.begin("\n" in text[behind:start], item)
        behind = end
        if not item:
            heading = sentence if sentence.rstrip().endswith(":") or len(sentence) < 160 else ""
        if first < at:
            facts += _sentence(document, ordered[first:at], (start, end), heading if item else "", carried)
    return facts


def _sentence(
    document: _Document, spans: Sequence[Span], bounds: tuple[int, int], heading: str, carried: Carried
) -> Iterable[Fact]:
    text = document.text
    amounts = [span for span in spans if span.label in ("VAL", "CHG")]
    names = [span for span in spans if span.label == "IND"]
    dates = [span for span in spans if span.label == "DATE"]
    carried.see(text, spans, bounds[0], document.today)
    last_end = bounds[0]
    for amount, measured in link(text, amounts, names):
        parts = parse_amount(amount.text, signed=amount.label == "CHG")
        stamp = period_of(text, amount, dates, spans, bounds, carried)
        interval = parse_period(stamp.text, document.today) if stamp else None
        against = compared(text, amount, dates, bounds[1])
        noun = (measured[0].text if measured else parts.unit).lower()
        what = kind(
            amount,
            text[bounds[0] : amount.start],
            text[amount.end : bounds[1]][:60],
            heading=heading,
            share=parts.total is not None,
            noun=noun,
            future=bool(interval and document.today and interval[0] > document.today),
        )
        place = _place(document, amount, spans, last_end)
        codes = place_codes(place.text) if place else None
        for name in measured or (None,):
            same = canonical(name.text) if name else None
            yield Fact(
                indicator=name, amount=amount, kind=what, value=parts.value, unit=parts.unit, sign=parts.sign,
                bound=parts.bound, upper=parts.upper, total=parts.total, per=parts.per, period=iso(interval),
                period_text=stamp.text if stamp else None, period_span=stamp, place=place,
                place_code=codes[0] if codes else None, place_code_2025=codes[1] if codes else None,
                compared_to=iso(parse_period(against.text, document.today, interval)) if against else None,
                compared_span=against, canonical=same[0] if same else None, canonical_name=same[1] if same else None,
                sentence=bounds,
            )  # fmt: skip
        last_end = amount.end


def _place(document: _Document, amount: Span, spans: Sequence[Span], since: int) -> Span | None:
    if _PART.search(document.text, since, amount.start):
        return None
    before = [span for span in spans if span.label == "LOC" and span.end <= amount.start]
    return before[-1] if before else document.place
