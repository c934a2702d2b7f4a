"""Rank the lines that are most worth correcting, and write them as tasks for Label Studio.

    python -m data.review PATH… [--model DIR] [--top 200] --output tasks.json

Three signs of a wrong label are averaged, each from 0 to 1: how unsure the model is of its least certain span; how far
the labelling functions and the model disagree (1 - F1 of their spans); and how improbable the model finds the least
probable weak label of a word, by cleanlab's token-classification scores (Wang and Mueller, 2022). The tasks hold the
model's spans, to be corrected; `python -m data.labelstudio import` takes the result back as gold.
"""

import argparse
import heapq
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from phogov.bio import spans_to_tags
from phogov.documents import Document, read_documents
from phogov.errors import InputError, MissingDependencyError, PhogovError
from phogov.files import new_file
from phogov.formats.labelstudio import task
from phogov.formats.tagged import Tagged
from phogov.labels import OUTSIDE
from phogov.normalise import normalise
from phogov.span import Span
from phogov.tagger import Tagger, split_lines
from phogov.words import segment
from rich.console import Console
from rich.progress import track
from rich.table import Table

from data.cleaning import chrome
from data.label_models import weak_spans

MINIMUM_WORDS = 5
SHOWN = 10


@dataclass(frozen=True, order=True)
class Suspect:
    """A line, the model's spans in it, and the signs that they are wrong, each from 0 to 1."""

    score: float
    id: str
    text: str
    spans: tuple[Span, ...]
    unsure: float
    disagreement: float
    improbable: float


def improbability(weak: list[str], log_probs: np.ndarray, tags: tuple[str, ...]) -> float:
    """Return 1 - cleanlab's quality of a line's labels, given log-probabilities of shape (words, tags)."""
    try:
        from cleanlab.token_classification.rank import get_label_quality_scores
    except ImportError as error:
        raise MissingDependencyError("cleanlab", "review") from error
    labels = [tags.index(tag) if tag in tags else tags.index(OUTSIDE) for tag in weak]
    quality, _ = get_label_quality_scores([labels], [np.exp(log_probs.astype(np.float64))])
    return 1.0 - float(quality[0])


def suspects(document: Document, tagger: Tagger) -> Iterator[Suspect]:
    """Yield the lines of a document with the signs of wrong labels."""
    view = normalise(document.text, tagger.manifest.normalisation)
    text = view.text
    weak = weak_spans(text)
    cut = split_lines(text, segment(text, tagger.manifest.segmenter))
    left_out = chrome(text)
    lines = tagger.lines(document.text)
    runs = tagger.scored_runs([line.log_probs for line in lines])
    for number, (offsets, line, marked) in enumerate(zip(cut, lines, runs, strict=True)):
        start, end = offsets[0][0], offsets[-1][1]
        if len(offsets) < MINIMUM_WORDS or any(a <= start < b for a, b in left_out):
            continue
        raw_start, raw_end = view.raw_span(start, end)
        found, ours = [], set()
        for first, behind, label, certainty in marked:
            a, b = offsets[first][0], offsets[behind - 1][1]
            ours.add((a, b, label))
            a, b = view.raw_span(a, b)
            found.append(Span(a - raw_start, b - raw_start, label, document.text[a:b], certainty))
        here = [span for span in weak if start <= span.start < end]
        theirs = {(span.start, span.end, span.label) for span in here}
        both = len(theirs) + len(ours)
        unsure = 1.0 - min((span.score for span in found), default=1.0)
        disagreement = 1.0 - 2 * len(theirs & ours) / both if both else 0.0
        improbable = improbability(spans_to_tags(offsets, here)[0], line.log_probs, tagger.tags)
        score = (unsure + disagreement + improbable) / 3
        identity, raw = f"{document.id}.{number}", document.text[raw_start:raw_end]
        yield Suspect(score, identity, raw, tuple(found), unsure, disagreement, improbable)


def worst(documents: Iterable[Document], tagger: Tagger, top: int) -> list[Suspect]:
    """Return the `top` lines of all documents, worst first; memory does not grow with the documents."""
    everything = (suspect for document in documents for suspect in suspects(document, tagger))
    return heapq.nlargest(top, everything)


def tasks(found: Iterable[Suspect]) -> str:
    """Return Label Studio's task file."""
    rows = []
    for suspect in found:
        row = task(Tagged(suspect.id, suspect.text, suspect.spans))
        signs = {"unsure": suspect.unsure, "disagreement": suspect.disagreement, "improbable": suspect.improbable}
        row["data"]["review"] = {name: round(value, 3) for name, value in {"score": suspect.score, **signs}.items()}
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.review", description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="+", metavar="PATH", help="text, JSONL or Parquet files, folders")
    parser.add_argument("--model", help="checkpoint folder or hub name; default: the shipped model")
    parser.add_argument("--top", type=int, default=200, help="so many lines")
    parser.add_argument("--output", type=Path, required=True, help="task file to write")
    options = parser.parse_args(arguments)
    failed = False

    def documents() -> Iterator[Document]:
        nonlocal failed
        for item in read_documents(options.paths):
            if isinstance(item, InputError):
                print(f"data.review: {item}", file=sys.stderr)
                failed = True
            else:
                yield item

    try:
        tagger = Tagger.from_pretrained(options.model)
        shown = track(documents(), description="reading", transient=True, console=Console(stderr=True))
        found = worst(shown, tagger, options.top)
        if not found:
            raise InputError("No line to review; give more documents.")
        with new_file(options.output) as work:
            work.write_text(tasks(found), encoding="utf-8")
    except PhogovError as error:
        print(f"data.review: {error}", file=sys.stderr)
        return error.exit_code
    table = Table(
        "line", "score", "unsure", "disagreement", "improbable", "text", title=f"{len(found)} lines to review"
    )
    for one in found[:SHOWN]:
        numbers = (f"{value:.2f}" for value in (one.score, one.unsure, one.disagreement, one.improbable))
        table.add_row(one.id, *numbers, one.text[:60])
    Console().print(table)
    print(f"tasks: {options.output}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
