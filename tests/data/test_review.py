"""What is worth correcting comes first, and goes to Label Studio and back."""

import json
from pathlib import Path

import numpy as np
import pytest
from phogov.documents import Document
from phogov.gold import read_gold
from phogov.tagger import Tagger

from data import labelstudio
from data.review import improbability, main, suspects, worst

pytest.importorskip("cleanlab")

ROOT = Path(__file__).parents[2]
TAGS = ("O", "B-PER", "I-PER")
CLEAR = "Đồng chí Giàng Páo Mỷ, Bí thư Tỉnh ủy Lai Châu, chủ trì hội nghị sáng 3/10."


def test_improbability_by_hand() -> None:
    log_probs = np.log(np.array([[0.9, 0.05, 0.05], [0.2, 0.7, 0.1]], dtype=np.float32))
    assert improbability(["O", "B-PER"], log_probs, TAGS) == pytest.approx(1 - 0.7)
    assert improbability(["O", "O"], log_probs, TAGS) == pytest.approx(1 - 0.2)


def test_agreement_is_not_suspect_and_disagreement_is(tiny_checkpoint: Path) -> None:
    shipped, noise = Tagger.from_pretrained(), Tagger.from_pretrained(tiny_checkpoint)
    document = Document("d", CLEAR)
    (agreed,), (wrong,) = suspects(document, shipped), suspects(document, noise)
    assert agreed.disagreement < 0.3
    assert agreed.score < 0.4 < wrong.score
    assert wrong.disagreement > 0.9
    assert all(0 <= value <= 1 for value in (wrong.unsure, wrong.disagreement, wrong.improbable))


def test_the_worst_come_first(tiny_checkpoint: Path) -> None:
    documents = [
        Document(path.stem, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "seeds").glob("*.txt"))
    ]
    found = worst(documents[:2], Tagger.from_pretrained(), 7)
    scores = [suspect.score for suspect in found]
    assert len(found) == 7
    assert scores == sorted(scores, reverse=True)
    everything = [s.score for document in documents[:2] for s in suspects(document, Tagger.from_pretrained())]
    assert scores == sorted(everything, reverse=True)[:7]


def test_out_to_label_studio_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "bao-cao.txt"
    text.write_text(
        f"Tin 🙂\r\n{CLEAR}\r\nThu ngân sách tỉnh Lai Châu đạt 2.100 tỷ đồng, tăng 5%.\r\n", encoding="utf-8"
    )
    assert main([str(text), "--output", str(tmp_path / "tasks.json")]) == 0
    assert "lines to review" in capsys.readouterr().out
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert {task["data"]["id"] for task in tasks} == {"bao-cao.1", "bao-cao.2"}
    for task in tasks:  # somebody presses "submit"
        task["annotations"] = [{"result": task["predictions"][0]["result"]}]
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    assert labelstudio.main(["import", str(tmp_path / "export.json"), "--output", str(tmp_path / "gold")]) == 0
    found, spans = read_gold(tmp_path / "gold/bao-cao.1.txt")
    assert found == CLEAR
    assert ("Giàng Páo Mỷ", "PER") in {(span.text, span.label) for span in spans}


def test_nothing_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.txt"), "--output", str(tmp_path / "t.json")]) == 1
    assert "No line to review" in capsys.readouterr().err
    assert not (tmp_path / "t.json").exists()
