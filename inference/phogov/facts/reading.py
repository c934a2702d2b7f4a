"""A text read sentence by sentence, with what earlier sentences leave behind."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from phogov.facts.history import Dated, History, dated
from phogov.facts.sentences import sentences
from phogov.span import Span

_ITEM = re.compile(r"\s*[-–+*•]")
_HEADING = 160
"""What opens a list is shorter than this, or ends in a colon."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The spans of one sentence, and its surroundings.

    `heading` is the line that its list stands under, `earlier` are the names of the last sentence of its paragraph or
    list that has any, `history` the dates so far.
    """

    bounds: tuple[int, int]
    spans: Sequence[Span]
    amounts: Sequence[Span]
    names: Sequence[Span]
    dates: Sequence[Dated]
    heading: str
    earlier: Sequence[Span]
    history: History


def read(text: str, spans: Iterable[Span]) -> Iterator[Sentence]:
    """Yield the sentences that hold spans. Each is to be used before the next is asked for: its history goes on."""
    ordered = sorted(spans, key=attrgetter("start", "end"))
    history = History()
    heading = ""
    earlier: list[Span] = []
    at = behind = 0
    for start, end in sentences(text):
        while at < len(ordered) and ordered[at].start < start:
            at += 1
        first = at
        while at < len(ordered) and ordered[at].start < end:
            at += 1
        line = text[start:end]
        item = bool(_ITEM.match(line))
        opens = "\n" in text[behind:start]
        behind = end
        history.begin(opens)
        if opens and not item:
            earlier = []
        if not item:
            heading = line if line.rstrip().endswith(":") or len(line) < _HEADING else ""
        inside = ordered[first:at]
        if inside:
            amounts = [span for span in inside if span.label in ("VAL", "CHG")]
            names = [span for span in inside if span.label == "IND"]
            dates = [dated(text, span, inside, start) for span in inside if span.label == "DATE"]
            here = heading if item else ""
            yield Sentence((start, end), inside, amounts, names, dates, here, earlier, history)
            history.end(text, dates, amounts, (start, end))
            earlier = names or earlier
