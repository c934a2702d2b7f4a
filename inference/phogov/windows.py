"""Overlapping windows over a sequence of words that is longer than the model takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from phogov.errors import UsageError


@dataclass(frozen=True, slots=True)
class Window:
    """Words `[start, end)`."""

    start: int
    end: int


def windows(pieces: Sequence[int], max_pieces: int, overlap: int) -> list[Window]:
    """Cover all words with windows of at most `max_pieces` pieces.

    `pieces[i]` is the number of pieces of word `i`; one of more than `max_pieces` counts as `max_pieces`. Consecutive
    windows share as many words as fit in `overlap` pieces. Raises UsageError unless 0 <= overlap < max_pieces.
    """
    if not 0 <= overlap < max_pieces:
        raise UsageError(f"The overlap {overlap} must be at least 0 and below the window's {max_pieces} pieces.")
    found: list[Window] = []
    start, count = 0, len(pieces)
    while start < count:
        end, used = start, 0
        while end < count and used + min(pieces[end], max_pieces) <= max_pieces:
            used += min(pieces[end], max_pieces)
            end += 1
        found.append(Window(start, end))
        if end == count:
            break
        back, shared = end, 0
        while back - 1 > start and shared + pieces[back - 1] <= overlap:
            back -= 1
            shared += pieces[back]
        start = back
    return found


def owners(found: Sequence[Window]) -> list[tuple[int, int]]:
    """Return, for each window, the words whose prediction is taken from it: overlaps are cut in the middle."""
    cuts = [0, *((before.end + after.start) // 2 for before, after in pairwise(found))]
    ends = [*cuts[1:], found[-1].end] if found else []
    return list(zip(cuts, ends, strict=False))
