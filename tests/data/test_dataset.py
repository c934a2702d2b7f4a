"""Reading the three kinds of dataset."""

import json
from pathlib import Path

import pytest
from phogov.errors import FormatError, InputError

from data.dataset import load

ROOT = Path(__file__).parents[2]


def test_the_committed_dataset() -> None:
    rows = load(ROOT / "data/built")
    assert set(rows.column_names) == {"tokens", "ner_tags", "confidence", "document"}
    assert load(ROOT / "data/built/train").to_list() == rows.to_list()
    assert "B-IND" in {tag for tags in rows["ner_tags"] for tag in tags}


def test_its_conll_says_the_same() -> None:
    rows, conll = load(ROOT / "data/built"), load(ROOT / "data/built/train.conll")
    assert list(conll["tokens"]) == list(rows["tokens"])
    assert list(conll["ner_tags"]) == list(rows["ner_tags"])


def test_jsonl_of_tokens_and_of_text(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps({"tokens": ["a", "b"], "ner_tags": ["B-X", "O"], "confidence": [0.5, 1.0]}))
    assert load(path).to_list() == [{"tokens": ["a", "b"], "ner_tags": ["B-X", "O"], "confidence": [0.5, 1.0]}]
    path.write_text(json.dumps({"id": "1", "text": "a bc\nd", "entities": [{"start": 2, "end": 3, "label": "X"}]}))
    assert load(path).to_list() == [
        {"tokens": ["a", "b", "c"], "ner_tags": ["O", "B-X", "O"]},
        {"tokens": ["d"], "ner_tags": ["O"]},
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "f.jsonl:1: not JSON"),
        ('{"a": 1}', "f.jsonl:1: neither tokens with ner_tags"),
        ('{"tokens": ["a"], "ner_tags": []}', "f.jsonl:1: tokens and ner_tags"),
        ('{"tokens": ["a"], "ner_tags": ["I-X"]}', "f.jsonl:1: 'I-X' at position 0"),
        ('{"text": "a", "entities": [{"start": 0, "end": 9, "label": "X"}]}', "f.jsonl:1: the entity 0-9"),
        ('{"tokens": "a", "ner_tags": ["O"]}', "f.jsonl:1: tokens and ner_tags"),
        ('{"tokens": ["a"], "ner_tags": ["O"], "confidence": null}', "f.jsonl:1: confidence must"),
        (
            '{"text": "ab c", "entities": [{"start":0,"end":2,"label":"X"},{"start":1,"end":4,"label":"X"}]}',
            "f.jsonl:1: entities overlap",
        ),
        ('{"text": "a", "entities": [{"label": "X"}]}', "f.jsonl:1: an entity needs"),
    ],
)
def test_malformed_rows_are_named(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "f.jsonl").write_text(line)
    with pytest.raises(FormatError, match=message):
        load(tmp_path / "f.jsonl")


def test_missing_empty_and_foreign(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "nothing")
    with pytest.raises(InputError, match="not a dataset folder"):
        load(tmp_path)
    (tmp_path / "f.jsonl").write_text("")
    with pytest.raises(InputError, match="empty"):
        load(tmp_path / "f.jsonl")


def test_a_line_that_looks_like_chrome_keeps_its_entity(tmp_path: Path) -> None:
    row = {"text": "trang chủ", "entities": [{"start": 0, "end": 9, "label": "X"}]}
    (tmp_path / "f.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert load(tmp_path / "f.jsonl").to_list() == [{"tokens": ["trang", "chủ"], "ner_tags": ["B-X", "I-X"]}]
