"""Strict scores, by hand."""

import pytest

from train.metrics import strict_scores


def test_by_hand() -> None:
    truth = [["B-A", "I-A", "O", "B-B"], ["B-A", "O"], []]
    found = [["B-A", "I-A", "O", "B-A"], ["B-A", "I-A"], []]
    scores = strict_scores(truth, found)
    assert (scores["precision"], scores["recall"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert scores["per_label"]["A"] == {
        "precision": pytest.approx(1 / 3),
        "recall": 0.5,
        "f1": pytest.approx(0.4),
        "support": 2,
    }
    assert scores["per_label"]["B"]["f1"] == 0
    assert scores["macro_f1"] == pytest.approx(0.2)


def test_nothing_to_find() -> None:
    assert strict_scores([["O"]], [["O"]])["support"] == 0
