"""Average the weights of checkpoints that were fine-tuned from the same start (Wortsman et al., 2022).

    python -m train.average DIR DIR… --output DIR

The result takes everything but the weights from the first; fit its decoder anew (`python -m train.decoder`).
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from phogov.backends import read_tags
from phogov.checkpoint import MANIFEST, check_safe, read_manifest
from phogov.errors import CheckpointError, PhogovError
from phogov.files import new_folder
from safetensors.torch import load_file, save_file

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
        for name in ("config.json", MANIFEST, "metrics.json"):
            if (first / name).exists():
                shutil.copyfile(first / name, work / name)
        save_file(mean, work / WEIGHTS, metadata={"format": "pt"})


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
