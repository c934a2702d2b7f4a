"""The state of an unfinished run, beside its output, from which `--resume` goes on."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from phogov.errors import OutputError, UsageError
from safetensors.torch import load_file, save_file

SETTINGS, BEST, HISTORY = "settings.json", "best.safetensors", "history.json"
PREFIX = "checkpoint-"
"""What transformers puts before the step in the name of a checkpoint's folder."""


def state_folder(output: Path) -> Path:
    """Return where the state of a run lies."""
    return output.parent / f".{output.name}.state"


def begin(folder: Path, settings: dict[str, Any], *, resume: bool) -> None:
    """Prepare the folder. Without `resume` what an earlier run left is removed.

    Raises UsageError when the earlier run had other settings or data, OutputError when the folder cannot be written.
    """
    file = folder / SETTINGS
    settings = json.loads(json.dumps(settings, default=str))
    if resume and file.exists():
        before = json.loads(file.read_text(encoding="utf-8"))
        if changed := sorted(
            name for name in settings.keys() | before.keys() if settings.get(name) != before.get(name)
        ):
            raise UsageError(
                f"The run to be resumed had another {', '.join(changed)}; give the same, or leave out --resume."
            )
        return
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        file.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror}).") from error


def checkpoints(folder: Path) -> list[Path]:
    """Return the whole checkpoints, oldest first. One without a history was cut off while it was written."""
    whole = [path.parent for path in folder.glob(f"{PREFIX}*/{HISTORY}")]
    return sorted(whole, key=lambda path: int(path.name.removeprefix(PREFIX)))


def complete(checkpoint: Path, best: dict[str, torch.Tensor], history: list[float]) -> None:
    """Add the best weights so far and the history to a checkpoint, which makes it whole, and remove older ones."""
    save_file({name: tensor.contiguous() for name, tensor in best.items()}, checkpoint / BEST)
    part = checkpoint / f"{HISTORY}.part"
    part.write_text(json.dumps(history), encoding="utf-8")
    part.replace(checkpoint / HISTORY)
    for other in checkpoint.parent.glob(f"{PREFIX}*"):
        if other != checkpoint:
            shutil.rmtree(other)


def read(checkpoint: Path) -> tuple[dict[str, torch.Tensor], list[float]]:
    """Return the best weights and the history of a whole checkpoint."""
    return load_file(checkpoint / BEST), json.loads((checkpoint / HISTORY).read_text(encoding="utf-8"))


def end(folder: Path) -> None:
    """Remove the state of a finished run."""
    shutil.rmtree(folder, ignore_errors=True)
