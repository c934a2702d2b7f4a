"""Report what each labelling function does, and how good the labels are that come of them.

    python -m data.report --gold DIR… [--label-model NAME] [--output DIR]

Prints, for each function, its votes, coverage, overlap, conflict and precision against gold, and for each label the
aggregate's precision, recall and F1 with a bootstrap interval over documents. DIR becomes `report.json` and
`report.html`, which draws the same and shows each function's worst errors.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from phogov.errors import PhogovError
from phogov.evaluation.strict import bootstrap
from phogov.files import new_folder
from phogov.labels import LABELS
from phogov.span import Span
from rich.console import Console
from rich.progress import track
from rich.table import Table

from data.fit import gold_documents
from data.label_models import DEFAULT, label_model
from data.labelling import FUNCTIONS, apply
from data.labelling.vote import Vote
from data.score import ALL

CONTEXT = 24
"""Characters shown on either side of an error."""

RESAMPLES = 1000


@dataclass(frozen=True)
class Mistake:
    """A vote that gold does not bear out, with the text around it and what gold has there."""

    before: str
    surface: str
    after: str
    gold: str


@dataclass
class FunctionReport:
    """What one function did. Shares are between 0 and 1.

    `coverage` is the share of the documents' characters that it votes on; `overlap` the share of its votes that share a
    character with another function's vote, `conflict` with one for another label; `precision` the share of its votes
    that are gold spans.
    """

    name: str
    labels: tuple[str, ...]
    votes: int = 0
    characters: int = 0
    overlapping: int = 0
    conflicting: int = 0
    right: int = 0
    mistakes: Counter[Mistake] = field(default_factory=Counter)

    def to_dict(self, characters: int, examples: int) -> dict[str, Any]:
        """Return the figures as JSON values, with the most frequent mistakes."""
        votes = max(1, self.votes)
        return {
            "labels": list(self.labels),
            "votes": self.votes,
            "coverage": self.characters / max(1, characters),
            "overlap": self.overlapping / votes,
            "conflict": self.conflicting / votes,
            "precision": self.right / votes if self.votes else None,
            "worst": [{**asdict(mistake), "times": times} for mistake, times in self.mistakes.most_common(examples)],
        }


@dataclass(frozen=True)
class LabelReport:
    """The aggregate against gold; `interval` is the 95 % bootstrap interval of F1 over documents."""

    precision: float
    recall: float
    f1: float
    support: int
    interval: tuple[float, float]


def tally_votes(
    text: str, votes: dict[str, list[Vote]], gold: Sequence[Span], found: dict[str, FunctionReport]
) -> None:
    """Count one document's votes."""
    truth = {(span.start, span.end, span.label) for span in gold}
    owners: list[list[tuple[str, str]]] = [[] for _ in text]
    for name, own in votes.items():
        for vote in own:
            for i in range(vote.start, vote.end):
                owners[i].append((name, vote.label))
    for name, own in votes.items():
        entry = found[name]
        for vote in own:
            others = {owner for i in range(vote.start, vote.end) for owner in owners[i] if owner[0] != name}
            entry.votes += 1
            entry.characters += vote.end - vote.start
            entry.overlapping += bool(others)
            entry.conflicting += any(label != vote.label for _, label in others)
            if (vote.start, vote.end, vote.label) in truth:
                entry.right += 1
            else:
                entry.mistakes[mistake(text, vote, gold)] += 1


def mistake(text: str, vote: Vote, gold: Sequence[Span]) -> Mistake:
    """Describe a vote that is not in gold."""
    there = [f"{span.label} {span.text}" for span in gold if span.start < vote.end and vote.start < span.end]
    before = text[max(0, vote.start - CONTEXT) : vote.start].rpartition("\n")[2]
    after = text[vote.end : vote.end + CONTEXT].partition("\n")[0]
    return Mistake(before, text[vote.start : vote.end], after, " · ".join(there) or "nothing")


def label_reports(pairs: Sequence[tuple[Sequence[Span], Sequence[Span]]], seed: int = 0) -> dict[str, LabelReport]:
    """Return the scores of each label and of all, for (gold, found) spans of each document."""
    result = {}
    for label in (*LABELS, ALL):
        rows = []
        for gold, found in pairs:
            truth, guess = (
                {(s.start, s.end, s.label) for s in spans if label in (s.label, ALL)} for spans in (gold, found)
            )
            rows.append((len(truth & guess), len(guess), len(truth)))
        counts = np.array(rows, dtype=np.int64).reshape(-1, 3)
        right, guessed, true = (int(value) for value in counts.sum(axis=0))
        if guessed or true:
            result[label] = LabelReport(
                right / max(1, guessed),
                right / max(1, true),
                2 * right / max(1, guessed + true),
                true,
                bootstrap(counts, RESAMPLES, seed),
            )
    return result


