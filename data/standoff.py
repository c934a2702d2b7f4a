"""Gold without its text: spans over lines of documents that the repository may not hold, put back onto these documents.

    python -m data.standoff restore SPANS --documents FILE… --output DIR

SPANS has a line for each annotated line of text, `{"id", "start", "sha256", "spans": [[start, end, label], …]}`: the
document, where the line starts in its normalised text, the checksum of the line, and spans within it. DIR receives gold
files of GROUP lines each.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from phogov.documents import Document, read_documents
from phogov.errors import FormatError, InputError, PhogovError
from phogov.files import new_folder
from phogov.gold import write_gold
from phogov.labels import LABELS
from phogov.normalise import normalise
from phogov.span import Span

GROUP = 24
MARK = "lines.json"


@dataclass(frozen=True)
class Standoff:
    """The annotation of one line of a document."""

    document: str
    start: int
    sha256: str
    spans: tuple[tuple[int, int, str], ...]


def checksum(line: str) -> str:
    """Return the SHA-256 of a line."""
    return hashlib.sha256(line.encode()).hexdigest()


def take_off(document: str, start: int, line: str, spans: Iterable[Span]) -> Standoff:
    """Return the annotation of a line without the line."""
    return Standoff(document, start, checksum(line), tuple((s.start, s.end, s.label) for s in spans))


def write_standoff(path: Path, lines: Iterable[Standoff]) -> None:
    """Write annotations, one a line."""
    rows = ({"id": a.document, "start": a.start, "sha256": a.sha256, "spans": a.spans} for a in lines)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def read_standoff(path: Path) -> Iterator[Standoff]:
    """Read annotations. Raises FormatError with the line's number where one is malformed."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            spans = tuple((int(a), int(b), str(label)) for a, b, label in row["spans"])
            found = Standoff(str(row["id"]), int(row["start"]), str(row["sha256"]), spans)
        except (ValueError, KeyError, TypeError) as error:
            raise FormatError(f"{path}:{number}: not an annotated line ({error}).") from error
        if not all(0 <= a < b and label in LABELS for a, b, label in spans):
            raise FormatError(f"{path}:{number}: a span without characters, or of an unknown label.")
        yield found


def put_back(annotations: Iterable[Standoff], documents: Iterable[Document]) -> list[str]:
    """Return the lines with their markup. Raises InputError where a document lacks or is another text."""
    waiting: dict[str, list[tuple[int, Standoff]]] = defaultdict(list)
    for number, annotation in enumerate(annotations):
        waiting[annotation.document].append((number, annotation))
    found: dict[int, str] = {}
    for document in documents:
        here = waiting.pop(document.id, [])
        text = normalise(document.text).text if here else ""
        for number, annotation in here:
            line = text[annotation.start :].partition("\n")[0].rstrip()
            spans = [Span(a, b, label, line[a:b]) for a, b, label in annotation.spans]
            if checksum(line) != annotation.sha256 or any(not span.text for span in spans):
                raise InputError(f"The document {document.id} is not the one that was annotated.")
            found[number] = write_gold(line, spans)
    if waiting:
        raise InputError(f"{len(waiting)} annotated documents are missing, {next(iter(waiting))} for one.")
    return [found[number] for number in sorted(found)]


def restore(spans: Path, documents: list[Path], output: Path) -> int:
    """Write gold files; return how many lines they hold."""
    texts = (item for item in read_documents(documents) if isinstance(item, Document))
    lines = put_back(read_standoff(spans), texts)
    with new_folder(output, MARK) as work:
        for number, first in enumerate(range(0, len(lines), GROUP)):
            content = "\n".join(lines[first : first + GROUP]) + "\n"
            (work / f"{number:04d}.txt").write_text(content, encoding="utf-8")
        (work / MARK).write_text(json.dumps({"spans": spans.name, "lines": len(lines)}) + "\n", encoding="utf-8")
    return len(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.standoff", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    restoring = commands.add_parser("restore", help="write gold files")
    restoring.add_argument("spans", type=Path, help="JSON lines of annotations")
    restoring.add_argument("--documents", type=Path, nargs="+", required=True, help="text, JSONL or Parquet")
    restoring.add_argument("--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        count = restore(options.spans, options.documents, options.output)
    except PhogovError as error:
        print(f"data.standoff: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{count} lines: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
