"""What a labelling function says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Vote:
    """Characters `[start, end)` of a normalised text should carry `label`."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class LabellingFunction:
    """A named rule: what it may vote for, and how it finds it. It abstains by finding nothing."""

    name: str
    labels: tuple[str, ...]
    find: Callable[[str], Iterable[Vote]]
