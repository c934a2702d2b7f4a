"""Annotations taken off their text and put back."""

import json
from pathlib import Path

import pytest
from phogov.gold import parse_gold, read_gold
from phogov.normalise import normalise

from data.standoff import main, read_standoff, take_off, write_standoff

TEXT = "Tin\u00a0mới\nUỶ ban nhân dân tỉnh Lai Châu họp sáng 3/10.\nHết 🙂 tăng 5%."
MARKED = ["[[ORG|UỶ ban nhân dân tỉnh Lai Châu]] họp [[DATE|sáng 3/10]].", "Hết 🙂 [[CHG|tăng 5%]]."]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    documents, spans = tmp_path / "documents.jsonl", tmp_path / "spans.jsonl"
    documents.write_text(json.dumps({"id": "a", "text": TEXT}) + "\n" + json.dumps({"id": "b", "text": "x"}) + "\n")
    view = normalise(TEXT).text
    plain = [parse_gold(line) for line in MARKED]
    write_standoff(spans, (take_off("a", view.index(line), line, found) for line, found in plain))
    return documents, spans


def test_there_and_back(files: tuple[Path, Path], tmp_path: Path) -> None:
    documents, spans = files
    assert "Lai" not in spans.read_text(encoding="utf-8")
    assert main(["restore", str(spans), "--documents", str(documents), "--output", str(tmp_path / "out")]) == 0
    text, found = read_gold(tmp_path / "out/0000.txt")
    assert (tmp_path / "out/0000.txt").read_text(encoding="utf-8").splitlines() == MARKED
    assert [(text[s.start : s.end], s.label) for s in found] == [
        ("UỶ ban nhân dân tỉnh Lai Châu", "ORG"),
        ("sáng 3/10", "DATE"),
        ("tăng 5%", "CHG"),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d, s: d.write_text(json.dumps({"id": "a", "text": TEXT.replace("họp", "nghỉ")})), "is not the one"),
        (lambda d, s: d.write_text(json.dumps({"id": "c", "text": TEXT})), "documents are missing, a for one"),
        (lambda d, s: s.write_text("{}"), "spans.jsonl:1: not an annotated line"),
        (
            lambda d, s: s.write_text('{"id": "a", "start": 0, "sha256": "", "spans": [[0, 1, "X"]]}'),
            "of an unknown label",
        ),
        (lambda d, s: s.unlink(), "cannot be read"),
    ],
)
def test_what_does_not_fit(
    change: object, message: str, files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents, spans = files
    change(documents, spans)  # type: ignore[operator]
    assert main(["restore", str(spans), "--documents", str(documents), "--output", str(tmp_path / "out")]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_projects_own_annotations_can_be_read() -> None:
    path = Path(__file__).parents[2] / "data/gold/domain-spans.jsonl"
    assert sum(len(line.spans) for line in read_standoff(path)) > 5000
