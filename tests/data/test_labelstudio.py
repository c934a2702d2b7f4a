"""There and back: what Label Studio exports becomes gold, to the character."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov.formats import labelstudio as export
from phogov.formats.tagged import Tagged
from phogov.gold import read_gold
from phogov.labels import LABELS
from phogov.span import Span

from data.labelstudio import config, import_gold, main, parse_task

TEXT = "😀 Ông Giàng Páo Mỷ\r\nở tỉnh Lai Châu 👩‍👩‍👧 nay"


def span(text: str, surface: str, label: str) -> Span:
    start = text.index(surface)
    return Span(start, start + len(surface), label, surface, 0.9)


def exported(text: str, spans: list[Span], name: str = "doc-1") -> dict[str, Any]:
    """What Label Studio gives back when somebody accepts the prediction."""
    task = export.task(Tagged(name, text, tuple(spans)))
    task["annotations"] = [{"result": task["predictions"][0]["result"], "updated_at": "2026-01-02"}]
    return task


def test_emoji_and_line_ends_survive(tmp_path: Path) -> None:
    spans = [span(TEXT, "Giàng Páo Mỷ", "PER"), span(TEXT, "tỉnh Lai Châu", "LOC")]
    (tmp_path / "e.json").write_text(json.dumps([exported(TEXT, spans)]), encoding="utf-8")
    written, refused = import_gold(tmp_path / "e.json", tmp_path / "gold")
    assert not refused
    text, found = read_gold(written[0])
    assert text == TEXT
    assert [(s.start, s.end, s.label) for s in found] == [(s.start, s.end, s.label) for s in spans]


@given(st.text(alphabet="aàữ😀👩\u200d \r\n%)", max_size=40), st.data())
def test_any_text_with_any_span(text: str, data: st.DataObject) -> None:
    starts = [i for i, c in enumerate(text) if not c.isspace()]
    if not starts:
        return
    start = data.draw(st.sampled_from(starts))
    ends = [i + 1 for i in starts if i >= start and "\n" not in text[start : i + 1]]
    found = parse_task(
        exported(text, [Span(start, end := data.draw(st.sampled_from(ends)), "PER", text[start:end])]), "t"
    )
    assert found and [(s.start, s.end, s.text) for s in found.spans] == [(start, end, text[start:end])]


def test_the_latest_annotation_counts_and_cancelled_ones_do_not() -> None:
    task = exported(TEXT, [span(TEXT, "Giàng Páo Mỷ", "PER")])
    task["annotations"] += [
        {"result": [], "updated_at": "2026-03-01"},
        {"result": [{"type": "labels"}], "updated_at": "2027-01-01", "was_cancelled": True},
    ]
    found = parse_task(task, "t")
    assert found and found.spans == ()


def test_nobody_has_annotated() -> None:
    assert parse_task({"data": {"text": "a"}, "annotations": []}, "t") is None


def bad(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"id": "b", "text": "Lai Châu\nnay"},
        "annotations": [{"result": [{"type": "labels", "value": value}]}],
    }


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ({"data": {}}, "no data.text"),
        (bad({"start": 0, "end": 99, "labels": ["LOC"]}), "outside"),
        (bad({"start": 0, "end": 8, "labels": []}), "one label"),
        (bad({"start": 0, "end": 8, "labels": ["LOC"], "text": "other"}), "the export says"),
        (bad({"start": 0, "end": 11, "labels": ["LOC"]}), "line break"),
        (exported("Lai Châu", [Span(0, 8, "LOC", "Lai Châu"), Span(4, 8, "PER", "Châu")]), "overlap"),
        (exported("Lai Châu", [], name="../../etc/x"), "file name"),
        (exported("a [[b", [], name="c"), "markup"),
    ],
)
def test_bad_tasks_are_refused_by_name_and_the_others_written(
    task: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = exported(TEXT, [], name="good")
    (tmp_path / "e.json").write_text(json.dumps([task, good]), encoding="utf-8")
    assert main(["import", str(tmp_path / "e.json"), "--output", str(tmp_path / "gold")]) == 1
    assert message in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "gold").iterdir()] == ["good.txt"]


def test_files_are_replaced_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "e.json").write_text(json.dumps([exported(TEXT, [])]), encoding="utf-8")
    arguments = ["import", str(tmp_path / "e.json"), "--output", str(tmp_path / "gold")]
    assert main(arguments) == 0
    assert main(arguments) == 1
    assert "--update" in capsys.readouterr().err
    assert main([*arguments, "--update"]) == 0


@pytest.mark.parametrize("content", ["{", "{}", ""])
def test_no_export(content: str, tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(content, encoding="utf-8")
    assert main(["import", str(tmp_path / "e.json"), "--output", str(tmp_path / "gold")]) == 1


def test_the_interface_names_every_label(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert [label.get("value") for label in root.iter("Label")] == list(LABELS)
    assert ElementTree.fromstring(config(['<&"'])).find(".//Label").get("value") == '<&"'  # type: ignore[union-attr]