def report(folders: Sequence[Path], model: str = DEFAULT, examples: int = 8) -> dict[str, Any]:
    """Return the whole report as JSON values. Raises InputError, or UsageError for an unknown label model."""
    aggregate = label_model(model)
    functions = {function.name: FunctionReport(function.name, function.labels) for function in FUNCTIONS}
    pairs, characters = [], 0
    documents = list(gold_documents(folders))
    for text, gold in track(documents, description="labelling", transient=True, console=Console(stderr=True)):
        votes = apply(text)
        tally_votes(text, votes, gold, functions)
        pairs.append((gold, aggregate(text, votes)))
        characters += len(text)
    return {
        "documents": len(pairs),
        "characters": characters,
        "label_model": model,
        "functions": {name: entry.to_dict(characters, examples) for name, entry in functions.items()},
        "labels": {label: asdict(entry) for label, entry in label_reports(pairs).items()},
    }


def function_table(found: dict[str, Any]) -> Table:
    """Return the functions' figures for the terminal."""
    table = Table(title=f"Labelling functions on {found['documents']} documents")
    for column in ("function", "labels", "votes", "coverage", "overlap", "conflict", "precision"):
        table.add_column(column, justify="left" if column in ("function", "labels") else "right")
    for name, row in found["functions"].items():
        precision = "" if row["precision"] is None else f"{row['precision']:.3f}"
        shares = (f"{row['coverage']:.2%}", f"{row['overlap']:.2f}", f"{row['conflict']:.2f}")
        table.add_row(name, " ".join(row["labels"]), str(row["votes"]), *shares, precision)
    return table


def label_table(found: dict[str, Any]) -> Table:
    """Return the labels' figures for the terminal."""
    table = Table(title=f"Label model {found['label_model']} against gold, strict")
    for column in ("label", "precision", "recall", "F1", "95 % interval", "gold"):
        table.add_column(column, justify="left" if column == "label" else "right")
    for label, row in found["labels"].items():
        low, high = row["interval"]
        numbers = (f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))
        style = "bold" if label == ALL else None
        table.add_row(label, *numbers, f"{low:.3f} to {high:.3f}", str(row["support"]), style=style)
    return table


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
mark { background: #ffd966; }
summary { cursor: pointer; }
svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #181818; }
  mark { background: #7a5c00; color: #fff; }
}
"""


def bars(rows: Sequence[tuple[str, float, tuple[float, float] | None]]) -> str:
    """Draw shares as horizontal bars, with an interval where there is one, as SVG."""
    height, left, width = 20, 190, 420
    parts = [f'<svg role="img" width="{left + width + 60}" height="{height * len(rows) + 6}">']
    for i, (name, value, interval) in enumerate(rows):
        y = i * height
        parts.append(f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{left}" y="{y + 4}" width="{width * value:.1f}" height="{height - 7}" fill="#4477aa"/>')
        if interval:
            low, high = (left + width * edge for edge in interval)
            middle = y + 4 + (height - 7) / 2
            parts.append(f'<path d="M{low:.1f} {middle}H{high:.1f}" stroke="#cc6677" stroke-width="3"/>')
        parts.append(f'<text x="{left + width + 6}" y="{y + 15}">{value:.3f}</text>')
    return "".join([*parts, "</svg>"])


def render_html(found: dict[str, Any]) -> str:
    """Return the report as one page without requests to elsewhere."""
    labels = bars([(label, row["f1"], tuple(row["interval"])) for label, row in found["labels"].items()])
    functions = bars(
        [
            (f"{name} ({row['votes']})", row["precision"], None)
            for name, row in found["functions"].items()
            if row["precision"] is not None
        ]
    )
    worst = []
    for name, row in found["functions"].items():
        items = "".join(
            f"<li>{escape(m['before'])}<mark>{escape(m['surface'])}</mark>{escape(m['after'])} "
            f"<small>gold: {escape(m['gold'])}</small></li>"
            for m in row["worst"]
        )
        if items:
            worst.append(f"<details><summary>{escape(name)}</summary><ul>{items}</ul></details>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Weak labels</title>'
        f"<style>{STYLE}</style></head><body><h1>Weak labels</h1>"
        f"<p>{found['documents']} documents, {found['characters']:,} characters, label model "
        f"<code>{escape(found['label_model'])}</code>.</p>"
        f"<h2>F1 of each label, with its 95 % interval</h2>{labels}"
        f"<h2>Precision of each function (votes)</h2>{functions}"
        f"<h2>Worst errors</h2>{''.join(worst)}</body></html>\n"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.report", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold files")
    parser.add_argument("--label-model", default=DEFAULT, help="which label model to score")
    parser.add_argument("--examples", type=int, default=8, help="errors shown for each function")
    parser.add_argument("--output", type=Path, help="folder for report.json and report.html")
    options = parser.parse_args(arguments)
    try:
        found = report(options.gold, options.label_model, options.examples)
        if options.output:
            with new_folder(options.output, "report.json") as work:
                text = json.dumps(found, ensure_ascii=False, indent=2)
                (work / "report.json").write_text(text + "\n", encoding="utf-8")
                (work / "report.html").write_text(render_html(found), encoding="utf-8")
    except PhogovError as error:
        print(f"data.report: {error}", file=sys.stderr)
        return error.exit_code
    console = Console()
    console.print(function_table(found))
    console.print(label_table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
