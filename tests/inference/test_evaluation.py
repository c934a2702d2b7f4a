"""Evaluation: expected values by hand, and seqeval against counting."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.errors import FormatError, InputError
from phogov.evaluation import LabelledDocument, evaluate, evaluate_source
from phogov.evaluation.document import read_labelled
from phogov.evaluation.strict import bootstrap
from phogov.span import Span

TEXT = "0123456789" * 3


def document(*spans: tuple[int, int, str], name: str = "d", score: float = 1.0) -> LabelledDocument:
    return LabelledDocument(name, TEXT, tuple(Span(a, b, label, TEXT[a:b], score) for a, b, label in spans))


GOLD = document((0, 2, "A"), (3, 6, "A"), (7, 9, "B"), (12, 14, "B"))
FOUND = document((0, 2, "A"), (3, 5, "A"), (7, 9, "A"), (20, 22, "B"), score=0.8)


def test_strict_by_hand() -> None:
    result = evaluate([GOLD], [FOUND])
    assert (result.micro.precision, result.micro.recall, result.micro.f1) == (0.25, 0.25, 0.25)
    assert (result.per_label["A"].precision, result.per_label["A"].recall) == (pytest.approx(1 / 3), 0.5)
    assert result.per_label["B"].f1 == 0
    assert result.interval is None


def test_loose_by_hand() -> None:
    loose = evaluate([GOLD], [FOUND]).loose
    assert loose["ent_type"].precision == 0.5  # two of four overlap a gold span of their label
    assert loose["partial"].precision == pytest.approx((1 + 0.5 + 1) / 4)  # bounds alone: exact, partial, exact, none


def test_confusion_by_hand() -> None:
    assert evaluate([GOLD], [FOUND]).confusion == {"A": {"A": 2}, "B": {"A": 1, "none": 1}, "none": {"B": 1}}


def test_calibration_by_hand() -> None:
    assert evaluate([GOLD], [FOUND]).calibration == pytest.approx(abs(0.8 - 0.25))


def test_perfect_and_empty() -> None:
    assert evaluate([GOLD], [GOLD]).micro.f1 == 1
    empty = evaluate([document()], [document()])
    assert (empty.micro.f1, empty.calibration, empty.loose) == (0, None, {})


spans = st.lists(st.tuples(st.integers(0, 28), st.integers(1, 4), st.sampled_from("AB")), max_size=8)


def disjoint(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept, last = [], 0
    for start, length, label in sorted(found):
        if start >= last and start + length <= len(TEXT):
            kept.append((start, start + length, label))
            last = start + length
    return kept


@settings(max_examples=150, deadline=None)
@given(spans, spans)
def test_seqeval_equals_counting_exact_spans(gold: list, found: list) -> None:
    truth, guess = disjoint(gold), disjoint(found)
    result = evaluate([document(*truth)], [document(*guess)], resamples=1)
    right = len(set(truth) & set(guess))
    assert result.micro.f1 == pytest.approx(2 * right / max(1, len(truth) + len(guess)))


def test_bootstrap_interval_holds_the_score_and_repeats() -> None:
    counts = np.array([[8, 10, 10], [5, 10, 10], [9, 10, 10], [7, 10, 10]])
    low, high = bootstrap(counts, 1000, 0)
    assert 0.5 <= low < 29 / 40 < high <= 0.9
    assert bootstrap(counts, 1000, 0) == (low, high)


def test_documents_must_match() -> None:
    with pytest.raises(FormatError, match="lack the document 'd'"):
        evaluate([GOLD], [document(name="other")])
    with pytest.raises(FormatError, match="differ at character 0"):
        evaluate([GOLD], [LabelledDocument("d", "x" + TEXT, ())])


def test_sources(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("[[LOC|Lai Châu]].", encoding="utf-8")
    (gold,) = read_labelled(tmp_path)
    assert gold == LabelledDocument("a", "Lai Châu.", (Span(0, 8, "LOC", "Lai Châu"),))
    (tmp_path / "a.conll").write_text("Lai B-LOC\nChâu I-LOC\n. O\n", encoding="utf-8")
    (row,) = read_labelled(tmp_path / "a.conll")
    assert (row.text, row.spans) == ("Lai Châu .", (Span(0, 8, "LOC", "Lai Châu"),))
    assert evaluate_source(tmp_path / "a.txt", predictions=tmp_path / "a.txt").micro.f1 == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "a"}', "p.jsonl:1: not a line of the form"),
        ('{"text": "a", "entities": [{"start": 0, "end": 5, "label": "X"}]}', "p.jsonl:1: an entity lies outside"),
        (
            '{"text": "abc", "entities": [{"start":0,"end":2,"label":"X"},{"start":1,"end":3,"label":"X"}]}',
            "p.jsonl:1: entities overlap",
        ),
    ],
)
def test_malformed_predictions_are_named(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text(line)
    with pytest.raises(FormatError, match=message):
        read_labelled(tmp_path / "p.jsonl")


def test_empty_gold_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no gold file"):
        read_labelled(tmp_path)
