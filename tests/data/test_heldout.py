"""What a model is measured on is kept out of what it learns from."""

import json
from pathlib import Path

import pytest

from data.heldout import main

WORDS = "Chiều nay tỉnh Lai Châu tổ chức hội nghị sơ kết công tác chín tháng đầu năm và triển khai nhiệm vụ"


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "one.txt").write_text(WORDS.replace("tỉnh Lai Châu", "[[LOC|tỉnh Lai Châu]]") + ".\n", encoding="utf-8")
    return folder


def kept(tmp_path: Path, measured: Path, documents: dict[str, str]) -> list[str]:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = (json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in documents.items())
    source.write_text("".join(lines), encoding="utf-8")
    assert main(["--documents", str(source), "--measured", str(measured), "--output", str(output)]) == 0
    return [json.loads(line)["id"] for line in output.read_text(encoding="utf-8").splitlines()]


def test_the_same_name_and_the_same_words_are_left_out(tmp_path: Path, measured: Path) -> None:
    twelve = " ".join(WORDS.split()[:12])  # 12 words have 5 runs of 8
    eleven = " ".join(WORDS.split()[:11])
    documents = {
        "one": "khác hẳn",
        "two": f"Tin mới\n{twelve} khác",
        "three": f"{eleven} khác",
        "four": "Không liên quan",
    }
    assert kept(tmp_path, measured, documents) == ["three", "four"]


def test_other_normal_forms_are_the_same_words(tmp_path: Path, measured: Path) -> None:
    import unicodedata

    assert kept(tmp_path, measured, {"x": unicodedata.normalize("NFD", WORDS)}) == []


def test_no_gold_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.txt").write_text("Một dòng", encoding="utf-8")
    arguments = ["--documents", str(tmp_path / "in.txt"), "--measured", str(tmp_path / "none")]
    assert main([*arguments, "--output", str(tmp_path / "out.jsonl")]) == 1
    assert "No gold files" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()
