"""Which date an amount holds for: a choice among those around it and before it, learnt from gold facts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from phogov.facts.amount_class import amount_class, distance
from phogov.facts.choice import TOKEN, Features, total, weights
from phogov.facts.history import Dated
from phogov.facts.periods import year_of
from phogov.facts.reading import Sentence
from phogov.span import Span

TABLE = "period_weights"
BEFORE, AFTER = 3, 2
"""So many dates of the sentence before an amount and behind it are candidates, beside those it may inherit."""

_CUES = re.compile(
    r"\b(?:(?P<now>đến nay|hiện nay|hiện|tới nay|lâu nay|lũy kế)|(?P<goal>phấn đấu|dự kiến|sẽ|mục tiêu|kế hoạch)"
    r"|(?P<part>trong đó|ngoài ra|riêng|cụ thể|theo đó|đồng thời|bên cạnh)"
    r"|(?P<rule>mức|quy định|hỗ trợ|trị giá|phạt|lương|tối đa|tối thiểu))\b",
    re.IGNORECASE,
)


RELATIONS = SAME, BOTH_NONE, FROM_NONE, TO_NONE, OTHER = range(5)
"""How the date of an amount relates to that of the amount before it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the relation of an amount's date to that of the amount before depends on."""

    since: str
    slot: str
    has: str
    cue: str

    def features(self, how: int) -> Features:
        """Return what speaks for a relation."""
        return (
            f"T{how}{self.since}", f"T{how}{self.since}{self.slot}", f"T{how}{self.has}{self.since[0]}",
            f"T{how}{self.cue}", f"T{how}{self.slot}{self.has}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that an amount may hold for, None for no date, and what speaks for it. `year` is that of the text around a
    date that names none.
    """

    date: Span | None
    features: Features
    surroundings: Surroundings
    year: int | None = None


def relation(before: Span | None, after: Span | None) -> int:
    """Say how two amounts' dates relate."""
    if before is None:
        return BOTH_NONE if after is None else FROM_NONE
    if after is None:
        return TO_NONE
    return SAME if before is after else OTHER


class Reader:
    """Builds the candidates of amounts in the order of reading."""

    def __init__(self) -> None:
        self._sentence, self._paragraph = -9, 0
        self._cues: list[tuple[int, str]] = []
        self._opener = "^"

    def candidates(self, text: str, amount: Span, sentence: Sentence) -> list[Candidate]:
        """Return the dates of an amount's sentence, those of earlier sentences, and none."""
        history = sentence.history
        since = f"{min(3, history.sentence - self._sentence)}p{min(2, history.paragraph - self._paragraph)}"
        if history.sentence != self._sentence:
            line = text[slice(*sentence.bounds)].lower()
            self._cues = [(sentence.bounds[0] + one.end(), one.lastgroup or "") for one in _CUES.finditer(line)]
            self._opener = first[0] if (first := TOKEN.search(line)) else "^"
        self._sentence, self._paragraph = history.sentence, history.paragraph
        cue = "".join(sorted({name for end, name in self._cues if end <= amount.start}))
        return _candidates(text, amount, sentence, since, cue, self._opener)


def _candidates(text: str, amount: Span, sentence: Sentence, since: str, cue: str, opener: str) -> list[Candidate]:
    amounts, dates, history = sentence.amounts, sentence.dates, sentence.history
    start = sentence.bounds[0]
    kind = amount_class(amount.label, amount.text)
    label = kind[0]
    found: list[Candidate] = []
    before = [one for one in dates if one.span.end <= amount.start]
    after = [one for one in dates if one.span.start >= amount.end][:AFTER]
    plain = sum(not _state(one) for one in before[-BEFORE:])
    has = f"{min(plain, 1)}{bool(after)}"

    def add(one: Span | None, slot: str, features: Features) -> None:
        year = history.year_for(one, dates) if one and not year_of(one.text) else None
        found.append(Candidate(one, features, Surroundings(since, slot, has, cue), year))

    features: Features
    rank = 0
    for one in reversed(before[-BEFORE:]):
        gap = text[one.span.end : amount.start]
        between = min(2, sum(one.span.end <= other.start < amount.start for other in amounts))
        side, state, far = f"B{rank}", _state(one), distance(len(gap))
        features = (
            side, f"{side}{one.sort}", f"B{state}", f"B{state}{label}", f"Bp{one.lead}", f"B{state}{one.sort}",
            f"Bn{between}{';' in gap}", f"B{side}n{between}", f"Bd{far}", f"B{one.lead}n{between}",
            f"Bo{one.span.start - start < 24}{side}", f"Bc{cue}{side}",
        )  # fmt: skip
        add(one.span, f"{side}{bool(state)}", features)
        rank = min(2, rank + (not state))
    for rank, one in enumerate(after):
        gap = text[amount.end : one.span.start]
        between = min(2, sum(amount.end <= other.start < one.span.start for other in amounts))
        side, state, far, base = f"A{rank}", _state(one), distance(len(gap)), f"A{plain > 0}"
        features = (
            side, f"{side}{one.sort}", f"A{state}", f"A{state}{label}", f"Ap{one.lead}", f"A{state}{one.sort}",
            f"An{between}{';' in gap}", f"Ad{far}", base, f"{base}d{far}", f"{base}n{between}", f"{base}p{one.lead}",
        )  # fmt: skip
        add(one.span, f"{side}{bool(state)}", features)
    for rank, seen in enumerate(history.inherited()):
        away = min(4, history.sentence - seen.sentence)
        pages = min(2, history.paragraph - seen.paragraph)
        features = (
            f"K{rank}", f"K{has}", f"K{seen.sort}", f"K{rank}r{seen.role}", f"Ka{away}p{pages}", f"K{label}{has}",
            f"Kr{seen.role}a{away}p{pages}", f"Kp{pages}r{seen.role}", f"K{seen.sort}a{min(away, 2)}", f"K{kind}",
            f"K{seen.sort}r{seen.role}p{pages}", f"K{seen.sort}r{seen.role}{has}{min(away, 2)}",
            f"Kc{cue}", f"Kc{cue}{has}", f"K^{opener}{pages}",
        )  # fmt: skip
        add(seen.span, f"K{rank}", features)
    nothing = (
        "N", f"N{kind}", f"N{min(plain, 2)}{bool(after)}", f"N{bool(history.seen)}",
        f"N{bool(dates)}{bool(history.seen)}", f"Nc{cue}", f"Nc{cue}{has}", f"N^{opener}",
    )  # fmt: skip
    add(None, "N", nothing)
    return found


def _state(one: Dated) -> str:
    return f"{'a' if one.against else ''}{'w' if one.owned else ''}"


Relations = dict[Surroundings, list[float]]
"""The weights of all relations in surroundings that were met."""


def decode(
    amounts: Sequence[Sequence[Candidate]], weights: Mapping[str, float], known: Relations | None = None
) -> list[int]:
    """Return the candidates of the highest total weight, one for each amount of a text (Viterbi, 1967).

    `known` keeps what does not depend on the text.
    """
    known = {} if known is None else known
    paths: list[list[int]] = []
    totals: list[float] = []
    previous: Sequence[Candidate] = ()
    for options in amounts:
        new_totals, back = [], []
        for option in options:
            score = total(option.features, weights)
            if previous:
                related = known.get(option.surroundings)
                if related is None:
                    related = [total(option.surroundings.features(how), weights) for how in RELATIONS]
                    known[option.surroundings] = related
                reached = [
                    so_far + related[relation(before.date, option.date)]
                    for so_far, before in zip(totals, previous, strict=True)
                ]
                best = max(range(len(reached)), key=reached.__getitem__)
                score += reached[best]
                back.append(best)
            new_totals.append(score)
        paths.append(back)
        totals, previous = new_totals, options
    if not amounts:
        return []
    path = [max(range(len(totals)), key=totals.__getitem__)]
    for back in paths[:0:-1]:
        path.append(back[path[-1]])
    return path[::-1]


_KNOWN: Relations = {}


def periods(amounts: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """Choose the dates of all amounts of a text."""
    chosen = decode(amounts, weights(TABLE), _KNOWN)
    return [options[number] for options, number in zip(amounts, chosen, strict=True)]


def compared(amount: Span, dates: Sequence[Dated], end: int) -> Span | None:
    """Find the date that a change is measured against: the first behind it, if something is compared with that."""
    for one in dates:
        if amount.end <= one.span.start < min(end, amount.end + 60):
            return one.span if one.against else None
    return None
