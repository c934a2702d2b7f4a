"""Coloured text for the terminal."""

from rich.text import Text

from phogov.formats.colours import LOW, colour
from phogov.formats.tagged import Tagged

_VISIBLE = {code: "�" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
"""Control characters would let a document move the cursor or rename the window."""


def render(document: Tagged) -> Text:
    """Return the text with its spans on their labels' colours, the label behind each, `?` where the score is low."""
    result = Text()
    last = 0
    for span in document.spans:
        result.append(_plain(document.text[last : span.start]))
        # bold shows where a span begins also without colours
        result.append(_plain(span.text), style=f"bold #000000 on {colour(span.label)}")
        result.append(f" {_plain(span.label)}{'?' if span.score < LOW else ''}", style="italic")
        last = span.end
    result.append(_plain(document.text[last:]))
    return result


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_VISIBLE)
