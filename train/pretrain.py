"""Pretrain the compact encoder on unlabelled text; stop and continue at any step.

    python -m train.pretrain --corpus FILE… --output DIR [--config FILE]

DIR becomes a plain transformers checkpoint (RoBERTa) with its tokenizer, `pretrain.toml` and `loss.csv`. What it
learns, masked tokens or which ones were replaced, is the `objective` of the configuration (`train.objectives`).
Run again on the same DIR it continues from the last saved step, with the same batches and masks as an unbroken run.
"""

import argparse
import csv
import math
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from phogov.errors import OutputError, PhogovError, UsageError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from train.corpus import pack, read_texts
from train.objectives import OBJECTIVES, Objective
from train.pretrain_config import PretrainConfig
from train.vectors import word_vectors
from train.vocabulary import save_tokenizer, train_tokenizer

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
CONFIG = HERE / "pretrain.toml"
LOSSES = "loss.csv"
STATE = "optimizer.safetensors"
TOKENS = "tokens.npz"
VALIDATION_BATCHES = 20


def read_config(path: Path) -> PretrainConfig:
    """Read a TOML file. Raises UsageError when it is missing, malformed, or its keys are not those of the class."""
    try:
        config = PretrainConfig(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise UsageError(
            f"{path}: not a pretraining configuration ({error}); compare it with {CONFIG.name}."
        ) from error
    if config.objective not in OBJECTIVES:
        raise UsageError(f"{path}: unknown objective {config.objective!r}; known are {', '.join(OBJECTIVES)}.")
    return config


def prepare(corpus: list[Path], output: Path, config: PretrainConfig) -> None:
    """Train the tokenizer and pack the corpus into DIR, unless they are there already."""
    if not (output / "tokenizer.json").exists():
        save_tokenizer(
            train_tokenizer(read_texts(corpus, config.megabytes / 2), config.vocabulary, config.max_length), output
        )
    if not (output / TOKENS).exists():
        tokenizer = Tokenizer.from_file(str(output / "tokenizer.json"))
        packed = pack(read_texts(corpus, config.megabytes), tokenizer, config.validation_share)
        partial = output / f"partial-{TOKENS}"
        np.savez(partial, train=packed.train, validation=packed.validation)
        partial.rename(output / TOKENS)


def new_objective(config: PretrainConfig) -> Objective:
    """Build the encoder, and what it learns with, from the seed."""
    torch.manual_seed(config.seed)
    return OBJECTIVES[config.objective](config)


@torch.no_grad()
def start(objective: Objective, ids: np.ndarray, config: PretrainConfig) -> None:
    """Set the positions, and the embeddings to word vectors of the run's own corpus unless the settings forbid it."""
    embeddings: Any = objective.model.base_model.embeddings
    table, positions = embeddings.word_embeddings.weight, embeddings.position_embeddings.weight
    scale = table.std()
    if config.word_vectors:
        vectors = torch.from_numpy(word_vectors(ids, config.vocabulary, config.width, seed=config.seed))
        seen = vectors.norm(dim=1) > 0
        table[seen] = vectors[seen] * scale * math.sqrt(config.width)
    positions.copy_(sinusoids(len(positions), config.width) * scale * math.sqrt(2))


def sinusoids(count: int, width: int) -> torch.Tensor:
    """Return (count, width) sine and cosine positions (Vaswani et al., 2017), in which neighbours are easy to find."""
    angles = torch.arange(count)[:, None] / 10000 ** (torch.arange(0, width, 2)[None] / width)
    return torch.stack((angles.sin(), angles.cos()), dim=2).flatten(1)


def optimizer_of(model: torch.nn.Module, config: PretrainConfig) -> torch.optim.AdamW:
    """AdamW without decay on biases and norms."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    kept = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": config.weight_decay}, {"params": kept, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98), eps=1e-6, fused=True)


def rate(step: int, config: PretrainConfig) -> float:
    """Linear warm-up, then linear decay to a fiftieth."""
    warmup = max(1, round(config.steps * config.warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    return max(0.02, 1 - (step - warmup) / max(1, config.steps - warmup))


def batch_at(step: int, ids: np.ndarray, config: PretrainConfig) -> torch.Tensor:
    """Return the (batch, length) ids of a step: random stretches, drawn from the step's own seed."""
    starts = np.random.default_rng((config.seed, step)).integers(0, len(ids) - config.length, config.batch)
    return torch.from_numpy(np.stack([ids[start : start + config.length] for start in starts]).astype(np.int64))


@torch.no_grad()
def validate(objective: Objective, ids: np.ndarray, config: PretrainConfig) -> float:
    """Mean loss over fixed batches of held-out documents."""
    device = objective.model.device
    batches = (batch_at(-1 - i & 0x7FFFFFFF, ids, config).to(device) for i in range(VALIDATION_BATCHES))
    return float(torch.stack([objective(batch, seed=i) for i, batch in enumerate(batches)]).mean())


def save(objective: Objective, optimizer: torch.optim.AdamW, output: Path) -> None:
    """Write all weights with optimizer state, then a plain checkpoint of the encoder; each file in one move."""
    objective.model.save_pretrained(output / "partial")
    moments = {
        f"{i}.{name}": value for i, state in optimizer.state_dict()["state"].items() for name, value in state.items()
    }
    weights = {name: value.detach() for name, value in objective.named_parameters()}
    save_file({**moments, **weights}, output / f"partial-{STATE}")
    (output / f"partial-{STATE}").replace(output / STATE)
    for file in (output / "partial").iterdir():
        file.replace(output / file.name)
    (output / "partial").rmdir()


def restore(objective: Objective, optimizer: torch.optim.AdamW, output: Path) -> int:
    """Load weights and optimizer state saved by `save`; return the step to go on from."""
    saved = load_file(output / STATE)
    with torch.no_grad():
        for name, weight in objective.named_parameters():
            weight.copy_(saved.pop(name))
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in saved.items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    return int(state[0]["step"])


def pretrain(
    corpus: list[Path],
    output: Path,
    config: PretrainConfig,
    *,
    save_every: int = 200,
    stop_after: int | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Run or continue pretraining in `output`, saving every `save_every` steps; `stop_after` ends it early."""
    prepare(corpus, output, config)
    with np.load(output / TOKENS) as tokens:
        ids, held = tokens["train"], tokens["validation"]
    if min(len(ids), len(held)) <= config.length:
        raise UsageError("The corpus is too small: training and validation need more tokens than one sequence holds.")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    continued = (output / STATE).exists()
    objective = new_objective(config)
    if not continued:
        start(objective, ids, config)
    objective.to(device).train()
    optimizer = optimizer_of(objective, config)
    step = restore(objective, optimizer, output) if continued else 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    end = config.steps if stop_after is None else min(config.steps, stop_after)
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("pretraining", total=config.steps, completed=step)
        began, tokens_done = time.perf_counter(), 0
        while step < end:
            for group in optimizer.param_groups:
                group["lr"] = config.learning_rate * rate(step, config)
            loss = objective(batch_at(step, ids, config).to(device), seed=step + 1)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(objective.parameters(), config.clip)
            optimizer.step()
            step += 1
            tokens_done += config.batch * config.length
            progress.update(task, completed=step)
            if step % save_every == 0 or step == end:
                held_loss = validate(objective, held, config)
                save(objective, optimizer, output)
                with (output / LOSSES).open("a", newline="") as file:
                    csv.writer(file).writerow((step, f"{loss.item():.4f}", f"{held_loss:.4f}"))
                speed = tokens_done / (time.perf_counter() - began)
                say(f"step {step}: loss {loss.item():.3f}, held-out {held_loss:.3f}, {speed:,.0f} tokens/s")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.pretrain", description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="text, JSONL or compressed JSONL files")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--save-every", type=int, default=200, help="steps between saves and validations")
    options = parser.parse_args(arguments)
    try:
        config = read_config(options.config)
        if options.output.exists() and any(options.output.iterdir()) and not (options.output / CONFIG.name).exists():
            raise OutputError(f"{options.output} holds something else than a pretraining run; choose another folder.")
        options.output.mkdir(parents=True, exist_ok=True)
        if (kept := options.output / CONFIG.name).exists() and read_config(kept) != config:
            raise UsageError(f"{kept} differs from {options.config}: a run continues only with its own settings.")
        shutil.copyfile(options.config, options.output / CONFIG.name)
        pretrain(options.corpus, options.output, config, save_every=options.save_every, say=print)
    except PhogovError as error:
        print(f"train.pretrain: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
