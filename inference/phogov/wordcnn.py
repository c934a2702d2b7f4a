"""The word CNN: a tagger over embedded word features with gated, dilated convolutions. Needs torch.

Words, affixes, shapes and pairs of neighbours are embedded, the pairs by hashing (Weinberger et al., 2009); residual
blocks of gated convolutions (Dauphin et al., 2017) whose dilation grows (Strubell et al., 2017) give each word its
context, 2 * (1 + 1 + 2 + 4 + 8) + 1 words wide with five of them.
"""

from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForTokenClassification, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import TokenClassifierOutput

from phogov.features import AFFIX_BITS, PAD, SHAPE_BITS, UNK, WORD_BITS

DILATIONS = (1, 1, 2, 4, 8)


class WordCnnConfig(PreTrainedConfig):
    """The sizes of a word CNN."""

    model_type = "phogov-wordcnn"

    def __init__(
        self,
        vocab_size: int = 10_000,
        word_dim: int = 128,
        affix_dim: int = 48,
        shape_dim: int = 32,
        pair_buckets: int = 1 << 17,
        pair_dim: int = 64,
        hidden_size: int = 256,
        num_hidden_layers: int = 5,
        hidden_dropout_prob: float = 0.1,
        word_dropout_prob: float = 0.1,
        max_position_embeddings: int = 256,
        **others: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.word_dim = word_dim
        self.affix_dim = affix_dim
        self.shape_dim = shape_dim
        self.pair_buckets = pair_buckets
        self.pair_dim = pair_dim
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.hidden_dropout_prob = hidden_dropout_prob
        self.word_dropout_prob = word_dropout_prob
        self.max_position_embeddings = max_position_embeddings
        others.setdefault("pad_token_id", PAD)
        super().__init__(**others)


def shifted(hidden: torch.Tensor, by: int) -> torch.Tensor:
    """Return for each word what stands `by` words to its right (negative: left); zeros beyond the edge."""
    edge = hidden.new_zeros(1).expand(hidden.shape[0], abs(by), *hidden.shape[2:])
    length = hidden.shape[1]
    joined = torch.cat([hidden, edge], 1) if by > 0 else torch.cat([edge, hidden], 1)
    return joined[:, by : by + length] if by > 0 else joined[:, :length]


class FeatureEmbeddings(nn.Module):
    """Packed words to vectors."""

    def __init__(self, config: WordCnnConfig) -> None:
        super().__init__()
        self.words = nn.Embedding(config.vocab_size, config.word_dim)
        self.prefixes = nn.Embedding(1 << AFFIX_BITS, config.affix_dim)
        self.suffixes = nn.Embedding(1 << AFFIX_BITS, config.affix_dim)
        self.shapes = nn.Embedding(1 << SHAPE_BITS, config.shape_dim)
        self.pairs = nn.Embedding(config.pair_buckets, config.pair_dim)
        self.word_dropout = config.word_dropout_prob
        self.width = config.word_dim + 2 * config.affix_dim + config.shape_dim + 2 * config.pair_dim

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Embed int64 of shape (batch, length) as (batch, length, width)."""
        words = input_ids & ((1 << WORD_BITS) - 1)
        rest = input_ids >> WORD_BITS
        prefixes = rest & ((1 << AFFIX_BITS) - 1)
        rest = rest >> AFFIX_BITS
        suffixes = rest & ((1 << AFFIX_BITS) - 1)
        shapes = rest >> AFFIX_BITS
        if self.training and self.word_dropout:
            dropped = (torch.rand(words.shape, device=words.device) < self.word_dropout) & (words > UNK)
            words = words.masked_fill(dropped, UNK)
        parts = (
            self.words(words),
            self.prefixes(prefixes),
            self.suffixes(suffixes),
            self.shapes(shapes),
            self.pairs(self._pair(shifted(words, -1), words)),
            self.pairs(self._pair(words, shifted(words, 1))),
        )
        return torch.cat(parts, -1)

    def _pair(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Hash pairs of word ids; beyond the edge stands PAD, as in padded batches."""
        return (left * 7919 + right * 31) % self.pairs.num_embeddings


class GatedConvolution(nn.Module):
    """A residual block: each word with its neighbours at a distance, through a gated linear unit."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.linear = nn.Linear(3 * width, 2 * width)
        self.dropout = nn.Dropout(dropout)
        self.dilation = dilation

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Map (batch, length, width) to the same; words outside of the mask stay zero."""
        normed = self.norm(hidden) * mask
        window = torch.cat([shifted(normed, -self.dilation), normed, shifted(normed, self.dilation)], -1)
        return (hidden + self.dropout(nn.functional.glu(self.linear(window), -1))) * mask


class WordCnnPreTrainedModel(PreTrainedModel):
    """What transformers needs to save and load."""

    config_class = WordCnnConfig
    base_model_prefix = "encoder"

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.1)
        elif isinstance(module, nn.Linear):
            nn.init.kaiming_uniform_(module.weight, a=5**0.5)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)


class WordCnnModel(WordCnnPreTrainedModel):
    """The encoder."""

    def __init__(self, config: WordCnnConfig) -> None:
        super().__init__(config)
        self.embeddings = FeatureEmbeddings(config)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.project = nn.Linear(self.embeddings.width, config.hidden_size)
        self.blocks = nn.ModuleList(
            GatedConvolution(config.hidden_size, DILATIONS[min(i, len(DILATIONS) - 1)], config.hidden_dropout_prob)
            for i in range(config.num_hidden_layers)
        )
        self.post_init()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return hidden states of shape (batch, length, hidden)."""
        mask = attention_mask.unsqueeze(-1).to(self.project.weight.dtype)
        hidden = self.project(self.dropout(self.embeddings(input_ids))) * mask
        for block in self.blocks:
            hidden = block(hidden, mask)
        return hidden


class WordCnnForTokenClassification(WordCnnPreTrainedModel):
    """The encoder with a linear head over its hidden states."""

    def __init__(self, config: WordCnnConfig) -> None:
        super().__init__(config)
        self.encoder = WordCnnModel(config)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, int(config.num_labels or 0))
        self.post_init()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, **ignored: Any) -> TokenClassifierOutput:
        """Return logits of shape (batch, length, labels)."""
        hidden = self.encoder(input_ids, attention_mask)
        return TokenClassifierOutput(logits=self.classifier(self.dropout(hidden)))


AutoConfig.register(WordCnnConfig.model_type, WordCnnConfig)
AutoModelForTokenClassification.register(WordCnnConfig, WordCnnForTokenClassification)
