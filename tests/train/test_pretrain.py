"""Pretraining: schedule, masking, and a stopped run that goes on as if it had not been stopped."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForTokenClassification, RobertaModel

from train.masking import mask
from train.objectives import OBJECTIVES, Replaced, sample
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

OTHER = Path("train/pretrain.toml").read_text(encoding="utf-8").replace('"masked"', '"causal"')


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


def test_samples_follow_the_generator_and_the_seed() -> None:
    logits = torch.tensor([0.5, 0.3, 0.2, 0.0]).log().expand(4000, 4)
    drawn = sample(logits, seed=3)
    assert torch.equal(drawn, sample(logits, seed=3))
    assert not torch.equal(drawn, sample(logits, seed=4))
    assert (drawn.bincount(minlength=4) / 4000).tolist() == pytest.approx([0.5, 0.3, 0.2, 0.0], abs=0.03)


def test_detection_sees_the_sampled_tokens_and_shares_embeddings() -> None:
    objective = Replaced(SMALL)
    seen: list[torch.Tensor] = []
    objective.model.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    with torch.no_grad():  # a generator that only ever says 7
        objective.generator.generator_lm_head.bias[7] = 1000.0
    ids = torch.arange(64).reshape(4, 16) + 5
    objective(ids, seed=1).backward()
    where = mask(ids, SMALL.mask_share, 4, 5, SMALL.vocabulary, seed=1).where
    assert torch.equal(seen[0], ids.masked_fill(where, 7))
    tables = (objective.model.embeddings, objective.generator.electra.embeddings)
    assert tables[0].word_embeddings.weight is tables[1].word_embeddings.weight
    assert tables[0].word_embeddings.weight is objective.generator.generator_lm_head.weight
    assert all(weight.grad is not None for weight in objective.parameters())


def test_detection_learns_which_tokens_were_replaced() -> None:
    torch.manual_seed(1)
    objective = Replaced(SMALL)
    optimizer = torch.optim.AdamW(objective.parameters(), lr=1e-2)
    ids = torch.arange(64).reshape(4, 16) + 5
    losses = []
    for _ in range(60):
        loss = objective(ids, seed=1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 4


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_stopped_run_continues_to_the_same_weights(objective: str, corpus: Path, tmp_path: Path) -> None:
    config = replace(SMALL, objective=objective)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    pretrain([corpus], whole, config, save_every=3)
    for name in ("tokenizer.json", "tokens.npz"):  # equally frequent pairs may be merged in another order
        shutil.copyfile(whole / name, broken / name)
    pretrain([corpus], broken, config, save_every=3, stop_after=3)
    pretrain([corpus], broken, config, save_every=3)
    for name in ("model.safetensors", "optimizer.safetensors"):
        expected, found = (load_file(folder / name) for folder in (whole, broken))
        assert expected.keys() == found.keys()
        assert all(torch.equal(expected[key], found[key]) for key in expected)
    assert [row.split(",")[0] for row in (broken / "loss.csv").read_text().split()] == ["3", "6"]


def test_only_the_encoder_is_the_result_of_detection(corpus: Path, tmp_path: Path) -> None:
    pretrain([corpus], tmp_path, replace(SMALL, objective="replaced", word_vectors=False, steps=1))
    encoder = RobertaModel.from_pretrained(tmp_path, add_pooling_layer=False)
    assert load_file(tmp_path / "model.safetensors").keys() == encoder.state_dict().keys()
    tagger = AutoModelForTokenClassification.from_pretrained(tmp_path)
    for name, weight in tagger.roberta.state_dict().items():
        assert torch.equal(weight, encoder.state_dict()[name])


def test_another_configuration_is_refused(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copyfile("train/pretrain.toml", tmp_path / "pretrain.toml")
    other = tmp_path / "other.toml"
    other.write_text(Path("train/pretrain.toml").read_text(encoding="utf-8").replace("layers = 4", "layers = 6"))
    assert main(["--corpus", str(corpus), "--output", str(tmp_path), "--config", str(other)]) == 2
    assert "continues only with its own settings" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["layers = ", "layers = 4", "unknown = 1", OTHER])
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
