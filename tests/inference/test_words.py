"""Word boundaries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov import words
from phogov.errors import UsageError
from phogov.words import segment


def surfaces(text: str, segmenter: str = "none") -> list[str]:
    return [text[start:end] for start, end in segment(text, segmenter)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đạt 11,63%.", ["đạt", "11,63", "%", "."]),
        ("60.000 tỷ", ["60.000", "tỷ"]),
        ("số 23-NQ/TU", ["số", "23", "-", "NQ", "/", "TU"]),
        ("T.Hòa_a", ["T", ".", "Hòa", "_", "a"]),
        ("1 km² 🙂", ["1", "km²", "🙂"]),
        (" \n\t", []),
    ],
)
def test_syllables(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@given(st.text())
def test_every_visible_character_is_in_one_word(text: str) -> None:
    covered = [i for start, end in segment(text) for i in range(start, end)]
    assert covered == [i for i, character in enumerate(text) if not character.isspace()]


def test_boundaries_are_taken_from_a_segmenter_but_not_its_text() -> None:
    text = "hoà bình và ổn định"
    assert words._segmented(text, lambda line: ["hòa_bình", "và", "ổn_định"]) == [(0, 8), (9, 11), (12, 19)]


def test_a_line_that_a_segmenter_garbles_falls_back_to_syllables() -> None:
    assert words._segmented("a b\nc", lambda line: ["xyz"] if line == "a b" else ["c"]) == [(0, 1), (2, 3), (4, 5)]


def test_underthesea_joins_syllables() -> None:
    pytest.importorskip("underthesea")
    text = "Hội đồng nhân dân tỉnh\nphát triển kinh tế"
    found = surfaces(text, "underthesea")
    assert "kinh tế" in found
    assert "".join(found).replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_unknown_segmenter() -> None:
    with pytest.raises(UsageError, match="known are none, underthesea, vncorenlp"):
        segment("a", "jieba")
