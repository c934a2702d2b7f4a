"""The settings of a pretraining run, as `pretrain.toml` holds them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PretrainConfig:
    """Counts are of tokens or sequences, shares between 0 and 1; `objective` is a name of `train.objectives`."""

    vocabulary: int
    layers: int
    width: int
    heads: int
    feed_forward: int
    max_length: int
    megabytes: float
    validation_share: float
    length: int
    batch: int
    steps: int
    mask_share: float
    learning_rate: float
    warmup_share: float
    weight_decay: float
    clip: float
    seed: int
    objective: str = "masked"
    word_vectors: bool = True
