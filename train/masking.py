"""Dynamic masking of packed sequences (Devlin et al., 2019; drawn anew each time as in Liu et al., 2019)."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class MaskedBatch:
    """Inputs of shape (batch, length); `where` marks the positions to predict and `targets` are their ids, flat."""

    input_ids: torch.Tensor
    where: torch.Tensor
    targets: torch.Tensor


def mask(ids: torch.Tensor, share: float, mask_id: int, first_ordinary: int, size: int, seed: int) -> MaskedBatch:
    """Choose `share` of the ordinary tokens: 80 % become `<mask>`, 10 % a random token, 10 % stay."""
    generator = torch.Generator().manual_seed(seed)
    draw = torch.rand(ids.shape, generator=generator)
    where = (draw < share) & (ids >= first_ordinary)
    fate = torch.rand(ids.shape, generator=generator)
    random_ids = torch.randint(first_ordinary, size, ids.shape, generator=generator)
    masked = ids.masked_fill(where & (fate < 0.8), mask_id)
    masked = torch.where(where & (fate >= 0.9), random_ids, masked)
    return MaskedBatch(masked, where, ids[where])
