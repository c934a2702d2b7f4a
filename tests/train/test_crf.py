"""The CRF: lines, shapes, and learning a pattern that a reader can check."""

from pathlib import Path

import pytest
from phogov.gold import parse_gold

from train.crf import CrfTagger, legalised, lines_of, shape, train


@pytest.mark.parametrize(
    ("word", "expected"),
    [("tỉnh", "xx"), ("Lai", "Xx"), ("UBND", "XX"), ("A", "X"), ("11,63", "00,00"), ("60.000", "00.000"), ("%", "%")],
)
def test_shape(word: str, expected: str) -> None:
    assert shape(word) == expected


def test_lines_follow_line_breaks_and_carry_votes() -> None:
    text, spans = parse_gold("Tỉnh [[LOC|Lai Châu]]\n\nđạt [[VAL|5%]]")
    lines = lines_of(text, spans)
    assert [line.words for line in lines] == [("Tỉnh", "Lai", "Châu"), ("đạt", "5", "%")]
    assert [line.votes for line in lines] == [("O", "B-LOC", "I-LOC"), ("O", "B-VAL", "I-VAL")]
    assert [text[a:b] for line in lines for a, b in line.offsets] == ["Tỉnh", "Lai", "Châu", "đạt", "5", "%"]


def test_no_words_no_lines() -> None:
    assert lines_of(" \n\n ") == []


def test_illegal_tags_open_a_span() -> None:
    assert list(legalised(["I-A", "I-A", "I-B", "O", "B-A", "I-A"])) == ["B-A", "I-A", "B-B", "O", "B-A", "I-A"]


def test_train_and_tag(tmp_path: Path) -> None:
    marked = "Đồng chí [[PER|Giàng Páo Mỷ]] phát biểu.\nThu ngân sách đạt [[VAL|60 tỷ đồng]]."
    text, gold = parse_gold(marked)
    train([(text, gold, [])] * 8, tmp_path / "crf.bin")
    found = CrfTagger(tmp_path / "crf.bin").spans(text)
    assert [(span.label, span.text) for span in found] == [("PER", "Giàng Páo Mỷ"), ("VAL", "60 tỷ đồng")]
    assert all(0 < span.score <= 1 for span in found)
