"""A normalised view of raw text in which every offset still points into the raw text."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from phogov.errors import UsageError

Edit = tuple[int, int, str]
"""Characters `[start, end)` of a text, and what stands in their place."""


@dataclass(frozen=True, eq=False)
class TextView:
    """Raw text and its normalised form.

    `starts[i]` and `ends[i]` bound the raw characters that normalised character `i` stands for, both of shape
    (len(text),) and never decreasing; None where the two texts are the same.
    """

    raw: str
    text: str
    starts: np.ndarray | None = None
    ends: np.ndarray | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Map normalised `[start, end)` to the raw characters it covers; an empty span stays empty."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            at = int(self.starts[start]) if start < len(self.text) else len(self.raw)
            return at, at
        return int(self.starts[start]), int(self.ends[end - 1])

    def view_span(self, start: int, end: int) -> tuple[int, int]:
        """Map raw `[start, end)` to the normalised characters that come from it; the inverse of `raw_span`."""
        if self.starts is None or self.ends is None:
            return start, end
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return first, max(first, last)


_MARKS = "\u0300\u0301\u0309\u0303\u0323"
_MOVED = {
    unicodedata.normalize("NFC", first + mark) + second: first + unicodedata.normalize("NFC", second + mark)
    for vowels in ("oa", "oe", "uy")
    for mark in _MARKS
    for first in (vowels[0], vowels[0].upper())
    for second in (vowels[1], vowels[1].upper())
}
_TONES = re.compile(f"(?:{'|'.join(_MOVED)})(?![^\\W\\d_])")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
)


def _nfc(text: str) -> list[Edit]:
    """Compose base characters with the marks and Hangul vowels that follow them."""
    if unicodedata.is_normalized("NFC", text):
        return []
    edits: list[Edit] = []
    start, length = 0, len(text)
    while start < length:
        end = start + 1
        while end < length and text[end] > "\u02ff" and _joins(text[end]):
            end += 1
        if text[start] > "\x7f" or end - start > 1:
            chunk = text[start:end]
            composed = unicodedata.normalize("NFC", chunk)
            if composed != chunk:
                edits.append((start, end, composed))
        start = end
    return edits


def _joins(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def _tones(text: str) -> list[Edit]:
    """Put the tone of an open syllable where PhoBERT's vocabulary has it: `hòa` to `hoà`, `úy` to `uý`."""
    return [(match.start(), match.end(), _MOVED[match[0]]) for match in _TONES.finditer(text)]


def _spaces(text: str) -> list[Edit]:
    """Turn no-break and other wide spaces into a space, and every kind of line end into a line feed."""
    edits = [(match.start(), match.end(), " ") for match in _SPACES.finditer(text)]
    edits += [(match.start(), match.end(), "\n") for match in _BREAKS.finditer(text)]
    return sorted(edits)


def _invisible(text: str) -> list[Edit]:
    """Remove control, zero-width and direction characters, and variation selectors."""
    return [(match.start(), match.end(), "") for match in _INVISIBLE.finditer(text)]


STEPS: dict[str, Callable[[str], list[Edit]]] = {
    "spaces": _spaces,
    "invisible": _invisible,
    "nfc": _nfc,
    "tones": _tones,
}
"""What `normalise` can do, by name, in the order in which it is done."""

DEFAULT_STEPS = tuple(STEPS)


def normalise(raw: str, steps: Sequence[str] = DEFAULT_STEPS) -> TextView:
    """Return the view of `raw` after the named steps, each done once, in the order of `STEPS`.

    Raises UsageError for an unknown step.
    """
    if unknown := set(steps) - set(STEPS):
        raise UsageError(f"Unknown normalisation {sorted(unknown)}; known are {', '.join(STEPS)}.")
    view = TextView(raw, raw)
    for name, step in STEPS.items():
        if name in steps and (edits := step(view.text)):
            view = _edited(view, edits)
    return view


def _edited(view: TextView, edits: list[Edit]) -> TextView:
    """Apply edits that are sorted and do not overlap, and compose the offsets."""
    parts: list[str] = []
    starts: list[np.ndarray] = []
    ends: list[np.ndarray] = []

    def copy(start: int, end: int) -> None:
        parts.append(view.text[start:end])
        starts.append(np.arange(start, end))
        ends.append(np.arange(start + 1, end + 1))

    last = 0
    for start, end, new in edits:
        copy(last, start)
        if len(new) == end - start:
            copy(start, end)
            parts[-1] = new
        elif new:
            parts.append(new)
            starts.append(np.full(len(new), start))
            ends.append(np.full(len(new), end))
        last = end
    copy(last, len(view.text))
    new_starts, new_ends = np.concatenate(starts), np.concatenate(ends)
    if view.starts is not None and view.ends is not None:
        new_starts, new_ends = view.starts[new_starts], view.ends[new_ends - 1]
    return TextView(view.raw, "".join(parts), new_starts, new_ends)
