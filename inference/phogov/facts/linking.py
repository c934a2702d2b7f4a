"""Which indicator an amount measures: a choice among the names around it, learnt from gold facts."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from phogov.facts.amount_class import amount_class, distance
from phogov.facts.choice import TOKEN, Features, choose, weights
from phogov.span import Span

TABLE = "link_weights"
BEFORE, AFTER, EARLIER = 3, 2, 2
"""So many names of the sentence before an amount, behind it, and of the sentence before are candidates."""

_COORDINATED = re.compile(r"\s*(?:,\s*)?(?:và|cùng|cùng với)\s*(?:các\s*)?")
_LISTED = re.compile(r"\s*(?:,\s*)?(?:và|,|cùng|cùng với|với)\s*(?:các\s*)?")
_TOGETHER = re.compile(r"\b(?:đều|cùng)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that an amount may measure, None for no name, and what speaks for it."""

    name: Span | None
    features: Features


def candidates(
    text: str, amount: Span, amounts: Sequence[Span], names: Sequence[Span], earlier: Sequence[Span], start: int
) -> list[Candidate]:
    """Return the names of an amount's sentence, nearest first, those of the sentence before it, and none.

    `amounts` and `names` are those of the sentence, which begins at `start`; `earlier` are the names of the one before.
    """
    sort = amount_class(amount.label, amount.text)
    starts = [one.start for one in amounts]
    ends = {one.end for one in amounts}
    here = bisect_left(starts, amount.start)
    lead = TOKEN.findall(text[max(start, amount.start - 24) : amount.start].lower())
    last = lead[-1] if lead else "^"
    last_two = " ".join(lead[-2:])
    before = [name for name in names if name.end <= amount.start]
    after = [name for name in names if name.start >= amount.end][:AFTER]
    found = []
    for rank, name in enumerate(reversed(before[-BEFORE:])):
        gap = text[name.end : amount.start]
        between = here - bisect_left(starts, name.end)
        words = TOKEN.findall(gap[:24].lower())
        counted = name.start in ends or name.start - 1 in ends
        side = f"B{min(rank, 2)}"
        found.append(
            Candidate(
                name,
                (
                    side, f"{side}{sort}", f"B{sort}n{min(between, 2)}", f"{side}l{last}", f"B{sort[0]}L{last_two}",
                    f"B{sort[0]}d{distance(len(gap))}", f"Bf{words[0] if words else ''}", f"B{sort}l{last}",
                    f"{side}{';' in gap}{counted}{sort}", f"B{counted}n{min(between, 2)}l{last}",
                    f"Ba{bool(after)}{sort}",
                ),
            )
        )  # fmt: skip
    for rank, name in enumerate(after):
        gap = text[amount.end : name.start]
        between = bisect_left(starts, name.start) - bisect_left(starts, amount.end)
        words = TOKEN.findall(gap[-16:].lower())
        next_one = bisect_left(starts, name.end)
        ahead = starts[next_one] - name.end if next_one < len(starts) else 999
        side = f"A{rank}"
        short = gap.strip().lower() if len(gap) <= 16 else "…"
        found.append(
            Candidate(
                name,
                (
                    side, f"{side}{sort}", f"A{sort}n{min(between, 2)}", f"A{sort[0]}g{short}", f"A{sort}g{short}",
                    f"A{sort[0]}d{distance(len(gap))}", f"Af{words[-1] if words else ''}", f"{side}l{last}",
                    f"{side}{';' in gap}{ahead < 24}{sort}", f"Ab{bool(before)}{sort}", f"A{sort[0]}L{last_two}",
                    f"Ag{short}l{last}",
                ),
            )
        )  # fmt: skip
    if not before:
        for rank, name in enumerate(reversed(earlier[-EARLIER:])):
            side = f"P{rank}"
            found.append(
                Candidate(name, (side, f"{side}{sort}", f"Pl{last}", f"P{sort}a{bool(after)}", f"P{len(earlier) > 1}"))
            )
    found.append(
        Candidate(
            None,
            (
                "N", f"N{sort}", f"Nl{last}", f"N{sort}{bool(before)}{bool(after)}", f"N{sort}l{last}",
                f"N{sort[0]}L{last_two}", f"N{bool(earlier)}{bool(before)}",
            ),
        )
    )  # fmt: skip
    return found


def link(
    text: str, amounts: Sequence[Span], names: Sequence[Span], earlier: Sequence[Span] = (), start: int = 0
) -> list[tuple[Span, list[Span]]]:
    """Pair every amount of one sentence with the indicators it measures, none where it measures no named one."""
    table = weights(TABLE)
    linked = []
    for amount in amounts:
        options = candidates(text, amount, amounts, names, earlier, start)
        name = options[choose([one.features for one in options], table)].name
        linked.append((amount, [] if name is None else coordinated(text, amount, name, amounts, names)))
    return linked


def coordinated(text: str, amount: Span, name: Span, amounts: Sequence[Span], names: Sequence[Span]) -> list[Span]:
    """Return a chosen name with those before it that share the amount: `A và B đạt 52%`."""
    if name.end > amount.start:
        return [name]
    group = [name]
    joined = bool(_TOGETHER.search(text[name.end : amount.start]))
    for other in reversed([one for one in names if one.end <= name.start]):
        between = text[other.end : group[0].start]
        if any(other.end <= one.start < group[0].start for one in amounts):
            break
        if not (_COORDINATED.fullmatch(between) or (joined and _LISTED.fullmatch(between))):
            break
        group.insert(0, other)
        joined = True
    return group
