"""Strict scores of spans, counted as sets: a span is right when start, end and label all are."""

from collections import Counter
from collections.abc import Iterable, Sequence

from phogov.labels import LABELS
from phogov.span import Span
from rich.table import Table

ALL = "all"


def scores(pairs: Iterable[tuple[Sequence[Span], Sequence[Span]]]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and support of each label, and of all, for pairs of gold and found spans."""
    right: Counter[str] = Counter()
    gold_count: Counter[str] = Counter()
    found_count: Counter[str] = Counter()
    for gold, found in pairs:
        truth, guess = ({(span.start, span.end, span.label) for span in spans} for spans in (gold, found))
        for counter, part in ((right, truth & guess), (gold_count, truth), (found_count, guess)):
            counter.update(label for *_, label in part)
            counter[ALL] += len(part)
    return {
        label: {
            "precision": right[label] / max(1, found_count[label]),
            "recall": right[label] / max(1, gold_count[label]),
            "f1": 2 * right[label] / max(1, gold_count[label] + found_count[label]),
            "support": gold_count[label],
        }
        for label in (*LABELS, ALL)
        if gold_count[label] or found_count[label]
    }


def table(title: str, found: dict[str, dict[str, float]]) -> Table:
    """Return scores as a table for the terminal."""
    result = Table("label", "precision", "recall", "F1", "gold", title=title)
    for label, row in found.items():
        numbers = (f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))
        result.add_row(label, *numbers, str(int(row["support"])), style="bold" if label == ALL else None)
    return result
