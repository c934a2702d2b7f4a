"""Rows to model inputs: first pieces carry tags, long rows lose nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.normalise import DEFAULT_STEPS
from phogov.tokens import Tokenizer, load_tokenizer

from train.encoding import IGNORED, Row, collate, encode_rows, token_batches

TAGS = {"O": 0, "B-A": 1, "I-A": 2}


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> Tokenizer:
    return load_tokenizer(tiny_encoder)


def encode(rows: list[Row], tokenizer: Tokenizer, max_length: int = 64) -> list:
    return list(encode_rows(rows, tokenizer, TAGS, max_length=max_length, overlap=4, steps=DEFAULT_STEPS))


def test_first_pieces_carry_tags_and_weights(tokenizer: Tokenizer) -> None:
    (example,) = encode([Row(("kinh", "qwzx"), ("O", "B-A"), (1.0, 0.5))], tokenizer)
    tagged = [
        (label, weight) for label, weight in zip(example.labels, example.weights, strict=True) if label != IGNORED
    ]
    assert tagged == [(0, 1.0), (1, 0.5)]
    assert example.input_ids[0] == tokenizer.bos_id
    assert example.input_ids[-1] == tokenizer.eos_id
    assert len(example.input_ids) == len(example.labels) == len(example.weights)


def test_training_and_tagging_see_the_same_ids(tokenizer: Tokenizer) -> None:
    (raw,) = encode([Row(("hòa", "bi\u0300nh"), ("O", "O"), (1.0, 1.0))], tokenizer)
    assert raw.input_ids[1:-1] == tokenizer.encode(["hoà", "bình"]).ids


@settings(max_examples=50, deadline=None)
@given(count=st.integers(1, 80))
def test_every_word_of_a_long_row_is_tagged_once(tokenizer: Tokenizer, count: int) -> None:
    row = Row(tuple(f"từ{i}" for i in range(count)), ("B-A",) + ("I-A",) * (count - 1), (1.0,) * count)
    examples = encode([row], tokenizer, max_length=20)
    assert [word for example in examples for word in example.words] == list(range(count))
    assert all(len(example.input_ids) <= 20 for example in examples)
    assert sum(label != IGNORED for example in examples for label in example.labels) == count


def test_collate_pads(tokenizer: Tokenizer) -> None:
    rows = [Row(("a",), ("O",), (1.0,)), Row(("a", "b", "c"), ("O", "O", "O"), (1.0, 1.0, 1.0))]
    batch = collate(encode(rows, tokenizer), tokenizer.pad_id)
    assert {tensor.shape for tensor in batch.values()} == {batch["input_ids"].shape}
    assert batch["attention_mask"].sum(dim=1).tolist() == [len(e.input_ids) for e in encode(rows, tokenizer)]
    assert batch["input_ids"][0, -1] == tokenizer.pad_id


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.integers(50, 200), st.booleans())
def test_batches_hold_every_example_within_the_budget(lengths: list[int], budget: int, shuffle: bool) -> None:
    batches = token_batches(lengths, budget, 3, shuffle=shuffle)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[i] for i in batch) <= budget for batch in batches)
