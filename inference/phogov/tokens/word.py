"""What a tokenizer of words gives, and what the tagger and training need of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


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
