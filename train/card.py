"""The model card, from measured figures.

phogov evaluate GOLD --json > evaluation.json
python -m train.card DIR --evaluation evaluation.json --output model_card.md
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from phogov.checkpoint import Manifest, read_manifest
from phogov.errors import InputError, PhogovError

TEMPLATE = Path(__file__).with_name("card.md")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON file. Raises InputError when it cannot be read."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON ({error}).") from error


def render(manifest: Manifest, metrics: dict[str, Any], evaluation: dict[str, Any]) -> str:
    """Fill the template with a checkpoint's manifest, its training metrics and its evaluation."""
    rows = [
        f"| {label} | {score['precision']:.3f} | {score['recall']:.3f} | {score['f1']:.3f} | {score['support']} |"
        for label, score in evaluation["per_label"].items()
    ]
    low, high = evaluation["interval"] or (float("nan"), float("nan"))
    return TEMPLATE.read_text(encoding="utf-8").format(
        labels=" ".join(manifest.labels),
        max_length=manifest.max_length,
        segmenter=manifest.segmenter,
        made_with=", ".join(f"{name} {version}" for name, version in manifest.made_with.items()),
        rows="\n".join(rows),
        f1=evaluation["micro"]["f1"],
        low=low,
        high=high,
        macro=evaluation["macro"]["f1"],
        partial=evaluation["loose"]["partial"]["f1"],
        ent_type=evaluation["loose"]["ent_type"]["f1"],
        documents=evaluation["documents"],
        spans=evaluation["micro"]["support"],
        calibration=evaluation["calibration"],
        epochs=metrics["epochs"],
        rate=metrics["settings"]["learning_rate"],
        seconds=metrics["seconds"],
        gold_rows=metrics["counts"]["train"]["rows"] + metrics["counts"]["validation"]["rows"],
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.card", description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint", type=Path, metavar="DIR", help="a checkpoint with phogov.json and metrics.json")
    parser.add_argument("--evaluation", type=Path, required=True, help="what `phogov evaluate --json` printed")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        metrics = read_json(options.checkpoint / "metrics.json")
        text = render(read_manifest(options.checkpoint), metrics, read_json(options.evaluation))
    except PhogovError as error:
        print(f"train.card: {error}", file=sys.stderr)
        return error.exit_code
    options.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
