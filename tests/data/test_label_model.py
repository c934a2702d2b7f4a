"""From votes to spans."""

from data.label_model import aggregate
from data.labelling.vote import Vote

TEXT = "Chủ tịch UBND tỉnh Lai Châu"


def test_the_longest_span_wins_and_dispute_lowers_confidence() -> None:
    votes = {"a": [Vote(0, 18, "TITLE")], "b": [Vote(9, 18, "ORG")], "c": [Vote(19, 27, "LOC")]}
    found = aggregate(TEXT, votes)
    assert [(s.start, s.end, s.label, s.text) for s in found] == [
        (0, 18, "TITLE", "Chủ tịch UBND tỉnh"),
        (19, 27, "LOC", "Lai Châu"),
    ]
    assert [s.score for s in found] == [0.7, 0.7]  # a TITLE may swallow an ORG: no dispute


def test_agreement_raises_and_dispute_lowers_confidence() -> None:
    agreed = aggregate(TEXT, {"a": [Vote(19, 27, "LOC")], "b": [Vote(19, 27, "LOC")]})
    assert agreed[0].score == 0.91
    disputed = aggregate(TEXT, {"a": [Vote(19, 27, "LOC")], "b": [Vote(19, 22, "PER")]})
    assert disputed[0].score == 0.56


def test_spans_across_lines_and_empty_ones_are_dropped() -> None:
    assert aggregate("a\nb", {"a": [Vote(0, 3, "ORG"), Vote(1, 1, "ORG")]}) == []


def test_no_votes() -> None:
    assert aggregate(TEXT, {}) == []
