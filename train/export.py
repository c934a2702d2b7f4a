"""Export a checkpoint to ONNX, whole and in int8, for use without torch.

    python -m train.export DIR [--gold F] [--int8 static|dynamic] [--calibration FILE…]

writes DIR/onnx/model.onnx and DIR/onnx/model.int8.onnx. The first must give torch's logits; the second, on --gold, may
lose at most --max-loss of strict F1. Where either fails, nothing is left behind. With --gold both ways of quantising
(`train.quantise`) are scored. The files of --calibration, by default the seeds, show `static` what activations occur.
"""

import argparse
import logging
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import phogov.wordcnn  # noqa: F401  (registers the architecture)
import torch
from phogov.backends import Backend, OnnxBackend, TorchBackend, read_tags
from phogov.checkpoint import read_manifest
from phogov.documents import Document, read_documents
from phogov.errors import CheckpointError, InputError, PhogovError
from phogov.evaluation import LabelledDocument, evaluate
from phogov.evaluation.document import read_labelled
from phogov.files import new_folder
from phogov.tagger import Tagger
from phogov.tokens import load_tokenizer
from transformers import AutoModelForTokenClassification

from train.quantise import METHODS, Batch, dynamic, static

ROOT = Path(__file__).parents[1]
OPSET = 18
WHOLE, INT8 = "model.onnx", "model.int8.onnx"
TOLERANCE = 1e-3
"""How far a logit of the ONNX model may lie from torch's."""

CALIBRATION_TOKENS, CALIBRATION_BATCHES = 512, 64

SAMPLE = ("Ngày", "3", "/", "10", ",", "UBND", "tỉnh", "Lai", "Châu", "báo", "cáo", "1.800", "tỷ", "đồng", "%", "GRDP")


class Logits(torch.nn.Module):
    """The model with tensors in and out, as the exporter wants it."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, length, tags)."""
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


