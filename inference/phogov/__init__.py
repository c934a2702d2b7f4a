"""PhoGov: entities and socio-economic indicators in Vietnamese government and Party news.

`tag(text)` finds spans, `indicators(text)` the facts that they state.
Names load on first use, so that the import is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phogov.facts.fact import Fact
    from phogov.facts.indicators import indicators
    from phogov.span import Span
    from phogov.tagger import Tagger, tag

__version__ = "0.1.0"
__all__ = ["Fact", "Span", "Tagger", "indicators", "tag"]

_HOME = {
    "Fact": "phogov.facts",
    "indicators": "phogov.facts",
    "Span": "phogov.span",
    "Tagger": "phogov.tagger",
    "tag": "phogov.tagger",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'phogov' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
