"""Strict scores by seqeval."""

from collections.abc import Sequence
from typing import Any

from seqeval.metrics import classification_report
from seqeval.scheme import IOB2


def strict_scores(truth: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return micro precision, recall and F1, macro F1, and the scores and support of each label; strict IOB2."""
    lines = [(list(gold), list(found)) for gold, found in zip(truth, predicted, strict=True) if gold]
    if not any(tag != "O" for pair in lines for tags in pair for tag in tags):
        return {"f1": 0.0, "precision": 0.0, "recall": 0.0, "macro_f1": 0.0, "support": 0, "per_label": {}}
    report = classification_report(
        [gold for gold, _ in lines],
        [found for _, found in lines],
        mode="strict",
        scheme=IOB2,
        output_dict=True,
        zero_division=0,
    )
    micro = report.pop("micro avg")
    macro = report.pop("macro avg")
    report.pop("weighted avg")
    return {
        "f1": float(micro["f1-score"]),
        "precision": float(micro["precision"]),
        "recall": float(micro["recall"]),
        "macro_f1": float(macro["f1-score"]),
        "support": int(micro["support"]),
        "per_label": {
            label: {
                "precision": float(scores["precision"]),
                "recall": float(scores["recall"]),
                "f1": float(scores["f1-score"]),
                "support": int(scores["support"]),
            }
            for label, scores in report.items()
        },
    }
