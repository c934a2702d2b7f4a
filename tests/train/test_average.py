"""Averaged weights, by hand."""

import shutil
from pathlib import Path

import pytest
import torch
from phogov.tagger import Tagger
from safetensors.torch import load_file, save_file

from train.average import main


def test_the_mean_of_two(tiny_checkpoint: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny_checkpoint, other)
    weights = load_file(other / "model.safetensors")
    save_file({name: tensor + 2 for name, tensor in weights.items()}, other / "model.safetensors", {"format": "pt"})
    assert main([str(tiny_checkpoint), str(other), "--output", str(tmp_path / "mean")]) == 0
    mean = load_file(tmp_path / "mean/model.safetensors")
    assert all(torch.allclose(mean[name], tensor + 1, atol=1e-5) for name, tensor in weights.items())
    Tagger.from_pretrained(tmp_path / "mean").tag("Lai Châu")


def test_others_are_refused(tiny_checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny_checkpoint, other)
    weights = load_file(other / "model.safetensors")
    weights["classifier.bias"] = torch.zeros(3)
    save_file(weights, other / "model.safetensors", {"format": "pt"})
    assert main([str(tiny_checkpoint), str(other), "--output", str(tmp_path / "mean")]) == 1
    assert "cannot be averaged" in capsys.readouterr().err
    assert not (tmp_path / "mean").exists()
