"""All scores of one comparison."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from phogov.errors import FormatError, LabelError
from phogov.evaluation.document import LabelledDocument, read_labelled
from phogov.evaluation.partial import calibration_error, confusion, loose_scores
from phogov.evaluation.strict import Score, bootstrap, counts, strict_scores


@dataclass(frozen=True)
class Evaluation:
    """Scores of predictions against gold.

    `interval` is the 95 % bootstrap interval of micro F1 over documents; None for a single document. `loose` holds
    nervaluate's `partial` and `ent_type`. `calibration` is the expected calibration error of span scores.
    """

    documents: int
    micro: Score
    macro: Score
    per_label: dict[str, Score]
    interval: tuple[float, float] | None
    loose: dict[str, Score]
    confusion: dict[str, dict[str, int]]
    calibration: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as JSON values."""
        return asdict(self)


def evaluate(
    gold: Sequence[LabelledDocument], predicted: Sequence[LabelledDocument], *, resamples: int = 1000, seed: int = 0
) -> Evaluation:
    """Score predicted documents against gold ones of the same ids and texts.

    Raises FormatError when a document is missing or its text differs.
    """
    by_id = {document.id: document for document in predicted}
    found = [_partner(document, by_id) for document in gold]
    per_label, micro, macro = strict_scores(gold, found)
    return Evaluation(
        documents=len(gold),
        micro=micro,
        macro=macro,
        per_label=per_label,
        interval=bootstrap(counts(gold, found), resamples, seed) if len(gold) > 1 else None,
        loose=loose_scores(gold, found),
        confusion=confusion(gold, found),
        calibration=calibration_error(gold, found),
    )


def _partner(document: LabelledDocument, by_id: dict[str, LabelledDocument]) -> LabelledDocument:
    found = by_id.get(document.id)
    if found is None:
        raise FormatError(f"The predictions lack the document {document.id!r}.")
    if found.text != document.text:
        at = next(
            (i for i, (a, b) in enumerate(zip(document.text, found.text, strict=False)) if a != b),
            min(len(document.text), len(found.text)),
        )
        raise FormatError(
            f"{document.id}: the texts of gold and predictions differ at character {at}: "
            f"{document.text[at : at + 20]!r} against {found.text[at : at + 20]!r}."
        )
    return found


def evaluate_source(
    gold: str | Path,
    *,
    model: str | Path | None = None,
    predictions: str | Path | None = None,
    backend: str = "auto",
) -> Evaluation:
    """Score a predictions file, a checkpoint, or (with neither) the shipped model against gold files."""
    truth = read_labelled(gold)
    if predictions is not None:
        return evaluate(truth, read_labelled(predictions))
    from phogov.tagger import Tagger

    tagger = Tagger.from_pretrained(model, backend=backend)
    if unknown := {span.label for document in truth for span in document.spans} - set(tagger.labels):
        raise LabelError(
            f"{gold}: the labels {sorted(unknown)} are unknown to the model; it has {', '.join(tagger.labels)}."
        )
    spans = tagger.tag_batch(document.text for document in truth)
    return evaluate(truth, [LabelledDocument(d.id, d.text, tuple(s)) for d, s in zip(truth, spans, strict=True)])
