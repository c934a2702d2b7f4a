"""Train the compact encoder's tokenizer: byte-pair encoding over Vietnamese syllables."""

from collections.abc import Iterable
from pathlib import Path

from phogov.words import WORD_PATTERN
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from transformers import PreTrainedTokenizerFast

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
"""In PhoBERT's and RoBERTa's order, so that `<pad>` is 1."""

END_OF_WORD = "</w>"


def train_tokenizer(texts: Iterable[str], size: int, max_length: int) -> PreTrainedTokenizerFast:
    """Train a cased BPE tokenizer of `size` pieces on normalised texts.

    Its own pre-tokenizer splits raw text into the words of the segmenter `none`, so that a plain transformers pipeline
    sees the same pieces as `phogov` does.
    """
    tokenizer = Tokenizer(BPE(unk_token="<unk>", end_of_word_suffix=END_OF_WORD))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(WORD_PATTERN), "isolated")]
    )
    tokenizer.decoder = decoders.BPEDecoder(suffix=END_OF_WORD)
    trainer = BpeTrainer(
        vocab_size=size,
        min_frequency=3,
        limit_alphabet=400,
        special_tokens=list(SPECIALS),
        end_of_word_suffix=END_OF_WORD,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    bos, eos = (tokenizer.token_to_id(token) for token in ("<s>", "</s>"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        cls_token="<s>",
        sep_token="</s>",
    )


def save_tokenizer(tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write `tokenizer.json` and `tokenizer_config.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