@contextmanager
def quiet() -> Iterator[None]:
    """Keep back what the exporter and the quantiser say of their own inner workings."""
    names = (None, "torch.onnx", "torch.onnx._internal.exporter._registration")
    before = {name: logging.getLogger(name).level for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            logging.getLogger(name).setLevel(logging.ERROR)
        try:
            yield
        finally:
            for name, level in before.items():
                logging.getLogger(name).setLevel(level)


def export_whole(checkpoint: Path, target: Path) -> None:
    """Write the float32 model; batch and length stay free."""
    model = AutoModelForTokenClassification.from_pretrained(
        checkpoint, local_files_only=True, use_safetensors=True, attn_implementation="eager", dtype=torch.float32
    ).eval()
    ids, mask = example_batch(checkpoint, lengths=(9, 14))
    free = {
        0: torch.export.Dim("batch", min=1),
        1: torch.export.Dim("length", min=2, max=read_manifest(checkpoint).max_length),
    }
    torch.onnx.export(
        Logits(model).eval(),
        (torch.from_numpy(ids), torch.from_numpy(mask)),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_shapes={"input_ids": free, "attention_mask": free},
        opset_version=OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def strip(path: Path) -> None:
    """Take out the source lines and folders that the exporter notes at every node."""
    model = onnx.load(path)
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.functions):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    for function in model.functions:
        for node in function.node:
            node.ClearField("metadata_props")
            node.ClearField("doc_string")
    onnx.save(model, path)


def example_batch(checkpoint: Path, lengths: tuple[int, ...], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return pieces of real words, at random, and their mask: int64 of shape (batch, longest)."""
    tokenizer = load_tokenizer(checkpoint)
    pieces = np.array(tokenizer.encode(SAMPLE).ids)
    ids = np.random.default_rng(seed).choice(pieces, (len(lengths), max(lengths)))
    mask = (np.arange(max(lengths))[None] < np.array(lengths)[:, None]).astype(np.int64)
    return np.where(mask == 1, ids, tokenizer.pad_id).astype(np.int64), mask


def check_numbers(checkpoint: Path, whole: Path) -> float:
    """Return the largest difference between ONNX's and torch's logits. Raises CheckpointError past TOLERANCE."""
    torch_backend, onnx_backend = TorchBackend(checkpoint, "cpu"), OnnxBackend(checkpoint, whole)
    worst = 0.0
    longest = read_manifest(checkpoint).max_length
    for lengths in ((5,), (3, 8, longest // 2), (longest, 2)):
        ids, mask = example_batch(checkpoint, lengths)
        difference = np.abs(torch_backend.logits(ids, mask) - onnx_backend.logits(ids, mask))
        worst = max(worst, float(difference[mask == 1].max()))
    if worst > TOLERANCE:
        raise CheckpointError(
            f"{checkpoint}: the ONNX model's logits differ from torch's by {worst:.2g}; not exported."
        )
    return worst


def f1_on(documents: list[LabelledDocument], checkpoint: Path, backend: Backend) -> float:
    """Return the strict F1 of a backend on gold documents."""
    tagger = Tagger(read_manifest(checkpoint), load_tokenizer(checkpoint), backend)
    spans = tagger.tag_batch(document.text for document in documents)
    found = [LabelledDocument(d.id, d.text, tuple(s)) for d, s in zip(documents, spans, strict=True)]
    return evaluate(documents, found).micro.f1


class _Recorder:
    """A backend that keeps the batches that it sees."""

    def __init__(self, backend: Backend) -> None:
        self._backend, self.tags = backend, backend.tags
        self.batches: list[Batch] = []

    def logits(self, input_ids: np.ndarray, attention_mask: np.ndarray) -> np.ndarray:
        self.batches.append({"input_ids": input_ids, "attention_mask": attention_mask})
        return self._backend.logits(input_ids, attention_mask)


def calibration_batches(checkpoint: Path, whole: Path, files: Sequence[str | Path]) -> list[Batch]:
    """Return model inputs made of documents as the tagger makes them. Raises InputError when there is no document."""
    documents = [found for found in read_documents(files) if isinstance(found, Document)]
    if not documents:
        raise InputError(f"No document to calibrate on in {', '.join(map(str, files))}.")
    recorder = _Recorder(OnnxBackend(checkpoint, whole))
    tagger = Tagger(read_manifest(checkpoint), load_tokenizer(checkpoint), recorder, batch_tokens=CALIBRATION_TOKENS)
    for _ in tagger.tag_batch(document.text for document in documents):
        if len(recorder.batches) >= CALIBRATION_BATCHES:
            break
    return recorder.batches[:CALIBRATION_BATCHES]


def export(
    checkpoint: Path,
    gold: str | None = None,
    max_loss: float = 0.005,
    int8: str = METHODS[0],
    calibration: Sequence[str | Path] = (ROOT / "seeds",),
) -> dict[str, float]:
    """Export, check and quantise; return the figures. Raises CheckpointError when a check fails."""
    read_manifest(checkpoint)
    read_tags(checkpoint)
    figures: dict[str, float] = {}
    with new_folder(checkpoint / "onnx", WHOLE) as work, quiet():
        export_whole(checkpoint, work / WHOLE)
        figures["largest difference of logits"] = check_numbers(checkpoint, work / WHOLE)
        strip(work / WHOLE)
        made = {method: work / f"{method}.onnx" for method in (METHODS if gold else (int8,))}
        if "static" in made:
            static(work / WHOLE, made["static"], calibration_batches(checkpoint, work / WHOLE, calibration))
        if "dynamic" in made:
            dynamic(work / WHOLE, made["dynamic"])
        if gold:
            documents = read_labelled(gold)
            figures["torch F1"] = f1_on(documents, checkpoint, TorchBackend(checkpoint, "cpu"))
            for method, file in made.items():
                figures[f"int8 {method} F1"] = f1_on(documents, checkpoint, OnnxBackend(checkpoint, file))
            lost = figures["torch F1"] - figures[f"int8 {int8} F1"]
            if lost > max_loss:
                raise CheckpointError(f"{checkpoint}: int8 loses {lost:.4f} of F1, more than {max_loss}; not exported.")
        made.pop(int8).replace(work / INT8)
        for other in made.values():
            other.unlink()
        for name in (WHOLE, INT8):
            figures[f"{name} MB"] = (work / name).stat().st_size / 1e6
    return figures


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.export", description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint", type=Path, metavar="DIR")
    parser.add_argument("--gold", help="gold to hold the int8 model against torch on")
    parser.add_argument("--int8", choices=METHODS, default=METHODS[0])
    parser.add_argument("--calibration", nargs="+", default=[ROOT / "seeds"], help="documents like those to be tagged")
    parser.add_argument("--max-loss", type=float, default=0.005, help="of strict F1")
    options = parser.parse_args(arguments)
    try:
        figures = export(**vars(options))
    except PhogovError as error:
        print(f"train.export: {error}", file=sys.stderr)
        return error.exit_code
    for name, value in figures.items():
        print(f"{name}: {value:.4g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
