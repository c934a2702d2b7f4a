"""What a wrongly tagged word costs."""

from collections import Counter
from collections.abc import Sequence

import torch

from train.encoding import Row

CHAIN = "chain"
LOSSES = ("cross-entropy", "class-weighted", "focal", CHAIN)
FOCUS = 2.0
"""The exponent of the focal loss (Lin et al., 2017)."""


def class_weights(rows: Sequence[Row], tags: Sequence[str]) -> torch.Tensor:
    """Return a weight for each tag, of shape (tags,): the inverse square root of its frequency.

    A word of the data weighs 1 on average. A tag that the data lacks weighs as one that it holds once.
    """
    found = Counter(tag for row in rows for tag in row.tags)
    often = torch.tensor([max(1, found[tag]) for tag in tags], dtype=torch.float64)
    raw = often**-0.5
    return (raw * often.sum() / (raw * often).sum()).float()


def word_losses(
    logits: torch.Tensor, target: torch.Tensor, loss: str = "cross-entropy", weights: torch.Tensor | None = None
) -> torch.Tensor:
    """Return the loss of each word, of shape (words,).

    `logits` has shape (words, tags); `target` is a tag id for each word, or each tag's probability, of the logits'
    shape. `weights`, of shape (tags,), are for `class-weighted`.
    """
    chosen = weights if loss == "class-weighted" else None
    losses = torch.nn.functional.cross_entropy(logits, target, weight=chosen, reduction="none")
    if loss == "focal":
        losses = losses * (1 - torch.exp(-losses)) ** FOCUS
    return losses
