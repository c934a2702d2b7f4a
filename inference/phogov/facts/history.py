"""The dates of a text in the order of reading: what each is like, and which of them later sentences may inherit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from phogov.facts.choice import TOKEN
from phogov.facts.periods import year_of
from phogov.span import Span

_AGAINST = re.compile(r"(?:so với|so|với|hơn|bằng|từ)\s*(?:cuối |đầu |tháng |thực hiện |mức )?\s*$", re.IGNORECASE)
_SAME = re.compile(r"cùng kỳ|cùng kì|cùng thời điểm|năm trước|năm ngoái", re.IGNORECASE)
_PRICES = re.compile(r"\bgiá(?: so sánh| cố định| hiện hành)?(?: năm)? $", re.IGNORECASE)
_OWNER = {"DOC", "EVENT", "ORG", "PROG"}
_SORTS = (
    ("term", re.compile(r"nhiệm kỳ|giai đoạn|\d{4}\s*[-–]\s*\d{4}", re.IGNORECASE)),
    ("same", _SAME),
    ("quarter", re.compile(r"\bquý\b", re.IGNORECASE)),
    ("months", re.compile(r"\b(?:\d{1,2}|ba|sáu|chín) tháng\b|nửa (?:đầu|cuối)", re.IGNORECASE)),
    (
        "day",
        re.compile(r"ngày|sáng|chiều|tối|\d\s?[/.-]\s?\d+\s?[/.-]\s?\d{4}|\b\d{1,2}\s?/\s?\d{1,2}\b", re.IGNORECASE),
    ),
    ("month", re.compile(r"tháng|\d\s?/\s?\d{4}", re.IGNORECASE)),
    ("year", re.compile(r"\b(?:19|20)\d\d\b")),
)
LATEST, LEADING = 3, 2
"""So many dates of earlier sentences are candidates."""

_OPENING = 24
_HEADING = 120
"""A line shorter than this that does not end as a sentence does is a heading."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a sentence: what sort it is, the word before it, whether something is compared with it (`so với năm
    2020`), and whether it only completes the name of a document, meeting or body before it, or
    of prices (`giá 2010`).
    """

    span: Span
    sort: str
    lead: str
    against: bool
    owned: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A date of an earlier sentence: where that stood, and what the date did there."""

    span: Span
    sort: str
    sentence: int
    paragraph: int
    role: str


@dataclass
class History:
    """The dates of the sentences so far, and the year that the text speaks of."""

    sentence: int = 0
    paragraph: int = 0
    seen: list[Seen] = field(default_factory=list)
    year: int | None = None

    def begin(self, new_paragraph: bool) -> None:
        """Begin a sentence."""
        self.sentence += 1
        self.paragraph += new_paragraph

    def end(self, text: str, dates: Sequence[Dated], amounts: Sequence[Span], bounds: tuple[int, int]) -> None:
        """Remember the dates of a sentence that has been read, but for those that something is compared with."""
        if not dates:
            return
        heading = bounds[1] - bounds[0] < _HEADING and not text[bounds[0] : bounds[1]].rstrip().endswith((".", ";"))
        for one in dates:
            if one.against or one.owned:
                continue
            self.year = year_of(one.span.text) or self.year
            opening = one.span.start - bounds[0] < _OPENING
            governs = any(amount.start >= one.span.end for amount in amounts)
            role = f"{'H' if heading else ''}{'o' if opening else ''}{'g' if governs else ''}"
            self.seen.append(Seen(one.span, one.sort, self.sentence, self.paragraph, role))

    def inherited(self) -> list[Seen]:
        """Return the dates that a sentence may inherit: the latest ones, and before them those that head or open."""
        recent = self.seen[: -LATEST - 1 : -1]
        leading = [one for one in reversed(self.seen[:-LATEST]) if one.role[:1] in ("H", "o")]
        return recent + leading[:LEADING]

    def year_for(self, one: Span, dates: Sequence[Dated]) -> int | None:
        """Return the year that the text speaks of where a date of its own sentence, or an earlier one, stands."""
        for other in reversed(dates):
            if other.span.end <= one.start and not other.against and (year := year_of(other.span.text)):
                return year
        return self.year


@lru_cache(maxsize=4096)
def date_sort(text: str) -> str:
    """Say what sort of date the words are."""
    return next((name for name, pattern in _SORTS if pattern.search(text)), "other")


def dated(text: str, one: Span, spans: Sequence[Span], start: int) -> Dated:
    """Describe a date; `spans` are all of its sentence, which begins at `start`."""
    sort = date_sort(one.text)
    words = TOKEN.findall(text[max(start, one.start - 12) : one.start].lower())
    against = (
        sort == "same"
        or bool(_SAME.search(one.text))
        or bool(_AGAINST.search(text[max(start, one.start - 24) : one.start]))
    )
    owner = next((other for other in spans if other.label in _OWNER and 0 <= one.start - other.end <= 3), None)
    owned = owner is not None and (owner.label == "DOC" or sort == "term")
    owned = owned or bool(_PRICES.search(text[max(start, one.start - 16) : one.start]))
    return Dated(one, sort, words[-1] if words else "^", against, owned)
