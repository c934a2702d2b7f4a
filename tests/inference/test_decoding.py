"""Decoding finds the best legal path, and only legal ones."""

from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov import chain as chain_module
from phogov.bio import tags_to_runs
from phogov.chain import Chain
from phogov.decoding import decode, log_softmax, scored_runs
from phogov.labels import bio_tags, legal

TAGS = bio_tags(["A", "B"])


@pytest.fixture(autouse=True)
def nothing_is_sure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode exactly, but where a test is about words that are surely outside."""
    if "sure" not in request.node.name:
        monkeypatch.setattr(chain_module, "SURE", 2.0)


def total(log_probs: np.ndarray, path: Sequence[int], moves: np.ndarray) -> float:
    return sum(log_probs[i, tag] for i, tag in enumerate(path)) + sum(moves[a, b] for a, b in pairwise(path))


def best_by_hand(log_probs: np.ndarray, moves: np.ndarray) -> float:
    """Try every path."""
    return max(
        total(log_probs, path, moves)
        for path in product(range(len(TAGS)), repeat=len(log_probs))
        if all(legal(a, b) for a, b in zip(("O", *(TAGS[t] for t in path)), (TAGS[t] for t in path), strict=False))
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.floats(-5, 5), min_size=5, max_size=5), min_size=1, max_size=5),
    st.one_of(st.none(), st.lists(st.lists(st.floats(-3, 0), min_size=5, max_size=5), min_size=5, max_size=5)),
)
def test_the_best_legal_path(rows: list[list[float]], table: list[list[float]] | None) -> None:
    log_probs, moves = log_softmax(np.array(rows)), np.array(table or np.zeros((5, 5)))
    (path,) = decode([log_probs], TAGS, None if table is None else Chain(TAGS, moves))
    tags = [TAGS[i] for i in path]
    assert all(legal(a, b) for a, b in zip(("O", *tags), tags, strict=False))
    assert total(log_probs, path, moves) == pytest.approx(best_by_hand(log_probs, moves))


def test_nothing_to_decode() -> None:
    nothing = np.zeros((0, 5))
    for chain in (None, Chain(TAGS)):
        assert decode([nothing], TAGS, chain) == [[]]
        assert scored_runs([nothing], TAGS, chain) == [[]]
        assert decode([], TAGS, chain) == []


def test_scores_by_hand() -> None:
    probabilities = np.array(
        [[0.1, 0.8, 0.04, 0.03, 0.03], [0.05, 0.05, 0.8, 0.05, 0.05], [0.6, 0.04, 0.3, 0.03, 0.03]]
    )
    (((first, end, label, score),),) = scored_runs([np.log(probabilities)], TAGS)
    assert (first, end, label) == (0, 2, "A")
    assert score == pytest.approx(0.7)  # the span ends at the third word with probability 1 - 0.3


def test_temperature_flattens() -> None:
    assert np.exp(log_softmax(np.array([0.0, 2.0]), 2.0)) == pytest.approx([1 / (1 + np.e), np.e / (1 + np.e)])


ROWS = st.lists(st.lists(st.floats(-5, 5), min_size=5, max_size=5), min_size=0, max_size=4)
TABLE = st.lists(st.lists(st.floats(-3, 3), min_size=5, max_size=5), min_size=5, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=4), TABLE)
def test_a_chain_gives_spans_the_share_of_all_paths_that_hold_them(lines: list[list[list[float]]], table: list) -> None:
    """Whatever lines are decoded together; against every legal path, one by one."""
    scores = [np.array(rows).reshape(-1, 5) for rows in lines]
    moves = np.array(table)
    chain = Chain(TAGS, moves)
    found = chain.runs(scores)
    for line, runs in zip(scores, found, strict=True):
        paths = [
            path
            for path in product(range(5), repeat=len(line))
            if all(legal(a, b) for a, b in pairwise(("O", *(TAGS[t] for t in path))))
        ]
        weights = np.array([np.exp(total(line, path, moves)) for path in paths])
        for first, end, label, score in runs:
            holding = [(first, end, label) in tags_to_runs([TAGS[t] for t in path]) for path in paths]
            assert score == pytest.approx(weights[holding].sum() / weights.sum(), abs=1e-6)


def test_many_lines_of_all_lengths_are_decoded_as_one_by_one() -> None:
    generator = np.random.default_rng(1)
    chain = Chain(TAGS, generator.normal(size=(5, 5)))
    lines = [generator.normal(size=(int(length), 5)) * 2 for length in generator.integers(0, 300, 300)]
    together = chain.runs(lines)
    for line, runs in zip(lines, together, strict=True):
        (alone,) = chain.runs([line])
        assert [run[:3] for run in alone] == [run[:3] for run in runs]
        assert [run[3] for run in alone] == pytest.approx([run[3] for run in runs])


def test_scores_out_of_range_give_probabilities() -> None:
    """A word whose best tag cannot stand there, by far."""
    line = np.full((4, 5), -1e6)
    line[0, 0] = line[1, TAGS.index("I-A")] = line[2, 0] = line[3, TAGS.index("B-B")] = 0.0
    (runs,) = Chain(TAGS, np.full((5, 5), -50.0)).runs([line])
    assert all(0.0 <= score <= 1.0 for *_, score in runs)
    assert (3, 4, "B") in [run[:3] for run in runs]


@pytest.mark.parametrize("outside", [[], [0], [5], [0, 5], [2], [1, 2, 3], [0, 1, 2, 3, 4, 5]])
def test_lines_are_cut_at_words_that_are_surely_outside(outside: list[int]) -> None:
    """Cut or whole, the path is the same, and so are the probabilities where such words are certain."""
    generator = np.random.default_rng(len(outside))
    line = generator.normal(size=(6, 5))
    line[outside] = -60.0
    line[outside, 0] = 0.0
    chain = Chain(TAGS, generator.normal(size=(5, 5)))
    found = chain.runs([line, line[:1], line[:2]]), chain.paths([line, line[:1], line[:2]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain_module, "SURE", 2.0)
        whole = chain.runs([line, line[:1], line[:2]]), chain.paths([line, line[:1], line[:2]])
    assert found[1] == whole[1]
    assert [[run[:3] for run in runs] for runs in found[0]] == [[run[:3] for run in runs] for runs in whole[0]]
    for one, other in zip(found[0], whole[0], strict=True):
        assert [run[3] for run in one] == pytest.approx([run[3] for run in other], abs=1e-9)
