"""Building the dataset: byte for byte again, whole or not at all, bad documents skipped with their reason."""

import json
from pathlib import Path

import pytest
from datasets import load_from_disk
from phogov.labels import LABELS, bio_tags

from data.build import BuildConfig, build, main

ROOT = Path(__file__).parents[2]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_committed_dataset_is_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    build(BuildConfig(inputs=(ROOT / "seeds",), output=tmp_path / "built", gold=ROOT / "data/gold/seeds"))
    assert contents(tmp_path / "built") == contents(ROOT / "data/built")


def test_rows_point_into_the_seeds() -> None:
    splits = load_from_disk(str(ROOT / "data/built"))
    assert splits["train"].features["ner_tags"].feature.names == list(bio_tags(LABELS))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "seeds").glob("*.txt")}
    for row in splits["train"]:
        raw = texts[row["document"]]
        assert row["text"] == raw[row["starts"][0] : row["ends"][-1]]
        assert "zalo-icon" not in row["text"]
        assert ".jpg" not in row["text"]
        assert len(row["tokens"]) == len(row["ner_tags"]) == len(row["starts"]) == len(row["confidence"])
    assert set(splits["train"]["document"]) == set(texts)


def test_documents_are_held_out_whole(tmp_path: Path) -> None:
    held = "002_a709513c7e5718d2"
    build(BuildConfig(inputs=(ROOT / "seeds",), output=tmp_path / "d", holdout=(held,)))
    splits = load_from_disk(str(tmp_path / "d"))
    assert set(splits["test"]["document"]) == {held}
    assert held not in set(splits["train"]["document"])


def test_labels_from_gold(tmp_path: Path) -> None:
    report = build(BuildConfig(inputs=(ROOT / "data/gold/seeds",), output=tmp_path / "d", from_gold=True))
    assert sum(report["spans"].values()) == 420
    assert report["lost_by_alignment"] == {}


def test_bad_documents_are_skipped_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.txt").write_text("Tỉnh Lai Châu đạt 5%.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(b"\0\1\2")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": "a", "text": "Năm 2024"}) + '\nnot json\n{"x": 1}\n')
    code = main(["--input", str(tmp_path), "--output", str(tmp_path / "out/d")])
    errors = capsys.readouterr().err
    assert code == 1
    for reason in (
        "empty.txt: the file is empty",
        "binary.txt: a binary file",
        "latin.txt: not UTF-8",
        "rows.jsonl:2",
        "rows.jsonl:3",
    ):
        assert reason in errors
    assert json.loads((tmp_path / "out/d/report.json").read_text(encoding="utf-8"))["documents"] == 2


@pytest.mark.parametrize(
    ("extra", "code", "message"),
    [
        (["--input", "nowhere.txt"], 1, "No document could be read"),
        (["--input", "seeds", "--holdout", "x"], 2, "no such document"),
        (["--input", "seeds", "--segmenter", "x"], 2, "Unknown segmenter"),
    ],
)
def test_errors_leave_nothing(
    extra: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    assert main([*extra, "--output", str(tmp_path / "d")]) == code
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_output_folder_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("x")
    assert main(["--input", str(ROOT / "seeds"), "--output", str(tmp_path)]) == 1
    assert "something else" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
