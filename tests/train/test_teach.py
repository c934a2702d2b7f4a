"""The teacher labels a corpus that it has not seen."""

import json
from pathlib import Path

import pytest
from phogov.bio import tags_to_runs

from train.teach import main


def test_rows_are_legal_and_carry_confidence(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    for i in range(6):
        text = f"Đồng chí [[PER|Giàng Páo Mỷ]] phát biểu lần {i}.\nThu ngân sách đạt [[VAL|{i + 2} tỷ đồng]] trong kỳ."
        (gold / f"{i}.txt").write_text(text, encoding="utf-8")
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(
        json.dumps({"text": "Ông Lò Văn A nói.\nThu ngân sách đạt 9 tỷ đồng trong kỳ."}), encoding="utf-8"
    )
    out = tmp_path / "out"
    assert main(["--gold", str(gold), "--corpus", str(corpus), "--output", str(out), "--iterations", "20"]) == 0
    rows = [json.loads(line) for line in (out / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows
    for row in rows:
        tags_to_runs(row["ner_tags"])
        assert len(row["tokens"]) == len(row["ner_tags"]) == len(row["confidence"])
        assert all(0 < value <= 1 for value in row["confidence"])
    assert sorted(path.name for path in out.iterdir()) == ["crf.bin", "train.jsonl"]


def test_no_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path), "--corpus", "x", "--output", str(tmp_path / "out")]) == 1
    assert "No gold files" in capsys.readouterr().err
