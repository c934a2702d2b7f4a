"""Take corrected labels back from Label Studio.

    python -m data.labelstudio import EXPORT.json --output DIR [--update]
    python -m data.labelstudio config > labels.xml

`import` reads Label Studio's JSON export, made from tasks of `phogov tag --format labelstudio`, and writes each task as
a gold file `DIR/ID.txt`; of several annotations of a task the latest counts. `config` prints the labelling interface.
The way out and back keeps every character: offsets count code points, `\\r\\n` stays, and a task whose spans do not fit
its text is refused by name, the others written.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from phogov.errors import FormatError, InputError, OutputError, PhogovError
from phogov.files import read_text
from phogov.gold import parse_gold, write_gold
from phogov.labels import LABELS
from phogov.span import Span

COLOURS = ("#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377", "#bbbbbb", "#004488", "#ddaa33", "#bb5566")
"""Paul Tol's bright and high-contrast schemes, legible for colour-blind readers."""

_NAME = re.compile(r"[\w.-]{1,120}")


@dataclass(frozen=True)
class Corrected:
    """A text with the spans that a person left on it."""

    id: str
    text: str
    spans: tuple[Span, ...]


def config(labels: Sequence[str] = LABELS) -> str:
    """Return the labelling interface for these labels as XML."""
    rows = "\n".join(
        f'    <Label value="{escape(label)}" background="{COLOURS[i % len(COLOURS)]}"/>'
        for i, label in enumerate(labels)
    )
    return (
        f'<View>\n  <Labels name="label" toName="text">\n{rows}\n  </Labels>\n'
        '  <Text name="text" value="$text" granularity="word"/>\n</View>\n'
    )


def read_export(path: Path) -> Iterator[Corrected | InputError]:
    """Yield each annotated task, or the error that says why it cannot be taken. Raises FormatError for another file."""
    try:
        tasks = json.loads(read_text(path))
    except ValueError as error:
        raise FormatError(f"{path}: not JSON ({error}).") from error
    if not isinstance(tasks, list):
        raise FormatError(f"{path}: not a list of tasks; export from Label Studio as JSON.")
    for number, task in enumerate(tasks, 1):
        try:
            corrected = parse_task(task, f"{path}, task {number}")
        except InputError as error:
            yield error
        else:
            if corrected:
                yield corrected


def parse_task(task: Any, where: str) -> Corrected | None:
    """Return one task's latest annotation, None where nobody annotated it. Raises FormatError when it is malformed."""
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise FormatError(f"{where}: no data.text.")
    done = [a for a in task.get("annotations") or [] if isinstance(a, dict) and not a.get("was_cancelled")]
    if not done:
        return None
    latest = max(done, key=lambda a: str(a.get("updated_at") or a.get("created_at") or ""))
    spans = sorted(
        _span(result, data["text"], where)
        for result in latest.get("result") or []
        if isinstance(result, dict) and result.get("type") == "labels"
    )
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise FormatError(f"{where}: {before.text!r} and {after.text!r} overlap; spans must not.")
    return Corrected(str(data.get("id", task.get("id", where))), data["text"], tuple(spans))


def _span(result: dict[str, Any], text: str, where: str) -> Span:
    try:
        value = result["value"]
        start, end, (label,) = value["start"], value["end"], value["labels"]
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(f"{where}: a result without start, end and one label ({error!r}).") from error
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        raise FormatError(f"{where}: the span {start}-{end} lies outside of the text.")
    surface = text[start:end]
    if value.get("text", surface) != surface:
        raise FormatError(f"{where}: the span {start}-{end} is {surface!r}, but the export says {value['text']!r}.")
    lead = len(surface) - len(surface.lstrip())
    start, end = start + lead, start + len(surface.rstrip())
    if start >= end or "\n" in text[start:end]:
        raise FormatError(f"{where}: the span {surface!r} is blank or crosses a line break.")
    return Span(start, end, str(label), text[start:end], 1.0)


def _survives(marked: str, item: Corrected) -> bool:
    """Say whether a gold file gives back the text and spans that it was written from."""
    try:
        text, spans = parse_gold(marked, labels={span.label for span in item.spans})
    except FormatError:
        return False
    return text == item.text and spans == list(item.spans)


def import_gold(path: Path, folder: Path, *, update: bool = False) -> tuple[list[Path], list[InputError]]:
    """Write every annotated task as a gold file; return the files and what was refused.

    Raises OutputError when a file is there already, unless `update`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    refused: list[InputError] = []
    for item in read_export(path):
        if isinstance(item, InputError):
            refused.append(item)
            continue
        if not _NAME.fullmatch(item.id) or set(item.id) <= {"."}:
            refused.append(FormatError(f"{path}: {item.id!r} will not do as a file name."))
            continue
        target = folder / f"{item.id}.txt"
        if (target.exists() and not update) or target in written:
            raise OutputError(f"{target} is there already; take --update to replace it, and ids that differ.")
        marked = write_gold(item.text, item.spans)
        if not _survives(marked, item):
            refused.append(FormatError(f"{item.id}: the text holds brackets like those of gold's own markup."))
            continue
        target.write_bytes(marked.encode())
        written.append(target)
    return written, refused


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.labelstudio", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    importing = commands.add_parser("import", help="write an export's annotations as gold files")
    importing.add_argument("export", type=Path)
    importing.add_argument("--output", type=Path, required=True, help="folder of gold files")
    importing.add_argument("--update", action="store_true", help="replace files that are there")
    commands.add_parser("config", help="print the labelling interface")
    options = parser.parse_args(arguments)
    if options.command == "config":
        print(config(), end="")
        return 0
    try:
        written, refused = import_gold(options.export, options.output, update=options.update)
    except PhogovError as error:
        print(f"data.labelstudio: {error}", file=sys.stderr)
        return error.exit_code
    for reason in refused:
        print(f"refused: {reason}", file=sys.stderr)
    print(f"{len(written)} gold files: {options.output}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
