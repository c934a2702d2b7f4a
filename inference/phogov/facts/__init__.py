"""From spans to facts: which indicator had which value, when and where."""

from phogov.facts.fact import Fact
from phogov.facts.frame import facts_frame
from phogov.facts.indicators import indicators

__all__ = ["Fact", "facts_frame", "indicators"]
