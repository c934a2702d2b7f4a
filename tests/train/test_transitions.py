"""Transitions, counted and weighed."""

import numpy as np
import pytest

from train.encoding import Row
from train.transitions import fit_transitions, transition_matrix

TAGS = ("O", "B-A", "I-A")


def row(*tags: str) -> Row:
    return Row(("w",) * len(tags), tags, (1.0,) * len(tags))


def test_counts_by_hand() -> None:
    matrix = np.exp(transition_matrix([row("O", "B-A", "I-A", "O"), row("O", "O")], TAGS))
    # after O: O and B-A once each, I-A never; each with 0.5 more
    assert matrix[0].tolist() == pytest.approx([1.5 / 3.5, 1.5 / 3.5, 0.5 / 3.5])
    assert matrix[1].tolist() == pytest.approx([0.5 / 2.5, 0.5 / 2.5, 1.5 / 2.5])
    assert matrix.sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_a_weight_is_taken_where_it_helps_and_not_where_it_does_not() -> None:
    truth = [("B-A", "I-A", "O")] * 60
    matrix = transition_matrix([row(*tags) for tags in truth], TAGS)
    unsure = np.log(np.array([[0.1, 0.8, 0.1], [0.45, 0.1, 0.45 - 1e-3], [0.9, 0.05, 0.05]]))  # stops a word early
    found = fit_transitions(matrix, [unsure] * 60, truth, TAGS)
    assert found is not None
    assert found[1, 2] > found[1, 0]
    sure = np.log(np.array([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.9, 0.05, 0.05]]))
    assert fit_transitions(matrix, [sure] * 60, truth, TAGS) is None
    assert fit_transitions(matrix, [unsure] * 3, truth[:3], TAGS) is None  # too little to fit on
