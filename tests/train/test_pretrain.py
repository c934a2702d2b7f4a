"""Pretraining: schedule, masking, and a stopped run that goes on as if it had not been stopped."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from train.masking import mask
from train.pretrain import main, pretrain, rate, read_config

CONFIG = read_config(Path("train/pretrain.toml"))
SMALL = replace(
    CONFIG,
    vocabulary=300,
    layers=1,
    width=16,
    heads=2,
    feed_forward=32,
    max_length=32,
    length=16,
    batch=4,
    steps=6,
    validation_share=0.3,
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty short made-up documents."""
    path = tmp_path_factory.mktemp("corpus") / "texts.jsonl"
    lines = (
        f"Hội nghị lần thứ {i} của tỉnh bàn về tăng trưởng {i},5% và thu ngân sách năm {2000 + i}." for i in range(40)
    )
    rows = [json.dumps({"id": str(i), "text": line * 3}) for i, line in enumerate(lines)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_rate_warms_up_then_decays() -> None:
    config = replace(CONFIG, steps=100, warmup_share=0.1)
    assert [round(rate(step, config), 2) for step in (0, 9, 10, 55, 99)] == [0.1, 1.0, 1.0, 0.5, 0.02]


def test_mask_hits_ordinary_tokens_in_the_asked_share() -> None:
    ids = torch.arange(10_000).reshape(10, 1000) % 50
    batch = mask(ids, 0.15, mask_id=4, first_ordinary=5, size=50, seed=3)
    assert not batch.where[ids < 5].any()
    assert batch.where.sum().item() == pytest.approx(0.15 * (ids >= 5).sum().item(), rel=0.1)
    assert torch.equal(batch.targets, ids[batch.where])
    assert torch.equal(batch.input_ids[~batch.where], ids[~batch.where])
    assert (batch.input_ids[batch.where] == 4).float().mean().item() == pytest.approx(0.8, abs=0.04)
    assert torch.equal(batch.input_ids, mask(ids, 0.15, 4, 5, 50, seed=3).input_ids)


def test_a_stopped_run_continues_to_the_same_weights(corpus: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    pretrain([corpus], whole, SMALL, save_every=3)
    for name in ("tokenizer.json", "tokens.npz"):  # equally frequent pairs may be merged in another order
        shutil.copyfile(whole / name, broken / name)
    pretrain([corpus], broken, SMALL, save_every=3, stop_after=3)
    pretrain([corpus], broken, SMALL, save_every=3)
    expected, found = (load_file(folder / "model.safetensors") for folder in (whole, broken))
    assert expected.keys() == found.keys()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    assert [row.split(",")[0] for row in (broken / "loss.csv").read_text().split()] == ["3", "6"]


def test_another_configuration_is_refused(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copyfile("train/pretrain.toml", tmp_path / "pretrain.toml")
    other = tmp_path / "other.toml"
    other.write_text(Path("train/pretrain.toml").read_text(encoding="utf-8").replace("layers = 4", "layers = 6"))
    assert main(["--corpus", str(corpus), "--output", str(tmp_path), "--config", str(other)]) == 2
    assert "continues only with its own settings" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["layers = ", "layers = 4", "unknown = 1"])
def test_a_bad_configuration_is_named(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(content)
    assert main(["--corpus", "x.txt", "--output", str(tmp_path / "out"), "--config", str(bad)]) == 2
    assert str(bad) in capsys.readouterr().err


def test_a_foreign_output_folder_is_left_alone(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    assert main(["--corpus", str(corpus), "--output", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thesis.doc"]
