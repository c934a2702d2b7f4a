"""Measure fact extraction against gold facts: `python -m benchmarks.facts`."""

import argparse
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from phogov.errors import PhogovError
from phogov.facts import Fact, indicators
from phogov.facts.places import place_codes

from data.goldfacts import read_facts

ROOT = Path(__file__).parents[1]
SETS = {
    "seeds": (ROOT / "data/gold/seeds-facts.jsonl", ROOT / "data/gold/seeds"),
    "dev": (ROOT / "../shared/gold/dev-facts.jsonl", ROOT / "../shared/gold/dev"),
}
REPEATS = 20
Gold = dict[str, tuple[dict[str, Any], ...]]


def pair(fact: Fact) -> tuple[int, int, int, int]:
    """Key a predicted fact by the offsets of amount and indicator."""
    name = fact.indicator
    return fact.amount.start, fact.amount.end, name.start if name else -1, name.end if name else -1


def measure(gold: Gold, found: dict[str, list[Fact]]) -> dict[str, float]:
    """Score facts: linking as F1 of (amount, indicator) pairs, the rest as accuracy over gold facts."""
    right = predicted = wanted = end_to_end = 0
    tally: Counter[str] = Counter()
    for document, facts in gold.items():
        mine = found.get(document, [])
        pairs = {pair(fact) for fact in mine}
        by_pair = {pair(fact): fact for fact in mine}
        by_amount = {(fact.amount.start, fact.amount.end): fact for fact in mine}
        keys = {(*fact["amount"], *(fact["indicator"] or (-1, -1))) for fact in facts}
        right, predicted, wanted = right + len(pairs & keys), predicted + len(pairs), wanted + len(keys)
        for fact in facts:
            tally["all"] += 1
            key = (*fact["amount"], *(fact["indicator"] or (-1, -1)))
            guess = by_pair.get(key) or by_amount.get(tuple(fact["amount"]))
            if guess is None:
                continue
            checks = compare(fact, guess)
            tally.update(name for name, good in checks.items() if good)
            end_to_end += key in by_pair and all(checks[name] for name in ("value", "unit", "kind", "period"))
    scores = {"facts": float(wanted), "linking F1": 2 * right / max(1, predicted + wanted)}
    scores |= {name: tally[name] / tally["all"] for name in FIELDS}
    return scores | {"whole fact F1": 2 * end_to_end / max(1, predicted + wanted)}


FIELDS = ("value+unit", "value", "unit", "kind", "period", "sign", "bound", "upper", "total", "per", "place")


def compare(gold: dict[str, Any], fact: Fact) -> dict[str, bool]:
    """Compare one gold fact with the predicted one, field by field."""
    checks = {name: _same(gold.get(name), getattr(fact, name)) for name in ("value", "upper", "total")}
    checks |= {name: gold[name] == getattr(fact, name) for name in ("unit", "kind", "sign", "bound", "per")}
    checks["period"] = gold["period_iso"] == fact.period
    place = fact.place.text if fact.place else None
    checks["place"] = gold["place"] == place or bool(
        gold["place"] and place and place_codes(place) and place_codes(gold["place"]) == place_codes(place)
    )
    checks["value+unit"] = checks["value"] and checks["unit"] and checks["upper"] and checks["total"]
    return checks


def _same(gold: float | None, value: Decimal | None) -> bool:
    if gold is None or value is None:
        return gold is value
    return abs(Decimal(str(gold)) - value) <= abs(value) * Decimal("1e-9")


def main() -> None:
    """Print the scores from gold spans, then those from the shipped model's spans when there is a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold-facts", type=Path)
    parser.add_argument("--gold", type=Path, help="folder of gold files")
    options = parser.parse_args()
    sets = {"given": (options.gold_facts, options.gold)} if options.gold_facts else SETS
    for name, (facts, folder) in sets.items():
        if not facts.exists():
            print(f"{name}: {facts} is not here; left out")
            continue
        read = read_facts([facts], [folder])
        gold = {one.id: one.facts for one in read}
        documents = {one.id: (one.text, one.spans) for one in read}
        found = {key: indicators(text, spans) for key, (text, spans) in documents.items()}
        begin = time.process_time()
        for text, spans in [*documents.values()] * REPEATS:
            indicators(text, spans)
        spent = (time.process_time() - begin) / REPEATS
        report(f"{name}, gold spans", measure(gold, found))
        size = sum(len(text.encode()) for text, _ in documents.values())
        print(f"  {'MB/s':<14}{size / spent / 1e6:.2f}")
        try:
            report(
                f"{name}, model spans", measure(gold, {key: indicators(text) for key, (text, _) in documents.items()})
            )
        except PhogovError as error:
            print(f"{name}, model spans: {error}")


def report(title: str, scores: dict[str, float]) -> None:
    """Print one table of scores."""
    print(title)
    for name, score in scores.items():
        print(f"  {name:<14}{score:.3f}")


if __name__ == "__main__":
    main()
