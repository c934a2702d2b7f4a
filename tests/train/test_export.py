"""Export: the ONNX model gives torch's logits, and a failed gate leaves nothing."""

import shutil
from pathlib import Path

import pytest
from phogov.tagger import Tagger

from train import export as module
from train.export import export, main

SEEDS_GOLD = Path(__file__).parents[2] / "data/gold/seeds"


@pytest.fixture(scope="module")
def exported(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    folder = tmp_path_factory.mktemp("export") / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    return folder, export(folder)


def test_same_logits_and_spans(exported: tuple[Path, dict[str, float]], tmp_path: Path) -> None:
    folder, figures = exported
    assert figures["largest difference of logits"] < 1e-3
    (folder / "onnx/model.int8.onnx").rename(tmp_path / "aside")
    text = "Đồng chí Giàng Páo Mỷ phát biểu. Tỉnh Lai Châu đạt 11,63%."
    by_onnx, by_torch = (Tagger.from_pretrained(folder, backend=name).tag(text) for name in ("onnx", "torch"))
    (tmp_path / "aside").rename(folder / "onnx/model.int8.onnx")
    assert [(s.start, s.end, s.label) for s in by_onnx] == [(s.start, s.end, s.label) for s in by_torch]


def test_int8_does_not_depend_on_neighbours(exported: tuple[Path, dict[str, float]]) -> None:
    tagger = Tagger.from_pretrained(exported[0])
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS_GOLD.parents[2].glob("seeds/*.txt"))]
    pieces = [line for text in texts for line in text.split("\n") if line.strip()][:60]
    assert list(tagger.tag_batch(pieces)) == [tagger.tag(line) for line in pieces]


def test_dynamic_on_request(tiny_checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    figures = export(folder, str(SEEDS_GOLD), int8="dynamic", max_loss=1.0)
    assert {"int8 static F1", "int8 dynamic F1", "torch F1"} <= set(figures)
    assert sorted(path.name for path in (folder / "onnx").iterdir()) == ["model.int8.onnx", "model.onnx"]


def test_nothing_to_calibrate_on(tiny_checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    assert main([str(folder), "--calibration", str(tmp_path / "nowhere.txt")]) == 1
    assert "No document to calibrate on" in capsys.readouterr().err
    assert not (folder / "onnx").exists()


def test_a_failed_gate_leaves_nothing(
    tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    values = iter([0.9, 0.8, 0.9])  # torch, static, dynamic
    monkeypatch.setattr(module, "f1_on", lambda *_: next(values))
    assert main([str(folder), "--gold", str(SEEDS_GOLD)]) == 1
    assert "int8 loses 0.1000 of F1" in capsys.readouterr().err
    assert not (folder / "onnx").exists()


def test_what_is_no_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "no phogov.json" in capsys.readouterr().err
