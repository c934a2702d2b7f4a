"""What tagged documents can be written as."""

from collections.abc import Callable, Iterable, Iterator

from phogov.formats import conll, html, jsonl, labelstudio
from phogov.formats.tagged import Tagged

FORMATS: dict[str, Callable[[Iterable[Tagged]], Iterator[str]]] = {
    "jsonl": jsonl.write,
    "conll": conll.write,
    "html": html.write,
    "labelstudio": labelstudio.write,
}
"""Writers by name: from tagged documents to pieces of text, one document at a time where the format allows it."""

__all__ = ["FORMATS", "Tagged"]
