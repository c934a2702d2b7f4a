"""A document with its spans."""

from dataclasses import dataclass

from phogov.span import Span


@dataclass(frozen=True)
class Tagged:
    """A text, its id, and the spans found in it."""

    id: str
    text: str
    spans: tuple[Span, ...]
