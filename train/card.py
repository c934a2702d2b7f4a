"""The model card, from measured figures.

    phogov evaluate GOLD --json > evaluation.json
    python -m train.card DIR --name NAME [--evaluation evaluation.json] [--about FILE] --output model_card.md

DIR is a checkpoint with `phogov.json` and `metrics.json`. --about is what only people know: where the data came from.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from huggingface_hub import EvalResult, ModelCardData
from phogov.checkpoint import Manifest, read_manifest
from phogov.errors import InputError, PhogovError

TEMPLATE = Path(__file__).with_name("card.md")

ARCHITECTURES = {
    "phogov-wordcnn": "A word CNN: embedded word features and gated, dilated convolutions",
    "roberta": "PhoBERT's architecture (RoBERTa)",
    "xlm-roberta": "XLM-RoBERTa",
    "electra": "ELECTRA",
}

PLAIN_USE = """It is a plain transformers checkpoint too: `AutoModelForTokenClassification` loads it, and the
`transformers` pipeline takes {text}. Without PhoGov nobody maps offsets back to raw text, cuts long lines or forbids
illegal tags."""

OWN_USE = """Its architecture is PhoGov's own: with torch, `import phogov.wordcnn` makes
`AutoModelForTokenClassification` know it; without torch the ONNX model of this folder runs."""


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON file. Raises InputError when it cannot be read."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON ({error}).") from error


def license_of(manifest: Manifest) -> str:
    """Return the licence that a model inherits from its encoder; without one that of PhoGov."""
    return manifest.encoder_license or "apache-2.0"


def front_matter(name: str, manifest: Manifest, strict: dict[str, Any] | None, dataset: str) -> str:
    """Return the card's metadata, with the scores as `model-index`."""
    results = [
        EvalResult(
            task_type="token-classification",
            dataset_type="phogov",
            dataset_name=dataset,
            metric_type=metric,
            metric_value=round(strict[metric], 4),
            metric_name=f"strict {metric}",
        )
        for metric in (("precision", "recall", "f1") if strict else ())
        if strict
    ]
    data = ModelCardData(
        language="vi",
        license=license_of(manifest),
        library_name="phogov",
        pipeline_tag="token-classification",
        tags=["vietnamese", "ner", "token-classification", "indicators"],
        base_model=manifest.encoder if "/" in manifest.encoder else None,
        model_name=name,
        eval_results=results or None,
    )
    return f"---\n{data.to_yaml()}\n---\n"


def figures(evaluation: dict[str, Any] | None, metrics: dict[str, Any]) -> str:
    """Return the section of scores: those of an evaluation, else of the test or validation rows of training."""
    if evaluation is None:
        part = "test" if "test" in metrics else "validation"
        strict = metrics[part]["strict"]
        said = f"On the {part} rows: strict spans (seqeval, IOB2), F1 **{strict['f1']:.3f}**"
        said += f", macro {strict['macro_f1']:.3f}."
        if part == "validation":
            said += " These rows chose the epoch, so the figure flatters."
        return f"{said}\n\n{_table(strict['per_label'])}"
    micro, interval = evaluation["micro"], evaluation["interval"]
    within = f", 95 % bootstrap interval over documents {interval[0]:.3f} to {interval[1]:.3f}" if interval else ""
    loose = evaluation["loose"]
    said = (
        f"On {evaluation['documents']} held-out documents ({micro['support']} spans), int8 model, strict spans "
        f"(seqeval, IOB2): F1 **{micro['f1']:.3f}**{within}, macro {evaluation['macro']['f1']:.3f}.\n"
        f"nervaluate: partial bounds {loose['partial']['f1']:.3f}, type with any overlap {loose['ent_type']['f1']:.3f}."
    )
    calibration = evaluation.get("calibration")
    error = "" if calibration is None else f"\n\nExpected calibration error of span scores: {calibration:.3f}."
    return f"{said}\n\n{_table(evaluation['per_label'])}{error}"


def _table(per_label: dict[str, Any]) -> str:
    head = "| label | precision | recall | F1 | gold |\n|---|---|---|---|---|\n"
    rows = (
        f"| {label} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | {row['support']} |"
        for label, row in per_label.items()
    )
    return head + "\n".join(rows)


def render(
    name: str,
    manifest: Manifest,
    metrics: dict[str, Any],
    evaluation: dict[str, Any] | None = None,
    about: str = "",
    architecture: str = "roberta",
) -> str:
    """Fill the template with a checkpoint's manifest, its training metrics and its evaluation."""
    counts, settings = metrics["counts"], metrics["settings"]
    train = counts["train"]
    shown = ("learning_rate", "batch_tokens", "epochs", "warmup", "weight_decay", "dropout", "confidence", "seed")
    strict = evaluation["micro"] if evaluation else metrics.get("test", metrics.get("validation", {})).get("strict")
    licence = license_of(manifest)
    own = architecture == "phogov-wordcnn"
    text = "already segmented text" if manifest.segmenter != "none" else "raw text"
    body = TEMPLATE.read_text(encoding="utf-8").format(
        name=name,
        labels=" ".join(f"`{label}`" for label in manifest.labels),
        architecture=ARCHITECTURES.get(architecture, f"Architecture `{architecture}`"),
        max_length=manifest.max_length,
        segmenter=manifest.segmenter,
        encoder=manifest.encoder,
        revision=f" at revision `{manifest.encoder_revision}`" if manifest.encoder_revision else "",
        plain_use=OWN_USE if own else PLAIN_USE.format(text=text),
        about=about,
        rows=train["rows"],
        words=train["words"],
        spans=sum(train["spans"].values()),
        sources=f", from {', '.join(settings['train'])}" if settings.get("train") else "",
        validation_rows=counts["validation"]["rows"],
        figures=figures(evaluation, metrics),
        settings="; ".join(f"{key.replace('_', ' ')} {settings[key]}" for key in shown if key in settings) + ".",
        epochs=metrics["epochs"],
        seconds=metrics["seconds"],
        tokens_per_second=metrics["tokens_per_second"],
        made_with=", ".join(f"{key} {value}" for key, value in manifest.made_with.items()),
        license=licence,
        license_note=f" (that of the encoder `{manifest.encoder}`)" if manifest.encoder_license else "",
    )
    return front_matter(name, manifest, strict, "held-out gold" if evaluation else "held-out rows") + "\n" + body


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.card", description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint", type=Path, metavar="DIR", help="a checkpoint with phogov.json and metrics.json")
    parser.add_argument("--name", required=True, help="of the model")
    parser.add_argument("--evaluation", type=Path, help="what `phogov evaluate --json` printed")
    parser.add_argument("--about", type=Path, help="Markdown on where the data came from")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        text = render(
            options.name,
            read_manifest(options.checkpoint),
            read_json(options.checkpoint / "metrics.json"),
            read_json(options.evaluation) if options.evaluation else None,
            options.about.read_text(encoding="utf-8") if options.about else "",
            str(read_json(options.checkpoint / "config.json").get("model_type", "unknown")),
        )
    except PhogovError as error:
        print(f"train.card: {error}", file=sys.stderr)
        return error.exit_code
    options.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
