"""Fit the weights by which facts choose indicators and periods, on gold facts.

    python -m train.facts --facts FILE… --gold DIR… [--folds N]

FILE holds gold facts (`benchmarks.facts`), DIR the documents with their gold spans. Writes `link_weights.csv` and
`period_weights.csv` into `phogov/tables`. With --folds nothing is written: the choices are scored on documents that
their weights have not seen.
"""

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import phogov.facts
from phogov.errors import PhogovError
from phogov.facts import linking, timing
from phogov.facts.choice import Features, choose
from phogov.facts.periods import header_date, iso, parse_period
from phogov.facts.reading import read
from scipy.optimize import minimize

from data.goldfacts import Fact, FactDocument, read_facts

TABLES = Path(phogov.facts.__file__).parents[1] / "tables"
MINIMUM = 3
"""A feature that fewer candidates have gets no weight."""


@dataclass(frozen=True)
class Choice:
    """The features of an amount's candidates, and which of them are right; where none is known to be, all may be."""

    candidates: tuple[Features, ...]
    right: tuple[int, ...]
    dates: tuple[timing.Candidate, ...] = ()


@dataclass(frozen=True)
class Example:
    """The choices of indicators and of dates of one document, in the order of reading."""

    document: str
    links: tuple[Choice, ...]
    periods: tuple[Choice, ...]


def example(document: FactDocument) -> Example:
    """Return what is to be learnt from a document."""
    wanted: dict[tuple[int, int], list[Fact]] = defaultdict(list)
    for fact in document.facts:
        wanted[fact["amount"]].append(fact)
    text = document.text
    today = header_date(text)
    links, periods = [], []
    reader = timing.Reader()
    for sentence in read(text, document.spans):
        for amount in sentence.amounts:
            dates = reader.candidates(text, amount, sentence)
            gold = wanted.get((amount.start, amount.end))
            fits = [i for i, one in enumerate(dates) if gold and _fits(one, gold[0], today)]
            periods.append(Choice(tuple(one.features for one in dates), tuple(fits), tuple(dates)))
            if not gold:
                continue
            names = {tuple(fact["indicator"]) if fact["indicator"] else None for fact in gold}
            options = linking.candidates(
                text, amount, sentence.amounts, sentence.names, sentence.earlier, sentence.bounds[0]
            )
            right = [i for i, one in enumerate(options) if (one.name and (one.name.start, one.name.end)) in names]
            if right:  # of coordinated names the nearest stands for all
                links.append(Choice(tuple(one.features for one in options), tuple(right[:1])))
    return Example(document.id, tuple(links), tuple(periods))


def _fits(one: timing.Candidate, fact: Fact, today: date | None) -> bool:
    if one.date is None or fact["period"] is None:
        return one.date is None and fact["period"] is None
    interval = iso(parse_period(one.date.text, today, year=one.year))
    return interval == fact["period_iso"] if interval and fact["period_iso"] else one.date.text == fact["period"]


def _frequent(found: Iterable[Features]) -> dict[str, int]:
    often = Counter(feature for features in found for feature in features)
    return {feature: i for i, feature in enumerate(sorted(f for f, n in often.items() if n >= MINIMUM))}


