"""The tokenizer that a checkpoint's files describe."""

from pathlib import Path

from phogov.errors import CheckpointError
from phogov.tokens.word import Tokenizer


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load a checkpoint's tokenizer: `vocab.txt` with `bpe.codes` (PhoBERT's), `features.json`, or `tokenizer.json`.

    Raises CheckpointError when none is there.
    """
    if (folder / "bpe.codes").exists() and (folder / "vocab.txt").exists():
        from phogov.tokens.phobert import PhobertWordTokenizer

        return PhobertWordTokenizer(folder / "vocab.txt", folder / "bpe.codes")
    if (folder / "features.json").exists():
        from phogov.features import FEATURES, FeatureTokenizer, read_lexicon

        return FeatureTokenizer(read_lexicon(folder / FEATURES))
    if (folder / "tokenizer.json").exists():
        from phogov.tokens.pieces import JsonTokenizer

        return JsonTokenizer(folder / "tokenizer.json")
    raise CheckpointError(f"{folder}: no tokenizer; it needs tokenizer.json, or PhoBERT's vocab.txt and bpe.codes.")
