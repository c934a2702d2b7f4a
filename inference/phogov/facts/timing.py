"""Which date of a sentence, or of those before it, an amount belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from phogov.span import Span

_AGAINST = re.compile(r"(?:so với|so|với|hơn|bằng|từ)\s*(?:cuối |đầu |tháng |thực hiện |mức )?\s*$", re.IGNORECASE)
_SAME = re.compile(r"cùng kỳ|cùng thời điểm|năm trước|năm ngoái", re.IGNORECASE)
_OWNER = {"DOC", "EVENT", "ORG", "PROG"}
_TERM = re.compile(r"nhiệm kỳ|giai đoạn", re.IGNORECASE)
_REPORTING = re.compile(
    r"^(?:năm|quý|\d{1,2} tháng|tháng|nửa (?:đầu|cuối) năm|6 tháng|sáu tháng|cả năm)\b", re.IGNORECASE
)
_OPENING = re.compile(r"[\s\-–+*•\"“(]*(?:(?:trong|hết|tính đến|đến|riêng|kết thúc)\s+)*(?:hết\s+)?", re.IGNORECASE)
_BEHIND = re.compile(r"[^;.]{0,25}?\b(?:trong|vào|của|đến|đến hết|hết)?\s*$", re.IGNORECASE)


@dataclass
class Carried:
    """The reporting period that later sentences inherit: within its paragraph and the list that hangs on it, or, from a
    heading, until the next period.
    """

    span: Span | None = None
    heading: bool = False

    def begin(self, paragraph: bool, item: bool) -> None:
        """Begin a sentence, which may open a paragraph or be an item of a list."""
        if paragraph and not item and not self.heading:
            self.span = None

    def see(self, text: str, spans: Sequence[Span], start: int, today: date | None) -> None:
        """Take over the reporting period that opens a sentence or stands in a short heading."""
        for span in spans:
            if span.label == "DATE" and _REPORTING.match(span.text) and not _SAME.search(span.text):
                behind = text.find("\n", span.start)
                heading = 0 <= behind - start < 160 and not text[start:behind].rstrip().endswith((".", ";", "!"))
                if _OPENING.fullmatch(text, start, span.start) or heading:
                    self.span, self.heading = span, heading
                return


def period_of(
    text: str, amount: Span, dates: Sequence[Span], spans: Sequence[Span], bounds: tuple[int, int], carried: Carried
) -> Span | None:
    """Choose the date of an amount: the nearest before it in its sentence, one right behind it, or an inherited one."""
    own = [one for one in dates if not _is_comparison(text, one, bounds[0]) and not _is_owned(text, one, spans)]
    before = [one for one in own if one.end <= amount.start]
    if before:
        return before[-1]
    for one in own:
        if one.start >= amount.end and one.start - amount.end < 40 and ";" not in text[amount.end : one.start]:
            if _BEHIND.fullmatch(text, amount.end, one.start):
                return one
            break
    return carried.span


def compared(text: str, amount: Span, dates: Sequence[Span], end: int) -> Span | None:
    """Find the date that a change is measured against: the first comparison behind it, before the next amount."""
    for one in dates:
        if amount.end <= one.start < min(end, amount.end + 60):
            return one if _is_comparison(text, one, amount.end) else None
    return None


def _is_comparison(text: str, one: Span, start: int) -> bool:
    return bool(_SAME.search(one.text)) or bool(_AGAINST.search(text[max(start, one.start - 24) : one.start]))


def _is_owned(text: str, one: Span, spans: Sequence[Span]) -> bool:
    """A date that only completes the name of a document, meeting or body before it."""
    for other in spans:
        if other.label in _OWNER and 0 <= one.start - other.end <= 3:
            return other.label == "DOC" or bool(_TERM.search(one.text))
    return False
