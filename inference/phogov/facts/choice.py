"""A learned choice among candidates: the one whose features weigh most (a conditional log-linear model).

The weights stand in `phogov/tables/{name}.csv`; `train.facts` fits them on gold facts.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from phogov.facts.tables import read_table

Features = Sequence[str]

TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]|\d")
"""Words, marks and digits, as features name them."""


@cache
def weights(name: str) -> Mapping[str, float]:
    """Read the weights of a choice."""
    return {row["feature"]: float(row["weight"]) for row in read_table(name)}


def total(features: Features, weights: Mapping[str, float]) -> float:
    """Return the sum of features' weights; unknown ones weigh 0."""
    score = 0.0
    for feature in features:
        score += weights.get(feature, 0.0)
    return score


def choose(candidates: Sequence[Features], weights: Mapping[str, float]) -> int:
    """Return the number of the candidate whose weights sum to most, the first of equals."""
    return max(range(len(candidates)), key=lambda number: total(candidates[number], weights))
