"""The card: its figures are those of the metrics and of the evaluation, and the shipped card is one that it makes."""

import json
from pathlib import Path

import pytest
from phogov.checkpoint import SHIPPED, Manifest, read_manifest

from train.card import main, read_json, render

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
    "tokens_per_second": 9000,
    "settings": {"learning_rate": 0.0002, "train": ["gold"]},
    "counts": {"train": {"rows": 1800, "words": 9000, "spans": {"PER": 7}}, "validation": {"rows": 100}},
    "validation": {
        "strict": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "macro_f1": 0.4, "per_label": {"PER": SCORE}}
    },
}
MANIFEST = Manifest(made_with={"torch": "2.13.0"}, encoder="vinai/phobert-base-v2", encoder_license="agpl-3.0")


def test_figures_of_an_evaluation_are_carried_over() -> None:
    card = render("org/model", MANIFEST, METRICS, EVALUATION)
    assert "| PER | 0.800 | 0.700 | 0.747 | 9 |" in card
    assert "F1 **0.812**, 95 % bootstrap interval over documents 0.780 to 0.840, macro 0.701" in card
    assert "1800 rows (9000 words, 7 spans, from gold), 100 more held out" in card
    assert "Expected calibration error of span scores: 0.060" in card
    assert "value: 0.812" in card  # model-index


def test_without_an_evaluation_those_of_training_are_shown_and_said_to_flatter() -> None:
    card = render("org/model", MANIFEST, METRICS)
    assert "F1 **0.500**, macro 0.400" in card and "flatters" in card


def test_the_encoders_licence_is_inherited() -> None:
    card = render("org/model", MANIFEST, METRICS)
    assert "license: agpl-3.0" in card and "Licence: agpl-3.0 (that of the encoder" in card
    assert "base_model: vinai/phobert-base-v2" in card
    assert "license: apache-2.0" in render("org/model", Manifest(), METRICS)


def test_nothing_is_left_unfilled() -> None:
    prose = render("org/model", MANIFEST, METRICS, EVALUATION, "About.\n").replace("```python", "```").split("```")
    assert "{" not in prose[0] + prose[2]


def test_the_shipped_card_is_made_of_the_shipped_figures() -> None:
    evaluation = read_json(ROOT / "docs/shipped-evaluation.json")
    made = render(
        "PhoGov",
        read_manifest(SHIPPED),
        read_json(SHIPPED / "metrics.json"),
        evaluation,
        (ROOT / "train/about.md").read_text(encoding="utf-8"),
        str(read_json(SHIPPED / "config.json")["model_type"]),
    )
    assert (ROOT / "model_card.md").read_text(encoding="utf-8") == made
    assert f"F1 **{evaluation['micro']['f1']:.3f}**" in (ROOT / "model_card.md").read_text(encoding="utf-8")


def test_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "metrics.json").write_text(json.dumps(METRICS))
    (tmp_path / "e.json").write_text("{")
    more = ["--name", "x", "--evaluation", str(tmp_path / "e.json"), "--output", str(tmp_path / "card.md")]
    assert main([str(tmp_path), *more]) == 1
    assert not (tmp_path / "card.md").exists()
    assert "train.card" in capsys.readouterr().err
