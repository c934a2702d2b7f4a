"""Strict span scores by seqeval, and counts of spans for the bootstrap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from phogov.errors import MissingDependencyError
from phogov.evaluation.document import LabelledDocument
from phogov.span import Span


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 between 0 and 1; `support` is the number of gold spans."""

    precision: float
    recall: float
    f1: float
    support: int


def elementary_tags(gold: Sequence[Span], found: Sequence[Span]) -> tuple[list[str], list[str]]:
    """Return BIO tags of both over the stretches between all edges, so that no tokenisation comes between."""
    edges = sorted({edge for span in (*gold, *found) for edge in (span.start, span.end)})
    cells = {start: i for i, start in enumerate(edges[:-1])}
    both: list[list[str]] = []
    for spans in (gold, found):
        tags = ["O"] * len(cells)
        for span in spans:
            first = cells[span.start]
            last = edges.index(span.end, first)
            tags[first:last] = [f"B-{span.label}", *[f"I-{span.label}"] * (last - first - 1)]
        both.append(tags)
    return both[0], both[1]


def strict_scores(
    gold: Sequence[LabelledDocument], found: Sequence[LabelledDocument]
) -> tuple[dict[str, Score], Score, Score]:
    """Return the scores of each label, micro and macro average: seqeval, `mode="strict"`, IOB2."""
    try:
        from seqeval.metrics import classification_report
        from seqeval.scheme import IOB2
    except ImportError as error:
        raise MissingDependencyError("seqeval, which scores,", "evaluate") from error
    pairs = [elementary_tags(a.spans, b.spans) for a, b in zip(gold, found, strict=True)]
    pairs = [pair for pair in pairs if pair[0]]
    if not pairs:
        return {}, Score(0.0, 0.0, 0.0, 0), Score(0.0, 0.0, 0.0, 0)
    truth, guess = zip(*pairs, strict=True)
    report = classification_report(
        list(truth), list(guess), mode="strict", scheme=IOB2, output_dict=True, zero_division=0
    )
    scores = {
        label: Score(float(r["precision"]), float(r["recall"]), float(r["f1-score"]), int(r["support"]))
        for label, r in report.items()
    }
    micro, macro = scores.pop("micro avg"), scores.pop("macro avg")
    scores.pop("weighted avg")
    return scores, micro, macro


def counts(gold: Sequence[LabelledDocument], found: Sequence[LabelledDocument]) -> np.ndarray:
    """Return, for each document, how many spans are right, found, and in gold: shape (documents, 3)."""
    rows = []
    for a, b in zip(gold, found, strict=True):
        truth, guess = ({(span.start, span.end, span.label) for span in part.spans} for part in (a, b))
        rows.append((len(truth & guess), len(guess), len(truth)))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def bootstrap(per_document: np.ndarray, resamples: int, seed: int) -> tuple[float, float]:
    """Return the 95 % percentile interval of micro F1 over documents drawn with replacement (Efron, 1979)."""
    size = len(per_document)
    draws = np.random.default_rng(seed).integers(0, size, (resamples, size))
    right, guessed, true = np.moveaxis(per_document[draws].sum(axis=1), -1, 0)
    f1 = 2 * right / np.maximum(1, guessed + true)
    low, high = np.percentile(f1, (2.5, 97.5))
    return float(low), float(high)
