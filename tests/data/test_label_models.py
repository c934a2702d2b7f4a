"""From votes to spans."""

from pathlib import Path

import pytest
from phogov.bio import tags_to_runs
from phogov.errors import UsageError

from data.label_models import LABEL_MODELS, label_model, majority, weak_spans
from data.label_models.longest import aggregate
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


@pytest.mark.parametrize("name", sorted(LABEL_MODELS))
def test_no_votes(name: str) -> None:
    assert LABEL_MODELS[name]("và của các", {}) == []


def test_majority_takes_what_most_functions_say_of_each_word() -> None:
    votes = {
        "a": [Vote(0, 18, "TITLE")],
        "b": [Vote(0, 18, "TITLE"), Vote(19, 27, "LOC")],
        "c": [Vote(9, 18, "ORG")],
    }
    found = majority.aggregate(TEXT, votes)
    assert [(s.label, s.text) for s in found] == [("TITLE", "Chủ tịch UBND tỉnh"), ("LOC", "Lai Châu")]
    assert [round(s.score, 3) for s in found] == [0.667, 1.0]


def test_majority_spans_end_at_line_breaks() -> None:
    words = [(0, 1), (2, 3)]
    assert [s.text for s in majority.to_spans("a\nb", words, ["B-ORG", "I-ORG"], [1.0, 1.0])] == ["a", "b"]


def test_illegal_tags_open_a_span() -> None:
    tags = list(majority.legalised(["I-A", "I-A", "I-B", "O", "B-A", "I-A"]))
    assert tags == ["B-A", "I-A", "B-B", "O", "B-A", "I-A"]
    assert tags_to_runs(tags) == [(0, 2, "A"), (2, 3, "B"), (4, 6, "A")]


@pytest.mark.parametrize("name", sorted(LABEL_MODELS))
def test_every_model_labels_a_plain_sentence(name: str) -> None:
    found = {(s.label, s.text) for s in weak_spans("Đồng chí Giàng Páo Mỷ phát biểu tại tỉnh Lai Châu.", name)}
    assert found == {("PER", "Giàng Páo Mỷ"), ("LOC", "tỉnh Lai Châu")}


def test_an_unknown_label_model_is_named() -> None:
    with pytest.raises(UsageError, match="crf"):
        label_model("best")


def test_the_shipped_crf_is_no_pickle() -> None:
    head = (Path(__file__).parents[2] / "data/label_models/crf.bin").read_bytes()[:4]
    assert head == b"lCRF"
