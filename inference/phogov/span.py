"""A labelled stretch of text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `[start, end)` of a text, in Unicode code points, with their label.

    `text` is always `source[start:end]`. `score` is the probability, 0 to 1, that the span is right.
    """

    start: int
    end: int
    label: str
    text: str
    score: float = 1.0
