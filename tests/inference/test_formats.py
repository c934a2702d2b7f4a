"""What tagged documents are written as."""

import json
from pathlib import Path

import pytest
from phogov.conll import read_conll
from phogov.formats import FORMATS, Tagged, brat
from phogov.span import Span

TEXT = "Tỉnh Lai Châu\nđạt 5% 🙂"
DOCUMENT = Tagged("a", TEXT, (Span(0, 13, "LOC", "Tỉnh Lai Châu", 0.91234), Span(18, 20, "VAL", "5%", 0.3)))


def written(name: str, *documents: Tagged) -> str:
    return "".join(FORMATS[name](documents))


def test_jsonl_is_the_contract() -> None:
    assert json.loads(written("jsonl", DOCUMENT)) == {
        "id": "a",
        "text": TEXT,
        "entities": [
            {"start": 0, "end": 13, "label": "LOC", "text": "Tỉnh Lai Châu", "score": 0.9123},
            {"start": 18, "end": 20, "label": "VAL", "text": "5%", "score": 0.3},
        ],
    }
    assert written("jsonl", DOCUMENT, DOCUMENT).count("\n") == 2


def test_conll_by_hand(tmp_path: object) -> None:
    assert written("conll", DOCUMENT) == (
        "Tỉnh\tB-LOC\nLai\tI-LOC\nChâu\tI-LOC\n\nđạt\tO\n5\tB-VAL\n%\tI-VAL\n🙂\tO\n\n"
    )


def test_conll_reads_back(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "f.conll").write_text(written("conll", DOCUMENT, DOCUMENT), encoding="utf-8")
    assert len(list(read_conll(tmp_path / "f.conll"))) == 4


def test_labelstudio_offsets_are_code_points() -> None:
    (task, _) = json.loads(written("labelstudio", DOCUMENT, DOCUMENT))
    value = task["predictions"][0]["result"][1]["value"]
    assert task["data"]["text"][value["start"] : value["end"]] == value["text"] == "5%"
    assert value["labels"] == ["VAL"]
    assert json.loads(written("labelstudio")) == []


@pytest.mark.parametrize("name", ["jsonl", "conll", "html"])
def test_no_spans_and_no_documents(name: str) -> None:
    assert isinstance(written(name, Tagged("e", "", ())), str)
    assert isinstance(written(name), str)


def test_brat_by_hand(tmp_path: Path) -> None:
    hostile = Tagged("../../etc/passwd", "Lào Cai", (Span(0, 7, "X", "Lào Cai", 1.0),))
    assert brat.write_folder([DOCUMENT, DOCUMENT, hostile], tmp_path) == 3
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["__.._etc_passwd.ann", "__.._etc_passwd.txt", "a-2.ann", "a-2.txt", "a.ann", "a.txt", brat.CONFIG]
    assert (tmp_path / "a.ann").read_text(encoding="utf-8") == "T1\tLOC 0 13\tTỉnh Lai Châu\nT2\tVAL 18 20\t5%\n"
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == TEXT
    assert {"LOC", "VAL", "X"} <= set((tmp_path / brat.CONFIG).read_text(encoding="utf-8").split())
