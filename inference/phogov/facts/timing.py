"""Which date of a sentence, or of those before it, an amount belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phogov.span import Span

_AGAINST = re.compile(r"(?:so với|so|với|hơn|bằng|từ)\s*(?:cuối |đầu |tháng |thực hiện |mức )?\s*$", re.IGNORECASE)
_SAME = re.compile(r"cùng kỳ|cùng thời điểm|năm trước|năm ngoái", re.IGNORECASE)
_OWNER = {"DOC", "EVENT", "ORG", "PROG"}
_TERM = re.compile(r"nhiệm kỳ|giai đoạn", re.IGNORECASE)
_REPORTING = re.compile(
    r"^(?:năm|quý|\d{1,2} tháng|tháng|nửa (?:đầu|cuối) năm|6 tháng|sáu tháng|cả năm)\b", re.IGNORECASE
)
_OPENING = re.compile(r"[\s\-–+*•\"“(]*(?:(?:trong|hết|tính đến|đến|riêng|kết thúc)\s+)*(?:hết\s+)?", re.IGNORECASE)
_ITEM = re.compile(r"\s*[-–+*•]")
LINES_CARRIED = 2
_WHOLE_YEAR = re.compile(r"năm\b", re.IGNORECASE)
_BREAK = re.compile(r";|\bso với\b", re.IGNORECASE)
BEHIND = 60


@dataclass
class Carried:
    """The reporting period that later sentences inherit: their own line's, else that of an opening or heading above."""

    span: Span | None = None
    line: Span | None = None
    line_end: int = -1
    year_left: int = 0
    lines_left: int = 0

    def see(self, text: str, spans: Sequence[Span], start: int) -> None:
        """Leave the line before, and take over the reporting period that opens this sentence or its short heading."""
        self.year_left -= 1
        if start > self.line_end or (self.line and _WHOLE_YEAR.match(self.line.text) and self.year_left < 0):
            self.line = None
        if start > self.line_end:
            self.lines_left -= not _ITEM.match(text, start)
            if self.lines_left < 0:
                self.span = None
            end = text.find("\n", start)
            self.line_end = end if end >= 0 else len(text)
        for span in spans:
            if _reports(span):
                if _OPENING.fullmatch(text, start, span.start) or self.line_end - start < 160:
                    self.span, self.lines_left = span, LINES_CARRIED
                return

    def keep(self, text: str, spans: Sequence[Span], start: int) -> None:
        """Keep this sentence's last reporting period for the rest of its line."""
        for span in spans:
            if _reports(span) and not _is_comparison(text, span, start) and not _is_owned(text, span, spans):
                self.line, self.year_left = span, 1


def _reports(span: Span) -> bool:
    return span.label == "DATE" and bool(_REPORTING.match(span.text)) and not _SAME.search(span.text)


def period_of(
    text: str, amount: Span, dates: Sequence[Span], spans: Sequence[Span], bounds: tuple[int, int], carried: Carried
) -> Span | None:
    """Choose an amount's date: the nearest before it in its sentence, one behind it, or the inherited one."""
    own = [one for one in dates if not _is_comparison(text, one, bounds[0]) and not _is_owned(text, one, spans)]
    before = [one for one in own if one.end <= amount.start]
    if before:
        return before[-1]
    for one in own:
        if one.start >= amount.end and one.start - amount.end < BEHIND:
            if not _BREAK.search(text, amount.end, one.start):
                return one
            break
    return carried.line or carried.span


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
            return other.label == "DOC" or (other.label != "PROG" and bool(_TERM.search(one.text)))
    return False
