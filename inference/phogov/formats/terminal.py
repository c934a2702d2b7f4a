"""Coloured text for the terminal."""

from rich.text import Text

from phogov.formats.html import colour
from phogov.formats.tagged import Tagged


def render(document: Tagged) -> Text:
    """Return the text with its spans in their labels' colours, the label behind each."""
    result = Text()
    last = 0
    for span in document.spans:
        result.append(document.text[last : span.start])
        result.append(span.text, style=f"bold {colour(span.label)}")
        result.append(f" {span.label}", style=f"dim {colour(span.label)}")
        last = span.end
    result.append(document.text[last:])
    return result
