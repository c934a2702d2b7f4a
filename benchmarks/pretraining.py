"""Compare ways of pretraining a small encoder in the same time: objectives, and embeddings to start from.

    python -m benchmarks.pretraining --corpus FILE --train FILE --validation FILE --work DIR [--minutes 5.5]

Each way gets as many steps as fit in --minutes (a step's time is measured first, the ways in turn), then is fine-tuned
on every TAKE-th sentence of --train (CoNLL), once a seed. Prints strict F1 on --validation as a Markdown table; the
first row is fine-tuned from word vectors alone. The held-out loss is the objective's own.
"""

import argparse
import shutil
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from train.finetune import FinetuneConfig, finetune
from train.pretrain import (
    CONFIG,
    LOSSES,
    TOKENS,
    batch_at,
    new_objective,
    optimizer_of,
    prepare,
    pretrain,
    read_config,
)
from train.pretrain_config import PretrainConfig

SMALL = replace(
    read_config(CONFIG), vocabulary=8000, layers=4, width=192, heads=4, feed_forward=768, megabytes=8, batch=16
)
WAYS = {
    "none, word vectors alone": replace(SMALL, learning_rate=0.0),
    "masked, from random embeddings": replace(SMALL, word_vectors=False),
    "masked, from word vectors": SMALL,
    "replaced, from word vectors": replace(SMALL, objective="replaced"),
}
TIMED = 15
"""Steps that are timed of each way."""


@dataclass(frozen=True)
class Probe:
    """How an encoder is fine-tuned for its score."""

    train: Path
    validation: Path
    epochs: int
    seeds: tuple[int, ...]


def seconds_per_step(ways: Sequence[PretrainConfig], ids: np.ndarray) -> list[float]:
    """Median time of a step of each way, validation and saves aside."""
    found: list[list[float]] = [[] for _ in ways]
    objectives = [new_objective(config).train() for config in ways]
    optimizers = [optimizer_of(objective, config) for objective, config in zip(objectives, ways, strict=True)]
    for step in range(TIMED):
        for times, config, objective, optimizer in zip(found, ways, objectives, optimizers, strict=True):
            began = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            objective(batch_at(step, ids, config), seed=step + 1).backward()
            torch.nn.utils.clip_grad_norm_(objective.parameters(), config.clip)
            optimizer.step()
            times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in found]


def every(source: Path, take: int, target: Path) -> Path:
    """Write every `take`-th sentence of a CoNLL file."""
    sentences = source.read_text(encoding="utf-8").strip().split("\n\n")
    target.write_text("\n\n".join(sentences[::take]) + "\n", encoding="utf-8")
    return target


def scores(encoder: Path, probe: Probe) -> list[float]:
    """Strict F1 on validation of the encoder fine-tuned with each seed."""
    found = []
    for seed in probe.seeds:
        metrics = finetune(
            FinetuneConfig(
                train=(str(probe.train),),
                validation=str(probe.validation),
                encoder=str(encoder),
                output=encoder.with_name(f"{encoder.name}-{seed}"),
                epochs=probe.epochs,
                patience=probe.epochs,
                seed=seed,
            )
        )
        found.append(metrics["validation"]["strict"]["f1"])
    return found


def row(name: str, config: PretrainConfig, corpus: Path, work: Path, probe: Probe) -> str:
    """Pretrain one way in a folder of its own, score it, and return its line of the table."""
    folder = work / name.replace(",", "").replace(" ", "-")
    folder.mkdir()
    for file in ("tokenizer.json", "tokenizer_config.json", TOKENS):
        shutil.copyfile(work / file, folder / file)
    began = time.perf_counter()
    pretrain([corpus], folder, config, save_every=max(1, config.steps // 4), say=print)
    minutes = (time.perf_counter() - began) / 60
    held = float((folder / LOSSES).read_text().split(",")[-1])
    f1 = scores(folder, probe)
    steps = config.steps if config.learning_rate else 0
    cells = [f"{steps:,}", f"{minutes:.1f}", f"{held:.2f}", f"{statistics.mean(f1):.4f}"]
    return f"| {name} | {' | '.join(cells)} | {', '.join(f'{value:.4f}' for value in f1)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pretraining")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--validation", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="a new folder for the encoders and taggers")
    parser.add_argument("--minutes", type=float, default=5.5)
    parser.add_argument("--take", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seeds", type=int, nargs="+", default=[13, 14])
    options = parser.parse_args()
    options.work.mkdir(parents=True)
    prepare([options.corpus], options.work, SMALL)
    with np.load(options.work / TOKENS) as tokens:
        ids = tokens["train"]
    train = every(options.train, options.take, options.work / "train.conll")
    probe = Probe(train, options.validation, options.epochs, tuple(options.seeds))
    lines = [
        "| pretraining | steps | minutes | held-out loss | strict F1 | of each seed |",
        "|---|---|---|---|---|---|",
    ]
    for (name, config), seconds in zip(WAYS.items(), seconds_per_step(list(WAYS.values()), ids), strict=True):
        steps = round(options.minutes * 60 / seconds) if config.learning_rate else 1
        print(f"{name}: {len(ids):,} tokens, {seconds:.3f} s a step, {steps:,} steps", flush=True)
        lines.append(row(name, replace(config, steps=steps), options.corpus, options.work, probe))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
