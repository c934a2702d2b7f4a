"""The CRF label model: lines, votes as features, and learning patterns that a reader can check."""

from pathlib import Path

import pytest
from phogov.features import shape
from phogov.gold import parse_gold
from phogov.span import Span

from data.label_models.crf import CrfTagger, features, lines_of, train
from data.labelling.vote import Vote


@pytest.mark.parametrize(
    ("word", "expected"),
    [("tỉnh", "xx"), ("Lai", "Xx"), ("UBND", "XX"), ("A", "X"), ("11,63", "00,00"), ("60.000", "00.000"), ("%", "%")],
)
def test_shape(word: str, expected: str) -> None:
    assert shape(word) == expected


def test_lines_follow_line_breaks_and_carry_votes() -> None:
    text, spans = parse_gold("Tỉnh [[LOC|Lai Châu]]\n\nđạt [[VAL|5%]]")
    votes = {"place": [Vote(spans[0].start, spans[0].end, "LOC")], "value": [Vote(spans[1].start, spans[1].end, "VAL")]}
    lines = lines_of(text, votes)
    assert [line.words for line in lines] == [("Tỉnh", "Lai", "Châu"), ("đạt", "5", "%")]
    assert [line.tags for line in lines] == [("O", "B-LOC", "I-LOC"), ("O", "B-VAL", "I-VAL")]
    assert lines[0].voters == ((), ("f=place:B-LOC",), ("f=place:I-LOC",))
    assert [text[a:b] for line in lines for a, b in line.offsets] == ["Tỉnh", "Lai", "Châu", "đạt", "5", "%"]
    assert "f=place:B-LOC" in features(lines[0])[1]


def test_no_words_no_lines() -> None:
    assert lines_of(" \n\n ", {}) == []


def test_a_vote_that_cuts_a_word_says_nothing() -> None:
    (line,) = lines_of("Lai Châu", {"f": [Vote(1, 8, "LOC")]})
    assert line.voters == ((), ())


def test_train_and_tag(tmp_path: Path) -> None:
    marked = "Đồng chí [[PER|Giàng Páo Mỷ]] phát biểu.\nThu ngân sách đạt [[VAL|60 tỷ đồng]]."
    text, gold = parse_gold(marked)
    train([(text, gold, {})] * 8, tmp_path / "crf.bin")
    found = CrfTagger(tmp_path / "crf.bin").spans(text, {})
    assert [(span.label, span.text) for span in found] == [("PER", "Giàng Páo Mỷ"), ("VAL", "60 tỷ đồng")]
    assert all(0 < span.score <= 1 for span in found)


def voted(marked: str) -> tuple[str, list[Span], dict[str, list[Vote]]]:
    """A text whose spans one function votes for, and of which another says that all are ORG."""
    text, gold = parse_gold(marked)
    good = [Vote(span.start, span.end, span.label) for span in gold]
    return text, gold, {"good": good, "bad": [Vote(vote.start, vote.end, "ORG") for vote in good]}


def test_it_learns_which_function_to_trust(tmp_path: Path) -> None:
    names = ("An", "Bình", "Huế", "Mai", "Lan")
    marked = [f"[[{a}|{x}]] và [[{b}|{y}]]" for x in names for y in names for a, b in (("PER", "LOC"), ("LOC", "PER"))]
    train(map(voted, marked), tmp_path / "crf.bin")
    text, truth, votes = voted("[[LOC|Vinh]] và [[PER|Tâm]]")
    found = CrfTagger(tmp_path / "crf.bin").spans(text, votes)
    assert [(span.label, span.text) for span in found] == [(span.label, span.text) for span in truth]
