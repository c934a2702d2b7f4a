"""What the encoder learns from unlabelled text: masked tokens, or which tokens a generator replaced.

An objective is a module: `model` is the encoder that a run is for, calling it with a batch returns the loss, and its
parameters are all that is trained. Both draw at random from the step's seed alone.
"""

from typing import Any

import torch
from torch.nn import functional
from transformers import ElectraConfig, ElectraForMaskedLM, RobertaConfig, RobertaForMaskedLM, RobertaModel

from train.masking import MaskedBatch, mask
from train.pretrain_config import PretrainConfig
from train.vocabulary import SPECIALS

GENERATOR = 4
"""How many times narrower the generator is than the encoder (Clark et al., 2020, section 3.2: a quarter to a half)."""
DETECTION_WEIGHT = 50.0
"""Weight of the detection beside the generator's loss (Clark et al., 2020, section 3.1)."""
ATTENTION = "sdpa" if torch.cuda.is_available() else "eager"
"""On processors the fused attention's backward pass in bfloat16 makes a step twice as slow (torch 2.13)."""


class Masked(torch.nn.Module):
    """Masked language modelling (Devlin et al., 2019): the encoder predicts the tokens behind the masks."""

    def __init__(self, config: PretrainConfig) -> None:
        super().__init__()
        self.config = config
        self.model = RobertaForMaskedLM(encoder_config(config))

    def forward(self, ids: torch.Tensor, seed: int) -> torch.Tensor:
        """Cross-entropy, in nats, of the masked tokens of (batch, length) ids; the head runs on those alone."""
        batch = masked(ids, self.config, seed)
        with torch.autocast(ids.device.type, dtype=torch.bfloat16):
            hidden = self.model.roberta(batch.input_ids, position_ids=positions(ids, self.config, seed))
            logits = self.model.lm_head(hidden.last_hidden_state[batch.where])
        return functional.cross_entropy(logits.float(), batch.targets)


class Replaced(torch.nn.Module):
    """Replaced-token detection (ELECTRA, Clark et al., 2020): the encoder says of every token whether it is the text's.

    The replacements come from a narrow generator, which learns masked language modelling beside it and shares the
    encoder's embeddings of tokens and positions.
    """

    def __init__(self, config: PretrainConfig) -> None:
        super().__init__()
        self.config = config
        self.model = RobertaModel(encoder_config(config), add_pooling_layer=False)
        self.head = torch.nn.Sequential(
            torch.nn.Linear(config.width, config.width), torch.nn.GELU(), torch.nn.Linear(config.width, 1)
        )
        self.generator = ElectraForMaskedLM(generator_config(config))
        shared, own = self.model.embeddings, self.generator.electra.embeddings
        own.word_embeddings, own.position_embeddings = shared.word_embeddings, shared.position_embeddings
        self.generator.tie_weights()

    def forward(self, ids: torch.Tensor, seed: int) -> torch.Tensor:
        """The generator's cross-entropy, and weighed the detection's over all tokens, of (batch, length) ids."""
        batch, places = masked(ids, self.config, seed), positions(ids, self.config, seed)
        with torch.autocast(ids.device.type, dtype=torch.bfloat16):
            narrow = self.generator.electra(batch.input_ids, position_ids=places).last_hidden_state[batch.where]
            logits = self.generator.generator_lm_head(self.generator.generator_predictions(narrow)).float()
            inputs = ids.masked_scatter(batch.where, sample(logits.detach(), seed))
            scores = self.head(self.model(inputs, position_ids=places).last_hidden_state).squeeze(-1).float()
        detection = functional.binary_cross_entropy_with_logits(scores, (inputs != ids).float())
        return functional.cross_entropy(logits, batch.targets) + DETECTION_WEIGHT * detection


Objective = Masked | Replaced
OBJECTIVES: dict[str, type[Objective]] = {"masked": Masked, "replaced": Replaced}


def encoder_config(config: PretrainConfig) -> RobertaConfig:
    """PhoBERT's architecture in the asked size."""
    return RobertaConfig(
        **common(config),
        hidden_size=config.width,
        num_attention_heads=config.heads,
        intermediate_size=config.feed_forward,
        bos_token_id=0,
        eos_token_id=2,
    )


def generator_config(config: PretrainConfig) -> ElectraConfig:
    """As deep as the encoder and narrower, over embeddings of the encoder's width."""
    return ElectraConfig(
        **common(config),
        embedding_size=config.width,
        hidden_size=config.width // GENERATOR,
        num_attention_heads=max(1, config.heads // GENERATOR),
        intermediate_size=config.feed_forward // GENERATOR,
    )


def common(config: PretrainConfig) -> dict[str, Any]:
    """What encoder and generator have alike: vocabulary, depth, positions, and no dropout."""
    return {
        "vocab_size": config.vocabulary,
        "num_hidden_layers": config.layers,
        "max_position_embeddings": config.max_length + 2,
        "type_vocab_size": 1,
        "pad_token_id": 1,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "attn_implementation": ATTENTION,
    }


def masked(ids: torch.Tensor, config: PretrainConfig, seed: int) -> MaskedBatch:
    """Mask ids with a seed's draws, which are the same on every device."""
    batch = mask(ids.cpu(), config.mask_share, SPECIALS.index("<mask>"), len(SPECIALS), config.vocabulary, seed)
    return MaskedBatch(*(part.to(ids.device) for part in (batch.input_ids, batch.where, batch.targets)))


def positions(ids: torch.Tensor, config: PretrainConfig, seed: int) -> torch.Tensor:
    """Return (1, length) positions; in every fourth batch they start at an offset.

    So all of `max_length` is learnt from shorter sequences.
    """
    offset = (config.max_length - config.length) * (seed % 4 == 0)
    return torch.arange(2, 2 + config.length, device=ids.device).unsqueeze(0) + offset


def sample(logits: torch.Tensor, seed: int) -> torch.Tensor:
    """Draw a token for each row of (count, vocabulary) logits, from another stream of numbers than the masks.

    By the inverse of the cumulative distribution: one random number a row, where `multinomial` draws one a logit.
    """
    cumulative = logits.softmax(dim=-1).cumsum(dim=-1)
    drawn = torch.rand(len(logits), 1, generator=torch.Generator().manual_seed(-1 - seed)).to(logits.device)
    tokens = torch.searchsorted(cumulative, drawn * cumulative[:, -1:], right=True).squeeze(1)
    return tokens.clamp(max=logits.shape[1] - 1)
