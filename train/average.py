"""Average the weights of checkpoints that were fine-tuned from the same start (Wortsman et al., 2022).

    python -m train.average DIR DIR… --output DIR

The result takes everything but weights and transitions from the first; fit its decoder anew (`train.decoder`).
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from phogov.backends import read_tags
from phogov.checkpoint import MANIFEST, Manifest, check_safe, read_manifest, write_manifest
from phogov.errors import CheckpointError, PhogovError
from phogov.files import new_folder
from safetensors.torch import load_file, save_file

from train.decoder import unscaled_transitions
from train.encoder import copy_tokenizer

WEIGHTS = "model.safetensors"


def average(checkpoints: Sequence[Path], output: Path) -> None:
    """Write the averaged checkpoint. Raises CheckpointError unless all have the same tags and weights of one shape."""
    first = checkpoints[0]
    total: dict = {}
    for checkpoint in checkpoints:
        read_manifest(checkpoint)
        check_safe(checkpoint)
        if read_tags(checkpoint) != read_tags(first):
            raise CheckpointError(f"{checkpoint}: other tags than {first}; they cannot be averaged.")
        weights = load_file(checkpoint / WEIGHTS)
        if total and {name: t.shape for name, t in weights.items()} != {name: t.shape for name, t in total.items()}:
            raise CheckpointError(f"{checkpoint}: other weights than {first}; they cannot be averaged.")
        total = {name: total[name] + t.double() if total else t.double() for name, t in weights.items()}
    kinds = {name: tensor.dtype for name, tensor in load_file(first / WEIGHTS).items()}
    mean = {name: (tensor / len(checkpoints)).to(kinds[name]) for name, tensor in total.items()}
    with new_folder(output, MANIFEST) as work:
        copy_tokenizer(first, work)
        for name in ("config.json", "metrics.json"):
            if (first / name).exists():
                shutil.copyfile(first / name, work / name)
        write_manifest(work, average_manifest([read_manifest(checkpoint) for checkpoint in checkpoints]))
        save_file(mean, work / WEIGHTS, metadata={"format": "pt"})


def average_manifest(manifests: Sequence[Manifest]) -> Manifest:
    """Return the first manifest with the mean of all transitions, where all have some, for scores of temperature 1."""
    tables = [unscaled_transitions(manifest) for manifest in manifests]
    known = [table for table in tables if table is not None]
    mean = np.mean(known, axis=0).round(3).tolist() if len(known) == len(tables) else []
    return replace(manifests[0], temperature=1.0, transitions=tuple(map(tuple, mean)))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.average", description=__doc__.split("\n")[0])
    parser.add_argument("checkpoints", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        average(options.checkpoints, options.output)
    except PhogovError as error:
        print(f"train.average: {error}", file=sys.stderr)
        return error.exit_code
    print(f"checkpoint: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
