"""The card: its figures are those of the evaluation, and the shipped card is a filled template."""

import json
import re
from pathlib import Path

import pytest
from phogov.checkpoint import Manifest

from train.card import main, render

ROOT = Path(__file__).parents[2]
SCORE = {"precision": 0.8, "recall": 0.7, "f1": 0.7467, "support": 9}
EVALUATION = {
    "documents": 8,
    "micro": {**SCORE, "f1": 0.812, "support": 522},
    "macro": {**SCORE, "f1": 0.701},
    "per_label": {"PER": SCORE},
    "interval": [0.78, 0.84],
    "loose": {"partial": {**SCORE, "f1": 0.9}, "ent_type": {**SCORE, "f1": 0.95}},
    "calibration": 0.06,
}
METRICS = {
    "epochs": 8,
    "seconds": 200.4,
    "settings": {"learning_rate": 0.0002},
    "counts": {"train": {"rows": 1800}, "validation": {"rows": 100}},
}


def test_figures_are_carried_over() -> None:
    card = render(Manifest(made_with={"torch": "2.13.0"}), METRICS, EVALUATION)
    assert "| PER | 0.800 | 0.700 | 0.747 | 9 |" in card
    assert "F1 **0.812**, 95 % bootstrap interval over documents 0.780 to 0.840, macro 0.701" in card
    assert "1900 lines of gold" in card
    assert "{" not in card


def test_the_shipped_card_has_every_section_filled() -> None:
    card = (ROOT / "model_card.md").read_text(encoding="utf-8")
    template = (ROOT / "train/card.md").read_text(encoding="utf-8")
    pattern = "".join(
        r"[\s\S]+?" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]+\})", template)
    )
    assert re.fullmatch(pattern, card)


def test_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "metrics.json").write_text(json.dumps(METRICS))
    (tmp_path / "e.json").write_text("{")
    assert main([str(tmp_path), "--evaluation", str(tmp_path / "e.json"), "--output", str(tmp_path / "c.md")]) == 1
    assert not (tmp_path / "c.md").exists()
    assert "train.card: " in capsys.readouterr().err
