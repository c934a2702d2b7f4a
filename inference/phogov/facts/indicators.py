"""`indicators(text)`: the facts of a text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from phogov.facts.amounts import parse_amount
from phogov.facts.canonical import canonical
from phogov.facts.fact import Fact
from phogov.facts.kinds import kind
from phogov.facts.linking import link
from phogov.facts.periods import header_date, iso, parse_period
from phogov.facts.places import main_place, place_codes
from phogov.facts.reading import Sentence, read
from phogov.facts.timing import Candidate, Reader, compared, periods
from phogov.span import Span

if TYPE_CHECKING:
    from phogov.tagger import Tagger

_PART = re.compile(r"\b(?:riêng|trong đó|của cả nước|cả nước|bình quân chung)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Document:
    text: str
    today: date | None
    place: Span | None


@dataclass(frozen=True, slots=True)
class _Measured:
    """An amount, the names of what it measures, where the one before it in its sentence ends, and its dates."""

    amount: Span
    names: Sequence[Span]
    sentence: Sentence
    since: int
    dates: Sequence[Candidate]


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
    ordered = sorted(spans, key=attrgetter("start", "end"))
    places = [span for span in ordered if span.label == "LOC"]
    document = _Document(text, document_date or header_date(text), main_place(places))
    reader = Reader()
    found: list[_Measured] = []
    for sentence in read(text, ordered):
        since = sentence.bounds[0]
        for amount, names in link(text, sentence.amounts, sentence.names, sentence.earlier, sentence.bounds[0]):
            found.append(_Measured(amount, names, sentence, since, reader.candidates(text, amount, sentence)))
            since = amount.end
    stamps = periods([one.dates for one in found])
    return [fact for one, stamp in zip(found, stamps, strict=True) for fact in _facts(document, one, stamp)]


def _facts(document: _Document, one: _Measured, stamp: Candidate) -> Iterator[Fact]:
    text, amount, sentence = document.text, one.amount, one.sentence
    start, end = sentence.bounds
    parts = parse_amount(amount.text, signed=amount.label == "CHG")
    interval = parse_period(stamp.date.text, document.today, year=stamp.year) if stamp.date else None
    against = compared(amount, sentence.dates, end)
    what = kind(
        amount,
        text[start : amount.start],
        text[amount.end : end][:60],
        heading=sentence.heading,
        share=parts.total is not None,
        noun=(one.names[0].text if one.names else parts.unit).lower(),
        future=bool(interval and document.today and interval[0] > document.today),
    )
    place = _place(document, amount, sentence.spans, one.since)
    codes = place_codes(place.text) if place else None
    for name in one.names or (None,):
        same = canonical(name.text) if name else None
        yield Fact(
            indicator=name, amount=amount, kind=what, value=parts.value, unit=parts.unit, sign=parts.sign,
            bound=parts.bound, upper=parts.upper, total=parts.total, per=parts.per, period=iso(interval),
            period_text=stamp.date.text if stamp.date else None, period_span=stamp.date, place=place,
            place_code=codes[0] if codes else None, place_code_2025=codes[1] if codes else None,
            compared_to=iso(parse_period(against.text, document.today, interval, stamp.year)) if against else None,
            compared_span=against, canonical=same[0] if same else None, canonical_name=same[1] if same else None,
            sentence=sentence.bounds,
        )  # fmt: skip


def _place(document: _Document, amount: Span, spans: Sequence[Span], since: int) -> Span | None:
    if _PART.search(document.text, since, amount.start):
        return None
    before = [span for span in spans if span.label == "LOC" and span.end <= amount.start]
    return before[-1] if before else document.place
