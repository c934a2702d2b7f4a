"""Scores as tables for the terminal."""

from rich.console import Group
from rich.table import Table

from phogov.evaluation.evaluate import Evaluation
from phogov.evaluation.strict import Score


def render(result: Evaluation) -> Group:
    """Return the strict scores, the looser ones, and which labels were taken for which."""
    interval = f", 95 % interval {result.interval[0]:.3f} to {result.interval[1]:.3f}" if result.interval else ""
    strict = Table(title=f"Strict: F1 {result.micro.f1:.3f}{interval} ({result.documents} documents)")
    for column in ("label", "precision", "recall", "F1", "gold"):
        strict.add_column(column, justify="left" if column == "label" else "right")
    for label, score in result.per_label.items():
        strict.add_row(*_cells(label, score))
    strict.add_section()
    strict.add_row(*_cells("micro", result.micro), style="bold")
    strict.add_row(*_cells("macro", result.macro))
    for name, score in result.loose.items():
        strict.add_row(*_cells({"partial": "partial bounds", "ent_type": "type, any overlap"}[name], score))
    confused = Table(title="Gold label (rows) against the label found")
    columns = sorted({label for row in result.confusion.values() for label in row})
    confused.add_column("")
    for label in columns:
        confused.add_column(label, justify="right")
    for label, row in result.confusion.items():
        confused.add_row(label, *(str(row.get(other, "")) for other in columns))
    parts = [strict, confused]
    if result.calibration is not None:
        return Group(*parts, f"expected calibration error of span scores: {result.calibration:.3f}")
    return Group(*parts)


def _cells(name: str, score: Score) -> tuple[str, ...]:
    return name, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.support)
