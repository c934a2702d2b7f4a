"""Labelling functions by family: rules over normalised text that vote for spans, or abstain."""

from collections.abc import Iterable

from data.labelling import amounts, bodies, dates, indicators, instruments, offices, people, places
from data.labelling.vote import LabellingFunction, Vote

FAMILIES = (people, offices, bodies, places, dates, instruments, indicators, amounts)
FUNCTIONS: tuple[LabellingFunction, ...] = tuple(function for family in FAMILIES for function in family.FUNCTIONS)

__all__ = ["FUNCTIONS", "LabellingFunction", "Vote", "apply"]


def apply(text: str, functions: Iterable[LabellingFunction] = FUNCTIONS) -> dict[str, list[Vote]]:
    """Return what each function votes on a normalised text; votes that begin or end with white space are trimmed."""
    return {function.name: [_trimmed(text, vote) for vote in function.find(text)] for function in functions}


def _trimmed(text: str, vote: Vote) -> Vote:
    surface = text[vote.start : vote.end]
    start = vote.start + len(surface) - len(surface.lstrip())
    return Vote(start, max(start, vote.start + len(surface.rstrip())), vote.label)
