"""Spans to tags and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov.bio import spans_to_tags, split_at, tags_to_runs
from phogov.errors import LabelError
from phogov.span import Span

WORDS = [(0, 2), (3, 5), (5, 6), (7, 9)]


def span(start: int, end: int, label: str = "A") -> Span:
    return Span(start, end, label, "")


def test_tags_by_hand() -> None:
    assert spans_to_tags(WORDS, [span(0, 5), span(7, 9, "B")]) == (["B-A", "I-A", "O", "B-B"], [])


def test_spans_that_cut_words_or_overlap_are_lost_and_named() -> None:
    cut, overlap = span(1, 5), span(3, 6)
    assert spans_to_tags(WORDS, [cut, span(0, 5), overlap]) == (["B-A", "I-A", "O", "O"], [cut, overlap])


def test_split_at_saves_them() -> None:
    assert split_at(WORDS, [span(1, 4)]) == [(0, 1), (1, 2), (3, 4), (4, 5), (5, 6), (7, 9)]
    assert spans_to_tags(split_at(WORDS, [span(1, 4)]), [span(1, 4)])[1] == []


def test_runs_by_hand() -> None:
    assert tags_to_runs(["O", "B-A", "I-A", "B-A", "O", "B-B"]) == [(1, 3, "A"), (3, 4, "A"), (5, 6, "B")]


@pytest.mark.parametrize("tags", [["I-A"], ["B-A", "I-B"], ["O", "I-A"], ["X"], ["B-"], ["A"]])
def test_illegal_tags_are_refused(tags: list[str]) -> None:
    with pytest.raises(LabelError, match="at position"):
        tags_to_runs(tags)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from("OAB")), max_size=20))
def test_round_trip(parts: list[tuple[int, str]]) -> None:
    words, spans, at = [], [], 0
    for length, label in parts:
        words += [(2 * i, 2 * i + 1) for i in range(at, at + length)]
        if label != "O":
            spans.append(span(2 * at, 2 * (at + length) - 1, label))
        at += length
    tags, lost = spans_to_tags(words, spans)
    assert lost == []
    assert [(words[a][0], words[b - 1][1], label) for a, b, label in tags_to_runs(tags)] == [
        (s.start, s.end, s.label) for s in spans
    ]
