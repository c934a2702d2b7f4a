"""The losses, against numbers worked out by hand."""

import math

import pytest
import torch

from train.encoding import Row
from train.losses import class_weights, word_losses

TAGS = ("O", "B-PER", "I-PER")


def test_class_weights_by_hand() -> None:
    rows = [Row(("a",) * 5, ("O", "O", "O", "O", "B-PER"), (1.0,) * 5)]
    # frequencies 4, 1 and none (as 1): raw weights 1/2, 1, 1; a word weighs (4/2 + 1 + 1) / 6 = 2/3 on average
    assert class_weights(rows, TAGS).tolist() == pytest.approx([0.75, 1.5, 1.5])


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("cross-entropy", [math.log(2), math.log(4)]),
        ("class-weighted", [3 * math.log(2), math.log(4)]),
        ("focal", [0.25 * math.log(2), 0.5625 * math.log(4)]),
    ],
)
def test_losses_by_hand(loss: str, expected: list[float]) -> None:
    logits = torch.log(torch.tensor([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]]))
    found = word_losses(logits, torch.tensor([0, 1]), loss, torch.tensor([3.0, 1.0, 1.0]))
    assert found.tolist() == pytest.approx(expected)


def test_a_sure_soft_label_costs_what_the_hard_one_does() -> None:
    logits = torch.tensor([[1.0, 2.0, 3.0]])
    for loss in ("cross-entropy", "class-weighted", "focal"):
        weights = torch.tensor([1.0, 2.0, 5.0])
        hard = word_losses(logits, torch.tensor([2]), loss, weights)
        soft = word_losses(logits, torch.tensor([[0.0, 0.0, 1.0]]), loss, weights)
        assert hard.tolist() == pytest.approx(soft.tolist())