def _minimise(loss: Callable[[np.ndarray], tuple[float, np.ndarray]], ids: dict[str, int]) -> dict[str, float]:
    result = minimize(loss, np.zeros(len(ids)), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return {feature: round(float(result.x[i]), 3) for feature, i in ids.items() if abs(result.x[i]) >= 0.005}


class Bags:
    """Lists of features, to be summed over weights all at once."""

    def __init__(self, lists: Sequence[Features], ids: dict[str, int]) -> None:
        rows = [[ids[feature] for feature in features if feature in ids] for features in lists]
        self._flat = np.array([i for row in rows for i in row], dtype=np.int64)
        self._owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        self._size, self._features = len(rows), len(ids)

    def scores(self, weights: np.ndarray) -> np.ndarray:
        """Return the sum of each list's weights."""
        return np.bincount(self._owner, weights[self._flat], minlength=self._size)

    def slope(self, by_list: np.ndarray) -> np.ndarray:
        """Return the derivative by the weights from that by the sums."""
        return np.bincount(self._flat, by_list[self._owner], minlength=self._features)


def fit_links(examples: Sequence[Example], strength: float = 1.0) -> dict[str, float]:
    """Return the weights of the greatest penalised likelihood that the right indicator is chosen."""
    learnt = [choice for one in examples for choice in one.links]
    lists = [features for choice in learnt for features in choice.candidates]
    ids = _frequent(lists)
    bags = Bags(lists, ids)
    counts = np.array([len(choice.candidates) for choice in learnt])
    first = np.concatenate([[0], np.cumsum(counts)])
    choice_of = np.repeat(np.arange(len(learnt)), counts)
    right = first[:-1] + np.array([choice.right[0] for choice in learnt])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = bags.scores(weights)
        likely = np.exp(scores - np.maximum.reduceat(scores, first[:-1])[choice_of])
        likely /= np.bincount(choice_of, likely)[choice_of]
        value = -np.log(np.maximum(likely[right], 1e-300)).sum() + strength / 2 * weights @ weights
        likely[right] -= 1
        return float(value), bags.slope(likely) + strength * weights

    return _minimise(loss, ids)


def fit_periods(examples: Sequence[Example], strength: float = 2.0) -> dict[str, float]:
    """Return the weights of the greatest penalised likelihood of right dates along each document (a linear chain)."""
    chains = [one.periods for one in examples if one.periods]
    nodes = [choice for chain in chains for choice in chain]
    own = [features for choice in nodes for features in choice.candidates]
    related = [
        features
        for choice in nodes
        for one in choice.dates
        for features in map(one.surroundings.features, timing.RELATIONS)
    ]
    ids = _frequent([*own, *related])
    own_bags, related_bags = Bags(own, ids), Bags(related, ids)
    many = len(timing.RELATIONS)
    first = np.concatenate([[0], np.cumsum([len(choice.candidates) for choice in nodes])])
    steps, at = [], 0
    for chain in chains:
        rows = []
        for position, choice in enumerate(chain):
            how = None
            if position:
                before = chain[position - 1].dates
                how = np.array([[timing.relation(a.date, b.date) for b in choice.dates] for a in before])
            allowed = np.full(len(choice.candidates), -1e9)
            allowed[list(choice.right) or slice(None)] = 0
            rows.append((slice(first[at], first[at + 1]), how, allowed))
            at += 1
        steps.append(rows)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = own_bags.scores(weights)
        moves = related_bags.scores(weights).reshape(-1, many)
        by_score, by_move = np.zeros_like(scores), np.zeros_like(moves)
        value = strength / 2 * weights @ weights
        for rows in steps:
            for sign, bound in ((1.0, False), (-1.0, True)):
                value += sign * _forward_backward(rows, scores, moves, by_score, by_move, sign, bound)
        slope = own_bags.slope(by_score) + related_bags.slope(by_move.ravel()) + strength * weights
        return float(value), slope

    return _minimise(loss, ids)


def _forward_backward(
    rows: Sequence[tuple[slice, np.ndarray | None, np.ndarray]],
    scores: np.ndarray,
    moves: np.ndarray,
    by_score: np.ndarray,
    by_move: np.ndarray,
    sign: float,
    bound: bool,
) -> float:
    """Return a chain's log partition, over right candidates alone when `bound`; add its derivatives times `sign`."""
    local = [scores[where] + (allowed if bound else 0) for where, _, allowed in rows]
    steps = [
        None if how is None else np.take_along_axis(moves[where].T, how.reshape(-1, how.shape[1]), 0)
        for where, how, _ in rows
    ]
    ahead = [local[0]]
    for score, step in zip(local[1:], steps[1:], strict=True):
        ahead.append(_log_sum(ahead[-1][:, None] + step, 0) + score)
    total = float(_log_sum(ahead[-1][:, None], 0)[0])
    back = np.zeros(len(local[-1]))
    for i in range(len(rows) - 1, -1, -1):
        where, how, _ = rows[i]
        by_score[where] += sign * np.exp(ahead[i] + back - total)
        if how is None:
            break
        joint = ahead[i - 1][:, None] + steps[i] + (local[i] + back)[None]
        share = sign * np.exp(joint - total)
        np.add.at(by_move, (np.arange(where.start, where.stop)[None].repeat(len(how), 0), how), share)
        back = _log_sum(joint - ahead[i - 1][:, None], 1)
    return total


def _log_sum(values: np.ndarray, axis: int) -> np.ndarray:
    peak = values.max(axis=axis, keepdims=True)
    return np.squeeze(peak, axis) + np.log(np.exp(values - peak).sum(axis=axis))


def write_weights(path: Path, weights: dict[str, float]) -> None:
    """Write a table of weights."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("feature", "weight"))
        writer.writerows(sorted(weights.items()))


def right_share(examples: Sequence[Example], links: dict[str, float], periods: dict[str, float]) -> tuple[float, float]:
    """Return which shares of the indicators and of the dates are chosen rightly."""
    scored = [choose(choice.candidates, links) in choice.right for one in examples for choice in one.links]
    dated = [
        number in choice.right
        for one in examples
        for choice, number in zip(one.periods, timing.decode([c.dates for c in one.periods], periods), strict=True)
        if choice.right
    ]
    return float(np.mean(scored)), float(np.mean(dated))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.facts", description=__doc__.split("\n")[0])
    parser.add_argument("--facts", type=Path, nargs="+", required=True, help="gold facts, JSON lines")
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold documents")
    parser.add_argument("--folds", type=int, help="score by cross-validation over documents, and write nothing")
    options = parser.parse_args(arguments)
    try:
        examples = [example(one) for one in read_facts(options.facts, options.gold)]
    except PhogovError as error:
        print(f"train.facts: {error}", file=sys.stderr)
        return error.exit_code
    if options.folds:
        shares = []
        for number in range(options.folds):
            learnt = [one for i, one in enumerate(examples) if i % options.folds != number]
            shares.append(right_share(examples[number :: options.folds], fit_links(learnt), fit_periods(learnt)))
        links, periods = np.mean(shares, axis=0)
        print(f"chosen rightly on unseen documents: indicators {links:.3f}, dates {periods:.3f}")
        return 0
    for table, weights in ((linking.TABLE, fit_links(examples)), (timing.TABLE, fit_periods(examples))):
        write_weights(TABLES / f"{table}.csv", weights)
        print(f"{table}: {len(weights)} weights from {len(examples)} documents")
    return 0


if __name__ == "__main__":
    sys.exit(main())
