"""PhoBERT's byte-pair encoding on the Rust `tokenizers` library, from its `vocab.txt` and `bpe.codes`.

transformers has only a slow one. Here a Rust BPE runs over an internal vocabulary that holds every symbol and every
merge's product; its ids are mapped to PhoBERT's afterwards. Products that PhoBERT's vocabulary lacks become `<unk>`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer as RustTokenizer
from tokenizers.models import BPE

from phogov.errors import CheckpointError
from phogov.tokens.word import WordEncoding

END_OF_WORD = "</w>"
CONTINUED = "@@"
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
"""The first four ids; `<mask>` takes the last one."""

_UNKNOWN = "<internal-unk>"
_SPACE = re.compile(r"\s+")
_TOGETHER = 512
_CACHED_WORDS, _CACHED_LENGTH = 1 << 18, 64

Pieces = tuple[list[int], list[tuple[int, int]]]
"""PhoBERT's ids of a word's pieces, and which characters of the word each stands for. There is at least one."""


class PhobertWordTokenizer:
    """Segmented words to PhoBERT's ids. White space inside a word is written `_`, as PhoBERT was pretrained."""

    bos_id, pad_id, eos_id, unk_id = range(4)

    def __init__(self, vocab: Path, codes: Path) -> None:
        pieces = read_vocabulary(vocab)
        merges = read_merges(codes)
        internal = internal_vocabulary(pieces, merges)
        self._tokenizer = RustTokenizer(
            BPE(vocab=internal, merges=merges, unk_token=_UNKNOWN, end_of_word_suffix=END_OF_WORD)
        )
        self._ids = np.full(len(internal), self.unk_id)
        for symbol, index in internal.items():
            self._ids[index] = pieces.get(surface(symbol), self.unk_id)
        self._cache: dict[str, Pieces] = {}
        self.vocab_size = max(pieces.values()) + 2

    def encode(self, words: Sequence[str]) -> WordEncoding:
        """Encode one line of words, to the ids of transformers' `PhobertTokenizer` on the words joined by spaces."""
        joined = [_SPACE.sub("_", word) if " " in word else word for word in words]
        ids: list[int] = []
        word_ids: list[int] = []
        for i, (pieces, _) in enumerate(self.pieces(joined)):
            ids += pieces
            word_ids += [i] * len(pieces)
        return WordEncoding(ids, word_ids)

    def pieces(self, words: Sequence[str]) -> list[Pieces]:
        """Return each word's pieces. Words seen before come from a cache; new ones are encoded in parallel."""
        cache = self._cache
        distinct = set(words)
        if missing := [word for word in distinct if word not in cache]:
            new = self._encoded(missing)
            known = {word: cache[word] for word in distinct if word in cache} | new
            if len(cache) > _CACHED_WORDS:
                self._cache = cache = {}
            cache.update((word, pieces) for word, pieces in new.items() if len(word) <= _CACHED_LENGTH)
        else:
            known = cache
        return list(map(known.__getitem__, words))

    def _encoded(self, words: list[str]) -> dict[str, Pieces]:
        lines = [words[start : start + _TOGETHER] for start in range(0, len(words), _TOGETHER)]
        encodings = self._tokenizer.encode_batch(lines, is_pretokenized=True, add_special_tokens=False)
        found: dict[str, Pieces] = {}
        for line, encoding in zip(lines, encodings, strict=True):
            ids, offsets = self._ids[encoding.ids].tolist(), encoding.offsets
            bounds = np.searchsorted(np.array(encoding.word_ids, dtype=np.int64), np.arange(len(line) + 1)).tolist()
            for word, start, end in zip(line, bounds, bounds[1:], strict=False):
                found[word] = (ids[start:end], offsets[start:end]) if end > start else ([self.unk_id], [(0, len(word))])
        return found


def surface(symbol: str) -> str:
    """Write an internal symbol as `vocab.txt` does: `ab</w>` is `ab`, and `ab`, which goes on, is `ab@@`."""
    return symbol[: -len(END_OF_WORD)] if symbol.endswith(END_OF_WORD) else symbol + CONTINUED


def read_vocabulary(path: Path) -> dict[str, int]:
    """Read `vocab.txt`, `piece count` a line; the id is the place in the file, behind the four specials."""
    found = {special: i for i, special in enumerate(SPECIALS)}
    for line in _lines(path):
        piece, _, _ = line.strip().rpartition(" ")
        if not piece:
            raise CheckpointError(f"{path}: the line {line!r} is not `piece count`; is it PhoBERT's vocab.txt?")
        found[piece] = len(found)
    return found


def read_merges(path: Path) -> list[tuple[str, str]]:
    """Read `bpe.codes`, `left right count` a line; lines of other shape are skipped, as transformers does."""
    merges = [tuple(line.split()[:-1]) for line in _lines(path)]
    return [(merge[0], merge[1]) for merge in merges if len(merge) == 2]


def internal_vocabulary(pieces: dict[str, int], merges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Number every symbol that BPE may start from or arrive at."""
    symbols = dict.fromkeys(
        piece[: -len(CONTINUED)] if piece.endswith(CONTINUED) and piece != CONTINUED else piece + END_OF_WORD
        for piece in pieces
    )
    for left, right in merges:
        symbols.update(dict.fromkeys((left, right, left + right)))
    return {symbol: i for i, symbol in enumerate((_UNKNOWN, *symbols))}


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path}: cannot be read ({error}).") from error
