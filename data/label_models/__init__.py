"""Label models: from the votes of labelling functions to spans that do not overlap."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from phogov.errors import UsageError
from phogov.span import Span

from data.label_models import longest, majority
from data.labelling import apply
from data.labelling.vote import Vote

LabelModel = Callable[[str, Mapping[str, Sequence[Vote]]], list[Span]]
"""Normalised text and votes by function to spans; their scores are the model's confidence."""

CRF_FILE = Path(__file__).parent / "crf.bin"
DEFAULT = "crf"


@lru_cache(maxsize=2)
def _crf(path: Path) -> LabelModel:
    from data.label_models.crf import CrfTagger

    return CrfTagger(path).spans


def _sequence(text: str, votes: Mapping[str, Sequence[Vote]]) -> list[Span]:
    return _crf(CRF_FILE)(text, votes)


LABEL_MODELS: dict[str, LabelModel] = {
    "longest": longest.aggregate,
    "majority": majority.aggregate,
    "crf": _sequence,
}
"""The longest span; a majority vote on each word; a CRF over the longest spans and the words, learnt from gold."""


def label_model(name: str) -> LabelModel:
    """Return a label model by name. Raises UsageError for one that is not there."""
    try:
        return LABEL_MODELS[name]
    except KeyError:
        raise UsageError(f"Unknown label model {name!r}; known are {', '.join(LABEL_MODELS)}.") from None


def weak_spans(text: str, model: str = DEFAULT) -> list[Span]:
    """Label a normalised text: all functions' votes through a label model. Scores are its confidence."""
    return label_model(model)(text, apply(text))
