"""Facts of many documents side by side, contradictions flagged."""

from collections.abc import Iterable
from dataclasses import dataclass

from phogov.facts.fact import Fact


@dataclass(frozen=True, slots=True)
class Sourced:
    """A fact and the document it is from."""

    document: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of one indicator, place and period; `contradicts` says that two of the same kind and unit differ."""

    indicator: str
    place: str | None
    period: str | None
    facts: tuple[Sourced, ...]
    contradicts: bool


def merge(facts: Iterable[Sourced]) -> list[Group]:
    """Group facts by canonical indicator (else its words), province code (else the place's words) and period."""
    groups: dict[tuple[str, str, str], list[Sourced]] = {}
    for one in facts:
        fact = one.fact
        if fact.indicator is None:
            continue
        name = fact.canonical or " ".join(fact.indicator.text.lower().split())
        place = fact.place_code or (fact.place.text.lower() if fact.place else "")
        groups.setdefault((name, place, fact.period or ""), []).append(one)
    return [
        Group(
            indicator=name,
            place=next((one.fact.place.text for one in members if one.fact.place), None),
            period=period or None,
            facts=tuple(members),
            contradicts=_contradicts(members) if period else False,
        )
        for (name, _, period), members in groups.items()
    ]


def _contradicts(members: list[Sourced]) -> bool:
    """Unbounded values of one kind, unit and rate that differ; facts without a number say nothing."""
    seen: dict[tuple[object, ...], object] = {}
    for one in members:
        fact = one.fact
        if fact.value is None or fact.bound:
            continue
        key = (fact.kind, fact.unit, fact.per, fact.compared_to)
        value = (fact.value * (fact.sign or 1), fact.upper, fact.total)
        if seen.setdefault(key, value) != value:
            return True
    return False
