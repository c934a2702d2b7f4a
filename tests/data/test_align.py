"""Spans to rows: offsets into the raw text, confidence, and what is lost."""

import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.gold import read_gold
from phogov.span import Span

from data.align import align

ROOT = Path(__file__).parents[2]


def test_rows_by_hand() -> None:
    raw = "Tỉnh Lai\u00a0Châu\nzalo-icon\n đạt 5%"
    lines = list(align(raw, [Span(0, 13, "LOC", raw[:13], 0.9), Span(29, 31, "VAL", "5%", 0.6)]))
    assert [line.tokens for line in lines] == [("Tỉnh", "Lai", "Châu"), ("đạt", "5", "%")]
    assert [line.tags for line in lines] == [("B-LOC", "I-LOC", "I-LOC"), ("O", "B-VAL", "I-VAL")]
    assert [line.confidence for line in lines] == [(0.9, 0.9, 0.9), (1.0, 0.6, 0.6)]
    assert lines[1].starts == (25, 29, 30)
    assert [raw[a:b] for a, b in zip(lines[0].starts, lines[0].ends, strict=True)] == ["Tỉnh", "Lai", "Châu"]
    assert [line.text for line in lines] == ["Tỉnh Lai\u00a0Châu", "đạt 5%"]


def test_a_span_that_cuts_a_word_is_lost_and_named_unless_words_are_split() -> None:
    cut = Span(1, 3, "A", "bc")
    assert next(align("abc d", [cut])).lost == (cut,)
    assert next(align("abc d", [cut], split=True)).tags == ("O", "B-A", "O")


def test_nothing_of_the_seeds_gold_is_lost() -> None:
    for path in sorted((ROOT / "data/gold/seeds").glob("*.txt")):
        text, spans = read_gold(path)
        lines = list(align(text, spans))
        assert not [span for line in lines for span in line.lost]
        assert sum(tag.startswith("B-") for line in lines for tag in line.tags) == len(spans)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["a", "ệ", "e\u0302\u0323", " ", "\n", "\r", "\u200b", "5", ",", "%", "🙂"]), max_size=40
    ).map("".join)
)
def test_offsets_are_slices_of_the_raw_text(raw: str) -> None:
    for line in align(raw, []):
        for token, start, end in zip(line.tokens, line.starts, line.ends, strict=True):
            visible = raw[start:end].replace("\u200b", "").replace("\r", "")
            assert unicodedata.normalize("NFC", visible) == token
