"""Words to pieces with a `tokenizer.json` of the Rust `tokenizers` library."""

import json
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer as RustTokenizer

from phogov.errors import CheckpointError
from phogov.tokens.word import WordEncoding, fill_missing


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
