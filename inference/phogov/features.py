"""Words as features: identity, affixes and shape, packed into one integer, for models without a subword tokenizer."""

import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from phogov.errors import CheckpointError
from phogov.tokens.word import WordEncoding

FEATURES = "features.json"
FORMAT = 1

WORD_BITS, AFFIX_BITS, SHAPE_BITS = 20, 14, 8
"""How a packed word is laid out, lowest bits first: word, prefix, suffix, shape."""

PAD, UNK, BOS, EOS = 0, 1, 2, 3
FIRST_WORD = 4

_DIGITS = re.compile(r"\d+")
_CACHED_WORDS = 1 << 18


def shape(word: str) -> str:
    """Case and digits: `Xx` capitalised, `XX` capitals, `xx` lower, `00,0` numbers with their separators."""
    if word[0].isdigit():
        return _DIGITS.sub(lambda run: "0" * min(len(run[0]), 4), word)
    if word.islower():
        return "xx"
    if word.isupper():
        return "XX" if len(word) > 1 else "X"
    return "Xx" if word[0].isupper() else "mixed" if word.isalpha() else word


def _bucket(text: str, bits: int) -> int:
    """Hash to `[1, 2**bits)`; 0 stays free for no feature."""
    return 1 + zlib.crc32(text.encode()) % ((1 << bits) - 1)


@dataclass(frozen=True)
class Lexicon:
    """The words that have an embedding of their own, lower case; all others share `hashed` ones."""

    words: tuple[str, ...]
    hashed: int

    @property
    def size(self) -> int:
        """How many word ids there are, special ones included."""
        return FIRST_WORD + len(self.words) + self.hashed


def write_lexicon(folder: Path, lexicon: Lexicon) -> None:
    """Write `features.json` into a checkpoint folder."""
    text = json.dumps({"format": FORMAT, "hashed": lexicon.hashed, "words": lexicon.words}, ensure_ascii=False)
    (folder / FEATURES).write_text(text + "\n", encoding="utf-8")


def read_lexicon(path: Path) -> Lexicon:
    """Read `features.json`. Raises CheckpointError when it is not what this version writes."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        lexicon = Lexicon(tuple(found["words"]), int(found["hashed"]))
        known = found["format"] == FORMAT and all(isinstance(word, str) for word in lexicon.words)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path}: cannot be read as a lexicon ({error}).") from error
    if not known or lexicon.hashed < 1 or lexicon.size > 1 << WORD_BITS:
        raise CheckpointError(f"{path}: not a lexicon of format {FORMAT}; made by a newer PhoGov?")
    return lexicon


def lexicon_of(words: Iterable[tuple[str, int]], minimum: int = 3, hashed: int = 2048) -> Lexicon:
    """Keep the (lower-case word, count) pairs seen `minimum` times or more; frequent words first."""
    kept = sorted((pair for pair in words if pair[1] >= minimum), key=lambda pair: (-pair[1], pair[0]))
    return Lexicon(tuple(word for word, _ in kept), hashed)


class FeatureTokenizer:
    """One piece a word: its packed features. The `Tokenizer` of models that read features."""

    pad_id, unk_id, bos_id, eos_id = PAD, UNK, BOS, EOS

    def __init__(self, lexicon: Lexicon) -> None:
        self._known = {word: FIRST_WORD + i for i, word in enumerate(lexicon.words)}
        self._first_hashed = FIRST_WORD + len(lexicon.words)
        self._hashed = lexicon.hashed
        self._cache: dict[str, int] = {}
        self.vocab_size = lexicon.size

    def pack(self, word: str) -> int:
        """Return a word's features as one integer below 2**56."""
        lower = word.lower()
        word_id = self._known.get(lower)
        if word_id is None:
            word_id = self._first_hashed + zlib.crc32(lower.encode()) % self._hashed
        packed = _bucket(shape(word)[:8], SHAPE_BITS)
        packed = packed << AFFIX_BITS | _bucket("s" + lower[-3:], AFFIX_BITS)
        packed = packed << AFFIX_BITS | _bucket("p" + lower[:2], AFFIX_BITS)
        return packed << WORD_BITS | word_id

    def encode(self, words: Sequence[str]) -> WordEncoding:
        """Encode one line of words."""
        cache = self._cache
        if len(cache) > _CACHED_WORDS:
            cache.clear()
        ids = []
        for word in words:
            packed = cache.get(word)
            if packed is None:
                packed = cache[word] = self.pack(word)
            ids.append(packed)
        return WordEncoding(ids, list(range(len(ids))))
