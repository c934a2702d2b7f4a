"""What runs a checkpoint: ONNX Runtime, or torch. Both turn piece ids into logits."""

import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from phogov.errors import CheckpointError, MissingDependencyError, UsageError
from phogov.labels import bio_tags

BACKENDS = ("auto", "onnx", "torch")

ONNX_FILES = ("model.int8.onnx", "model.onnx", "onnx/model.int8.onnx", "onnx/model.onnx")
"""Where an ONNX model may lie in a checkpoint folder, best first."""


QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Where Linux says how much processor time a container gets in a period."""


class Backend(Protocol):
    """A loaded model. `tags` names the last axis of its logits."""

    tags: tuple[str, ...]

    def logits(self, input_ids: np.ndarray, attention_mask: np.ndarray) -> np.ndarray:
        """Map ids and mask, int64 of shape (batch, length), to float32 of shape (batch, length, tags)."""
        ...


def processors() -> int:
    """Return how many processors this process may use, by its affinity and by its container's quota."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = QUOTA.read_text(encoding="ascii").split()
        return allowed if quota == "max" else max(1, min(allowed, -(-int(quota) // int(period))))
    except (OSError, ValueError, ZeroDivisionError):
        return allowed


def read_tags(folder: Path) -> tuple[str, ...]:
    """Return the BIO tags of `config.json`, in the order of the logits. Raises CheckpointError unless they are BIO."""
    path = folder / "config.json"
    try:
        names = json.loads(path.read_text(encoding="utf-8"))["id2label"]
        tags = tuple(names[str(i)] for i in range(len(names)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path}: no id2label to be read ({type(error).__name__}: {error}).") from error
    labels = {tag[2:] for tag in tags if tag != "O"}
    if set(tags) != set(bio_tags(labels)) or len(set(tags)) != len(tags):
        raise CheckpointError(f"{path}: its labels are not O, B-X and I-X for every X; train it with train.finetune.")
    return tags


class OnnxBackend:
    """A model in ONNX, on the CPU or on CUDA."""

    def __init__(self, folder: Path, file: Path, device: str | None = None, threads: int | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or processors()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        providers = ["CUDAExecutionProvider"] if (device or "").startswith("cuda") else []
        if missing := set(providers) - set(onnxruntime.get_available_providers()):
            raise UsageError(f"ONNX Runtime here has no {missing.pop()}; install onnxruntime-gpu or leave device out.")
        try:
            self._session = onnxruntime.InferenceSession(str(file), options, [*providers, "CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime's own errors share no public base
            raise CheckpointError(f"{file}: ONNX Runtime cannot load it ({str(error).splitlines()[0]}).") from error
        self.tags = read_tags(folder)

    def logits(self, input_ids: np.ndarray, attention_mask: np.ndarray) -> np.ndarray:
        """Run the model."""
        (result,) = self._session.run(["logits"], {"input_ids": input_ids, "attention_mask": attention_mask})
        return np.asarray(result, dtype=np.float32)


class TorchBackend:
    """A transformers checkpoint in torch, with its fused attention; bfloat16 on a GPU, float32 elsewhere."""

    def __init__(self, folder: Path, device: str | None = None, dtype: str | None = None) -> None:
        try:
            import torch
            from safetensors import SafetensorError
            from transformers import AutoModelForTokenClassification
            from transformers.utils import logging

            import phogov.wordcnn  # noqa: F401  (registers the architecture)
        except ImportError as error:
            raise MissingDependencyError("The torch backend", "torch") from error
        logging.disable_progress_bar()
        self._torch = torch
        self.tags = read_tags(folder)
        chosen = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        kind = getattr(torch, dtype or ("bfloat16" if chosen.type == "cuda" else "float32"))
        if not (folder / "model.safetensors").exists() and not (folder / "model.safetensors.index.json").exists():
            raise CheckpointError(f"{folder}: no model.safetensors; other weight formats are not loaded.")
        try:
            model: Any = AutoModelForTokenClassification.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, trust_remote_code=False, dtype=kind
            )
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise CheckpointError(f"{folder}: transformers cannot load it ({str(error).splitlines()[0]}).") from error
        self._model = model.to(chosen).eval()
        self._device = chosen

    def logits(self, input_ids: np.ndarray, attention_mask: np.ndarray) -> np.ndarray:
        """Run the model."""
        ids, mask = (self._torch.from_numpy(array).to(self._device) for array in (input_ids, attention_mask))
        with self._torch.inference_mode():
            return self._model(input_ids=ids, attention_mask=mask).logits.float().cpu().numpy()


def load_backend(folder: Path, name: str = "auto", device: str | None = None, threads: int | None = None) -> Backend:
    """Load a checkpoint's model; `auto` takes ONNX where there is a file and no GPU is asked for, torch otherwise.

    Raises UsageError for an unknown name, CheckpointError when there is nothing to load.
    """
    if name not in BACKENDS:
        raise UsageError(f"Unknown backend {name!r}; known are {', '.join(BACKENDS)}.")
    file = next((folder / part for part in ONNX_FILES if (folder / part).exists()), None)
    on_gpu = (device or "").startswith("cuda") and find_spec("torch") is not None
    if name == "torch" or (name == "auto" and (file is None or on_gpu)):
        return TorchBackend(folder, device)
    if file is None:
        raise CheckpointError(f"{folder}: no ONNX model; make one with: python -m train.export {folder}")
    return OnnxBackend(folder, file, device, threads)
