"""Words to subword pieces, with the tokenizer files of a checkpoint."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tokenizers import Tokenizer as RustTokenizer

from phogov.errors import CheckpointError

__all__ = ["Tokenizer", "WordEncoding", "load_tokenizer"]


@dataclass(frozen=True)
class WordEncoding:
    """Piece ids without special tokens, and for each the index of its word. Every word has at least one piece."""

    ids: list[int]
    word_ids: list[int]


class Tokenizer(Protocol):
    """What the tagger and training need of a tokenizer."""

    bos_id: int
    eos_id: int
    pad_id: int
    unk_id: int
    vocab_size: int

    def encode(self, words: Sequence[str]) -> WordEncoding:
        """Encode one line of words."""
        ...


class JsonTokenizer:
    """A `tokenizer.json` of the Rust `tokenizers` library."""

    def __init__(self, path: Path) -> None:
        try:
            self._tokenizer = RustTokenizer.from_str(path.read_text(encoding="utf-8"))
        except Exception as error:  # the library raises bare Exception
            raise CheckpointError(f"{path}: cannot be read as a tokenizer ({error}).") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        names = _special_names(path.parent)
        self.bos_id = self._id(path, names, "bos_token", "cls_token", "<s>", "[CLS]")
        self.eos_id = self._id(path, names, "eos_token", "sep_token", "</s>", "[SEP]")
        self.pad_id = self._id(path, names, "pad_token", "<pad>", "[PAD]")
        self.unk_id = self._id(path, names, "unk_token", "<unk>", "[UNK]")
        self.vocab_size = self._tokenizer.get_vocab_size(with_added_tokens=True)

    def _id(self, path: Path, names: dict[str, str], *candidates: str) -> int:
        for candidate in candidates:
            found = self._tokenizer.token_to_id(names.get(candidate, candidate))
            if found is not None:
                return int(found)
        raise CheckpointError(f"{path}: no token for {candidates[0]}.")

    def encode(self, words: Sequence[str]) -> WordEncoding:
        """Encode one line of words; a word that the tokenizer drops becomes `<unk>`."""
        encoding = self._tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
        return fill_missing(encoding.ids, encoding.word_ids, len(words), self.unk_id)


def fill_missing(ids: list[int], found: Sequence[int | None], count: int, unk_id: int) -> WordEncoding:
    """Give every word without a piece an `<unk>`."""
    word_ids = [word for word in found if word is not None]
    if len(set(word_ids)) == count:
        return WordEncoding(ids, word_ids)
    new_ids: list[int] = []
    new_words: list[int] = []
    at = 0
    for word in range(count):
        before = len(new_ids)
        while at < len(ids) and word_ids[at] == word:
            new_ids.append(ids[at])
            new_words.append(word)
            at += 1
        if len(new_ids) == before:
            new_ids.append(unk_id)
            new_words.append(word)
    return WordEncoding(new_ids, new_words)


def _special_names(folder: Path) -> dict[str, str]:
    """Read the names of special tokens from `tokenizer_config.json`, where there is one."""
    path = folder / "tokenizer_config.json"
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    names = {
        key: value["content"] if isinstance(value, dict) else value
        for key, value in found.items()
        if key.endswith("_token") and value
    }
    return {key: value for key, value in names.items() if isinstance(value, str)}


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load a checkpoint's tokenizer: `vocab.txt` with `bpe.codes` (PhoBERT's), `features.json`, or `tokenizer.json`.

    Raises CheckpointError when none is there.
    """
    if (folder / "bpe.codes").exists() and (folder / "vocab.txt").exists():
        from phogov.phobert import PhobertWordTokenizer

        return PhobertWordTokenizer(folder / "vocab.txt", folder / "bpe.codes")
    if (folder / "features.json").exists():
        from phogov.features import FEATURES, FeatureTokenizer, read_lexicon

        return FeatureTokenizer(read_lexicon(folder / FEATURES))
    if (folder / "tokenizer.json").exists():
        return JsonTokenizer(folder / "tokenizer.json")
    raise CheckpointError(f"{folder}: no tokenizer; it needs tokenizer.json, or PhoBERT's vocab.txt and bpe.codes.")
