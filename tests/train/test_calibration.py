"""Scores that are too sure are cooled, scores that are too shy sharpened."""

import numpy as np
import pytest
from phogov.decoding import log_softmax

from train.calibration import fit_temperature, span_loss

TAGS = ("O", "B-X", "I-X")


def rows(count: int, sharpness: float, right: float) -> tuple[list[np.ndarray], list[list[str]]]:
    """One-word rows tagged B-X with logit `sharpness`, of which a share `right` truly is."""
    scores = [log_softmax(np.array([[0.0, sharpness, -9.0]])) for _ in range(count)]
    return scores, [["B-X"] if i < right * count else ["O"] for i in range(count)]


@pytest.mark.parametrize(("sharpness", "right"), [(6.0, 0.75), (1.0, 0.95)])
def test_scores_become_the_share_that_is_right(sharpness: float, right: float) -> None:
    scores, truth = rows(200, sharpness, right)
    temperature = fit_temperature(scores, truth, TAGS)
    cooled = float(np.exp(log_softmax(scores[0], temperature))[0, 1])
    assert cooled == pytest.approx(right, abs=0.02)
    assert span_loss(temperature, scores, truth, TAGS) < span_loss(1.0, scores, truth, TAGS)


def test_few_spans_fit_nothing() -> None:
    assert fit_temperature(*rows(10, 6.0, 0.5), TAGS) == 1.0
    assert fit_temperature([], [], TAGS) == 1.0
