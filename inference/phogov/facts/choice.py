"""A learned choice among candidates: the one whose features weigh most (a conditional log-linear model).

The weights stand in `phogov/tables/{name}.csv`; `train.facts` fits them on gold facts.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from phogov.facts.tables import read_table

Features = Sequence[str]


@cache
def weights(name: str) -> Mapping[str, float]:
    """Read the weights of a choice."""
    return {row["feature"]: float(row["weight"]) for row in read_table(name)}


def choose(candidates: Sequence[Features], weights: Mapping[str, float]) -> int:
    """Return the number of the candidate whose weights sum to most, the first of equals; unknown features weigh 0."""
    best, best_score = 0, float("-inf")
    for number, features in enumerate(candidates):
        score = 0.0
        for feature in features:
            score += weights.get(feature, 0.0)
        if score > best_score:
            best, best_score = number, score
    return best
