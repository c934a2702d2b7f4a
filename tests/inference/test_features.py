"""Packed words: what goes in comes out, every bucket in its bits, the same everywhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov.errors import CheckpointError
from phogov.features import (
    AFFIX_BITS,
    FIRST_WORD,
    SHAPE_BITS,
    WORD_BITS,
    FeatureTokenizer,
    Lexicon,
    lexicon_of,
    read_lexicon,
    write_lexicon,
)

LEXICON = Lexicon(("tỉnh", "đạt"), hashed=8)


def parts(packed: int) -> tuple[int, int, int, int]:
    """Word, prefix, suffix, shape."""
    word, packed = packed % 2**WORD_BITS, packed >> WORD_BITS
    prefix, packed = packed % 2**AFFIX_BITS, packed >> AFFIX_BITS
    return word, prefix, packed % 2**AFFIX_BITS, packed >> AFFIX_BITS


def test_known_words_ignore_case_and_shapes_do_not() -> None:
    tokenizer = FeatureTokenizer(LEXICON)
    lower, title = (parts(tokenizer.pack(word)) for word in ("tỉnh", "Tỉnh"))
    assert lower[0] == title[0] == FIRST_WORD
    assert lower[1:3] == title[1:3]
    assert lower[3] != title[3]


@given(st.lists(st.text(min_size=1, max_size=12), max_size=20))
def test_every_word_is_one_piece_within_bounds(words: list[str]) -> None:
    tokenizer = FeatureTokenizer(LEXICON)
    encoding = tokenizer.encode(words)
    assert encoding.word_ids == list(range(len(words)))
    for packed in encoding.ids:
        word, prefix, suffix, shape = parts(packed)
        assert FIRST_WORD <= word < LEXICON.size == tokenizer.vocab_size
        assert 0 < prefix < 2**AFFIX_BITS and 0 < suffix < 2**AFFIX_BITS and 0 < shape < 2**SHAPE_BITS


def test_packing_stays_as_trained_weights_know_it() -> None:
    assert FeatureTokenizer(LEXICON).pack("GRDP") == 64090882910978061  # what version 0.1.0 packs


def test_frequent_words_come_first_and_rare_ones_are_hashed() -> None:
    lexicon = lexicon_of([("b", 3), ("a", 3), ("c", 9), ("d", 2)], minimum=3, hashed=5)
    assert lexicon == Lexicon(("c", "a", "b"), 5)
    assert lexicon.size == FIRST_WORD + 3 + 5


def test_round_trip(tmp_path: Path) -> None:
    write_lexicon(tmp_path, LEXICON)
    assert read_lexicon(tmp_path / "features.json") == LEXICON


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"format": 2, "hashed": 1, "words": []}',
        '{"format": 1, "hashed": 0, "words": []}',
        '{"format": 1, "hashed": 1, "words": [1]}',
    ],
)
def test_a_lexicon_that_does_not_fit_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "features.json").write_text(content)
    with pytest.raises(CheckpointError):
        read_lexicon(tmp_path / "features.json")
