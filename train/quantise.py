"""8-bit weights and activations for an ONNX model.

`static` fixes the range of every activation beforehand, from calibration inputs: the result for one text does not
depend on what else is in its batch. `dynamic` takes the range of each batch as it comes: no calibration, a little
faster for transformers, but a text's logits change slightly with its neighbours.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

METHODS = ("static", "dynamic")

Batch = dict[str, np.ndarray]


class _Inputs(CalibrationDataReader):
    """Hands out calibration batches, one at a time."""

    def __init__(self, batches: Sequence[Batch]) -> None:
        self._left: Iterator[Batch] = iter(batches)

    def get_next(self) -> Batch | None:
        return next(self._left, None)


def static(whole: Path, target: Path, batches: Sequence[Batch]) -> None:
    """Quantise products of matrices with ranges seen on `batches`, and embeddings by their weights alone."""
    half_way = target.with_suffix(".half")
    quantize_static(
        whole,
        half_way,
        _Inputs(batches),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        calibrate_method=CalibrationMethod.MinMax,
    )
    quantize_dynamic(half_way, target, weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
    half_way.unlink()


def dynamic(whole: Path, target: Path) -> None:
    """Quantise weights now and activations batch by batch."""
    quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=True)
