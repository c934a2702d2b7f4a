"""Looser views: nervaluate's partial and type scores, the confusion of labels, and calibration."""

from collections import Counter
from collections.abc import Sequence

from phogov.errors import MissingDependencyError
from phogov.evaluation.document import LabelledDocument
from phogov.evaluation.strict import Score

NONE = "none"
"""Stands in the confusion for a span that has no counterpart."""


def loose_scores(gold: Sequence[LabelledDocument], found: Sequence[LabelledDocument]) -> dict[str, Score]:
    """Return nervaluate's overall scores by SemEval 2013's schemes `partial` and `ent_type`."""
    try:
        from nervaluate import Evaluator
    except ImportError as error:
        raise MissingDependencyError("nervaluate, which scores,", "evaluate") from error

    def lists(documents: Sequence[LabelledDocument]) -> list[list[dict[str, object]]]:
        # nervaluate's end is inclusive
        return [[{"label": s.label, "start": s.start, "end": s.end - 1} for s in d.spans] for d in documents]

    labels = sorted({span.label for document in (*gold, *found) for span in document.spans})
    if not labels:
        return {}
    overall = Evaluator(lists(gold), lists(found), tags=labels, loader="dict").evaluate()["overall"]
    return {
        name: Score(float(r.precision), float(r.recall), float(r.f1), int(r.possible))
        for name, r in overall.items()
        if name in ("partial", "ent_type")
    }


def confusion(gold: Sequence[LabelledDocument], found: Sequence[LabelledDocument]) -> dict[str, dict[str, int]]:
    """Count gold labels against the labels found there: each gold span against the found span it overlaps most.

    The column NONE counts gold spans that nothing overlaps, the row NONE found spans that overlap no gold.
    """
    table: dict[str, Counter[str]] = {}
    for a, b in zip(gold, found, strict=True):
        used = set()
        for span in a.spans:
            shared = [(min(span.end, o.end) - max(span.start, o.start), -i) for i, o in enumerate(b.spans)]
            overlap, minus = max(shared, default=(0, 0))
            label = NONE
            if overlap > 0:
                label = b.spans[-minus].label
            used |= {i for i, o in enumerate(b.spans) if o.start < span.end and span.start < o.end}
            table.setdefault(span.label, Counter())[label] += 1
        for i, other in enumerate(b.spans):
            if i not in used:
                table.setdefault(NONE, Counter())[other.label] += 1
    return {label: dict(sorted(row.items())) for label, row in sorted(table.items())}


def calibration_error(
    gold: Sequence[LabelledDocument], found: Sequence[LabelledDocument], bins: int = 10
) -> float | None:
    """Return the expected calibration error of span scores in equal bins (Guo et al., 2017), if there are spans."""
    scored = []
    for a, b in zip(gold, found, strict=True):
        truth = {(span.start, span.end, span.label) for span in a.spans}
        scored += [(span.score, (span.start, span.end, span.label) in truth) for span in b.spans]
    if not scored:
        return None
    groups: dict[int, list[tuple[float, bool]]] = {}
    for score, right in scored:
        groups.setdefault(min(bins - 1, int(score * bins)), []).append((score, right))
    return sum(abs(sum(s for s, _ in g) - sum(r for _, r in g)) for g in groups.values()) / len(scored)
