"""The chain of tags against a sum over all paths, and its way into a checkpoint."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.backends import read_tags
from phogov.checkpoint import read_manifest
from phogov.tagger import Tagger
from safetensors.torch import load_file

from train.average import average
from train.chain import PARAMETER, chain_losses, compact
from train.decoder import unscaled_transitions
from train.finetune import FinetuneConfig, finetune

LINE = "Đồng\tO\nchí\tO\n{0}\tB-PER\n{1}\tI-PER\nở\tO\n{2}\tB-LOC\n.\tO\n\n"


def every_path(scores: torch.Tensor, tags: list[int], transitions: torch.Tensor) -> float:
    """Return the negative log-likelihood by its definition."""

    def total(path: tuple[int, ...]) -> torch.Tensor:
        own = sum(scores[i, tag] for i, tag in enumerate(path))
        return own + sum((transitions[a, b] for a, b in itertools.pairwise(path)), torch.tensor(0.0))

    paths = itertools.product(range(scores.shape[1]), repeat=len(tags))
    return float(torch.logsumexp(torch.stack([total(path) for path in paths]), 0) - total(tuple(tags)))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 10_000))
def test_the_loss_is_that_of_all_paths(lengths: list[int], seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    longest = max(lengths)
    scores = torch.randn(len(lengths), longest, 3, generator=generator) * 3
    transitions = torch.randn(3, 3, generator=generator) * 2
    tags = torch.randint(0, 3, (len(lengths), longest), generator=generator)
    found = chain_losses(scores, tags, torch.tensor(lengths), transitions)
    for row, length in enumerate(lengths):
        expected = every_path(scores[row, :length], tags[row, :length].tolist(), transitions)
        assert float(found[row]) == pytest.approx(expected, abs=1e-4)


def test_strong_transitions_stay_finite() -> None:
    scores = torch.tensor([[[1e4, 0.0], [0.0, 1e4]]], requires_grad=True)
    transitions = torch.tensor([[0.0, -1e4], [-1e4, 0.0]], requires_grad=True)
    loss = chain_losses(scores, torch.tensor([[0, 1]]), torch.tensor([2]), transitions).sum()
    loss.backward()
    assert torch.isfinite(loss)
    assert transitions.grad is not None and torch.isfinite(transitions.grad).all()


def test_nothing_tagged_costs_nothing() -> None:
    scores, tags, lengths = compact(torch.randn(2, 3, 2), torch.tensor([[-100, 1, -100], [-100, -100, -100]]))
    assert lengths.tolist() == [1, 0]
    assert scores.shape == (2, 1, 2)
    assert tags[0].tolist() == [1]
    assert float(chain_losses(scores, tags, lengths, torch.zeros(2, 2))[1]) == 0.0


def test_a_checkpoint_learns_transitions_and_stays_a_plain_one(tiny_encoder: Path, tmp_path: Path) -> None:
    names, places = [("Lò", "Văn"), ("Giàng", "Páo"), ("Vũ", "Xuân")], ["Sơn", "Lào", "Hà"]
    data = tmp_path / "train.conll"
    data.write_text("".join(LINE.format(*name, place) for name in names for place in places) * 6, encoding="utf-8")
    config = FinetuneConfig(
        train=(str(data),), validation=str(data), encoder=str(tiny_encoder), output=tmp_path / "one",
        epochs=6, learning_rate=5e-3, batch_tokens=256, loss="chain",
    )  # fmt: skip
    metrics = finetune(config)
    assert metrics["validation"]["strict"]["f1"] > 0.9
    assert PARAMETER not in load_file(tmp_path / "one" / "model.safetensors")
    manifest = read_manifest(tmp_path / "one")
    tags = read_tags(tmp_path / "one")
    table = np.array(manifest.transitions)
    start, inside = tags.index("B-PER"), tags.index("I-PER")
    assert table[start, inside] > table[start, tags.index("B-LOC")]
    found = Tagger.from_pretrained(tmp_path / "one").tag("Đồng chí Vũ Xuân ở Lào .")
    assert [(span.label, span.text) for span in found] == [("PER", "Vũ Xuân"), ("LOC", "Lào")]
    finetune(replace(config, output=tmp_path / "two", epochs=2, seed=14))
    average([tmp_path / "one", tmp_path / "two"], tmp_path / "mean")
    tables = [unscaled_transitions(read_manifest(tmp_path / name)) for name in ("one", "two", "mean")]
    assert np.allclose(tables[2], (tables[0] + tables[1]) / 2, atol=2e-3)
