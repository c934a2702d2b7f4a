"""Keep what a model is measured on out of what it learns from.

    python -m data.heldout --documents FILE… --measured DIR… --output FILE

Writes the documents as JSON lines, without those that bear the name of a file of the measured ones or share SHARED runs
of WORDS words with them: news agencies print the same report twice.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from phogov.documents import Document
from phogov.errors import InputError, PhogovError
from phogov.files import new_file
from phogov.gold import read_gold
from phogov.normalise import normalise
from rich.progress import track

from data.documents import read_documents

WORDS, SHARED = 8, 5


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the runs of WORDS words of each line of a text."""
    for line in normalise(text).text.split("\n"):
        words = line.split()
        yield from zip(*(words[i:] for i in range(WORDS)), strict=False)


def is_near(text: str, measured: set[tuple[str, ...]]) -> bool:
    """Tell whether a text shares SHARED runs of words with measured ones."""
    return next(islice((run for run in runs(text) if run in measured), SHARED - 1, None), None) is not None


def without(documents: Iterable[Document], folders: Sequence[Path]) -> Iterator[Document]:
    """Yield the documents that are not near the gold files of the folders. Raises InputError where there are none."""
    files = sorted(file for folder in folders for file in folder.glob("*.txt"))
    if not files:
        raise InputError(f"No gold files (*.txt) in {', '.join(map(str, folders))}.")
    names = {file.stem for file in files}
    measured = {run for file in files for run in runs(read_gold(file)[0])}
    for document in documents:
        if document.id not in names and not is_near(document.text, measured):
            yield document


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.heldout", description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=Path, nargs="+", required=True, help="text, JSONL, Parquet, folders")
    parser.add_argument("--measured", type=Path, nargs="+", required=True, help="folders of gold files")
    parser.add_argument("--output", type=Path, required=True, help="JSON lines")
    options = parser.parse_args(arguments)
    try:
        kept = write_without(options.documents, options.measured, options.output)
    except PhogovError as error:
        print(f"data.heldout: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{kept} documents: {options.output}")
    return 0


def write_without(documents: Sequence[Path], measured: Sequence[Path], output: Path) -> int:
    """Write the documents that may be learnt from; return how many they are."""
    kept = 0
    shown = track(read_documents(documents), description="comparing", transient=True)
    with new_file(output) as work, work.open("w", encoding="utf-8") as file:
        for document in without(shown, measured):
            file.write(json.dumps({"id": document.id, "text": document.text}, ensure_ascii=False) + "\n")
            kept += 1
    return kept


if __name__ == "__main__":
    sys.exit(main())
