"""A linear chain over an encoder's scores: transitions between tags, learnt with the encoder (Lample et al., 2016).

The transitions are one more parameter of the model while it learns, and part of `phogov.json` afterwards, so that the
checkpoint stays a plain one of its architecture.
"""

from collections.abc import Mapping

import numpy as np
import torch

from train.encoding import IGNORED

PARAMETER = "chain"
"""The name of the parameter."""


START = 0.5
"""Transitions start from this share of their log-probabilities in the training data; steps of the encoder's size would
not bring them there from zero."""


def add_chain(model: torch.nn.Module, log_probs: np.ndarray) -> None:
    """Give a model transitions, of shape (tags, tags), to be learnt from where `log_probs` lead."""
    model.register_parameter(PARAMETER, torch.nn.Parameter(torch.from_numpy(START * log_probs).float()))


def transitions_of(weights: Mapping[str, torch.Tensor]) -> np.ndarray | None:
    """Return the transitions among a model's weights, float64 of shape (tags, tags); None where it has no chain."""
    found = weights.get(PARAMETER)
    return None if found is None else found.detach().double().cpu().numpy()


def compact(logits: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Push the tagged pieces of each input together: scores (batch, words, tags), tags (batch, words), and lengths."""
    tagged = labels != IGNORED
    lengths = tagged.sum(dim=1)
    order = (~tagged).to(torch.int8).argsort(dim=1, stable=True)[:, : max(1, int(lengths.max()))]
    scores = logits.gather(1, order.unsqueeze(-1).expand(-1, -1, logits.shape[-1]))
    return scores, labels.gather(1, order).clamp(min=0), lengths


def chain_losses(
    scores: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor, transitions: torch.Tensor
) -> torch.Tensor:
    """Return the negative log-likelihood of each input's tags, of shape (batch,); 0 for an input of length 0.

    `scores` has shape (batch, words, tags), `tags` (batch, words); what lies beyond the lengths does not count.
    """
    words = scores.shape[1]
    inside = torch.arange(words, device=scores.device)[None] < lengths[:, None]
    path = (scores.gather(2, tags.unsqueeze(-1)).squeeze(-1) * inside).sum(dim=1)
    path = path + (transitions[tags[:, :-1], tags[:, 1:]] * inside[:, 1:]).sum(dim=1)
    moves = transitions.exp()
    total = scores[:, 0]
    for i in range(1, words):
        peak = total.max(dim=1, keepdim=True).values.detach()
        # the sum over the tags before, as a product of probabilities: the peak keeps it from running out of range
        ahead = ((total - peak).exp() @ moves).clamp(min=1e-30).log() + peak + scores[:, i]
        total = torch.where(inside[:, i : i + 1], ahead, total)
    return (total.logsumexp(dim=1) - path) * (lengths > 0)
