"""Build a BIO-tagged dataset from documents.

    python -m data.build --input PATH… --output DIR [--gold DIR] [--holdout ID…] [--from-gold] [--label-model NAME]

DIR becomes a `datasets` folder with a split `train` (and `test`, of the documents held out), the same rows as
`train.conll`, and `report.json`: counts, documents skipped with their reason, and what alignment to words lost. The
labels are weak, of the labelling functions through a label model; with --from-gold they are those of gold files. A run
that was stopped goes on where it was.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasets import DatasetDict, disable_progress_bars
from datasets.arrow_writer import ArrowWriter
from phogov.conll import Sentence, write_conll
from phogov.errors import InputError, PhogovError, UsageError
from phogov.files import new_folder
from phogov.gold import parse_gold, read_gold
from phogov.normalise import normalise
from phogov.span import Span
from phogov.words import SEGMENTERS
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from data.align import Line, align
from data.cleaning import named_chrome
from data.dataset import FEATURES
from data.documents import read_documents
from data.finished import Finished
from data.label_models import DEFAULT, LABEL_MODELS, label_model, weak_spans
from data.score import scores, table

REPORT = "report.json"
SPLITS = ("train", "test")


@dataclass(frozen=True)
class BuildConfig:
    """What to build from, and how."""

    inputs: tuple[Path, ...]
    output: Path
    gold: Path | None = None
    holdout: tuple[str, ...] = ()
    from_gold: bool = False
    segmenter: str = "none"
    label_model: str = DEFAULT


@dataclass
class Tally:
    """What is counted on the way."""

    documents: int = 0
    characters: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    chrome: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def report(self) -> dict[str, Any]:
        """Return the counts for `report.json`; `lost` are spans whose edges cut through a word."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "rows": dict(sorted(self.rows.items())),
            "spans": dict(sorted(self.spans.items())),
            "lost_by_alignment": dict(sorted(self.lost.items())),
            "chrome_lines": dict(sorted(self.chrome.items())),
            "skipped": self.skipped,
        }


def weak(text: str, model: str = DEFAULT) -> tuple[str, list[Span]]:
    """Return the text and its weak spans, over the raw text."""
    view = normalise(text)
    spans = []
    for span in weak_spans(view.text, model):
        start, end = view.raw_span(span.start, span.end)
        spans.append(Span(start, end, span.label, text[start:end], span.score))
    return text, spans


def row(document: str, number: int, line: Line) -> dict[str, Any]:
    """Return one line as a row of the dataset."""
    return {
        "id": f"{document}:{number}",
        "document": document,
        "tokens": line.tokens,
        "ner_tags": line.tags,
        "text": line.text,
        "starts": line.starts,
        "ends": line.ends,
        "confidence": line.confidence,
    }


def rows_of(
    config: BuildConfig, label: Callable[[str], tuple[str, list[Span]]], tally: Tally, seen: Callable[[], None]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield `(split, row)` for every line of every document that can be read."""

    def skip(error: InputError) -> None:
        tally.skipped.append(str(error))

    for document in read_documents(config.inputs, skip):
        if document.id in tally.ids:
            skip(InputError(f"{document.id}: a second document of this id; give each its own."))
            continue
        tally.ids.add(document.id)
        try:
            text, spans = label(document.text)
        except InputError as error:
            skip(InputError(f"{document.id}: {error}"))
            continue
        split = "test" if document.id in config.holdout else "train"
        tally.documents += 1
        tally.characters += len(text)
        tally.chrome.update(name for *_, name in named_chrome(text))
        tally.spans.update(span.label for span in spans)
        for number, line in enumerate(align(text, spans, config.segmenter, split=config.from_gold)):
            tally.rows[split] += 1
            tally.lost.update(span.label for span in line.lost)
            yield split, row(document.id, number, line)
        seen()


def build(config: BuildConfig, console: Console | None = None) -> dict[str, Any]:
    """Build the dataset; it appears when all has succeeded. Returns the report.

    Raises UsageError, OutputError, or InputError when not one document could be read.
    """
    if config.segmenter not in SEGMENTERS:
        raise UsageError(f"Unknown segmenter {config.segmenter!r}; known are {', '.join(SEGMENTERS)}.")
    label_model(config.label_model)
    tally = Tally()
    with new_folder(config.output, REPORT) as work, Finished(finished_file(config), fingerprint(config)) as finished:

        def label(text: str) -> tuple[str, list[Span]]:
            if config.from_gold:
                return parse_gold(text)
            return text, finished.spans(text, lambda: weak(text, config.label_model)[1])

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console or Console(stderr=True), transient=True) as progress:
            task = progress.add_task("labelling")

            def seen() -> None:
                progress.update(task, description=f"labelling: {tally.documents} documents")

            write_rows(rows_of(config, label, tally, seen), work)
        if not tally.documents:
            raise InputError("No document could be read. " + " ".join(tally.skipped[:3]))
        if not tally.rows:
            raise InputError("The documents hold no words, only page chrome or signs; there is nothing to label.")
        if missing := set(config.holdout) - set_of_documents(work):
            raise UsageError(f"--holdout {' '.join(sorted(missing))}: no such document in the input.")
        report = tally.report()
        if config.gold:
            report["strict"] = scores(gold_pairs(config))
        (work / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return report


def finished_file(config: BuildConfig) -> Path:
    """Return where a run keeps what it has labelled, until it is done."""
    return config.output.with_name(f".{config.output.name}.labelled.jsonl")


def fingerprint(config: BuildConfig) -> str:
    """Return what labels depend on besides the text: the code and tables of labelling, and the label model."""
    digest = hashlib.sha256(config.label_model.encode())
    root = Path(__file__).parent
    for file in sorted([*root.glob("label*/*"), *root.glob("tables/*")]):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.read_bytes())
    return digest.hexdigest()


def write_rows(rows: Iterator[tuple[str, dict[str, Any]]], folder: Path) -> None:
    """Write rows into one Arrow file and one CoNLL file a split, as they come; memory does not grow with them."""
    writers: dict[str, ArrowWriter] = {}
    names = FEATURES["ner_tags"].feature
    files = {}
    try:
        for split, fields in rows:
            if split not in writers:
                (folder / split).mkdir()
                writers[split] = ArrowWriter(features=FEATURES, path=str(folder / split / "data-00000-of-00001.arrow"))
                files[split] = (folder / f"{split}.conll").open("w", encoding="utf-8")
            elif fields["tokens"]:
                files[split].write("\n")
            files[split].write(write_conll([Sentence(fields["tokens"], fields["ner_tags"])]))
            writers[split].write({**fields, "ner_tags": [names.str2int(tag) for tag in fields["ner_tags"]]})
    finally:
        for file in files.values():
            file.close()
        for writer in writers.values():
            writer.finalize()
    for split in writers:
        describe(folder / split, split)
    order = [split for split in SPLITS if split in writers]
    (folder / "dataset_dict.json").write_text(json.dumps({"splits": order}), encoding="utf-8")


def describe(folder: Path, split: str) -> None:
    """Write the two JSON files that `datasets.load_from_disk` reads beside the Arrow file, the same every time."""
    info = {"citation": "", "description": "", "features": FEATURES.to_dict(), "homepage": "", "license": ""}
    state: dict[str, Any] = {
        "_data_files": [{"filename": "data-00000-of-00001.arrow"}],
        "_fingerprint": "phogov",
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": split,
    }
    (folder / "dataset_info.json").write_text(json.dumps(info, indent=2, sort_keys=True), encoding="utf-8")
    (folder / "state.json").write_text(json.dumps(state, indent=2, sort_keys=True), encoding="utf-8")


def set_of_documents(folder: Path) -> set[str]:
    """Return the ids of the documents in a dataset folder."""
    splits = DatasetDict.load_from_disk(str(folder))
    return {document for split in splits.values() for document in split["document"]}


def gold_pairs(config: BuildConfig) -> Iterator[tuple[list[Span], list[Span]]]:
    """Yield gold and weak spans of every document that has a gold file of its name."""
    assert config.gold is not None
    for document in read_documents(config.inputs):
        path = config.gold / f"{document.id}.txt"
        if path.exists():
            text, gold = read_gold(path)
            yield gold, weak(text, config.label_model)[1]


def peak_megabytes() -> float:
    """Return the most memory that this process has held; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.build", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--input", dest="inputs", type=Path, nargs="+", required=True, help="files or folders: text, JSONL"
    )
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--gold", type=Path, help="folder of gold files to score the weak labels against")
    parser.add_argument("--holdout", nargs="+", default=(), help="ids of documents for the split `test`")
    parser.add_argument("--from-gold", action="store_true", help="the input is gold files; take their labels")
    parser.add_argument("--label-model", default=DEFAULT, help=f"{', '.join(LABEL_MODELS)}")
    parser.add_argument("--segmenter", default="none", help=f"{', '.join(SEGMENTERS)}")
    options = vars(parser.parse_args(arguments))
    disable_progress_bars()
    began = time.perf_counter()
    try:
        config = BuildConfig(**{**options, "inputs": tuple(options["inputs"]), "holdout": tuple(options["holdout"])})
        report = build(config)
    except PhogovError as error:
        print(f"data.build: {error}", file=sys.stderr)
        return error.exit_code
    for reason in report["skipped"]:
        print(f"skipped: {reason}", file=sys.stderr)
    rows, spans, lost = (sum(report[key].values()) for key in ("rows", "spans", "lost_by_alignment"))
    print(f"{report['documents']} documents, {rows} rows, {spans} spans, {lost} lost by alignment: {options['output']}")
    seconds = time.perf_counter() - began
    speed = f"{report['characters'] / seconds / 1e6:.2f} million characters/s"
    print(f"{seconds:.1f} s, {speed}, peak memory {peak_megabytes():.0f} MB")
    if "strict" in report:
        Console().print(table("Weak labels against gold, strict", report["strict"]))
    return 1 if report["skipped"] else 0


if __name__ == "__main__":
    sys.exit(main())
