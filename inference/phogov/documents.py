"""Documents from text and JSONL files, folders and standard input, one at a time."""

import gzip
import io
import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from phogov.errors import FormatError, InputError

STDIN = "-"
SUFFIXES = (".txt", ".jsonl", ".jsonl.gz", ".jsonl.xz")
"""What is read from a folder."""


@dataclass(frozen=True)
class Document:
    """A text with its id, and its date (ISO 8601) where the source gives one."""

    id: str
    text: str
    date: str | None = None


def read_documents(paths: Iterable[Path | str]) -> Iterator[Document | InputError]:
    """Yield the documents of all paths in turn; a document that cannot be read comes as the error that says why.

    A folder stands for its files of the kinds in SUFFIXES, sorted by name, `-` for standard input.
    """
    for path in paths:
        try:
            files = _files(path)
        except InputError as error:
            yield error
            continue
        for file in files:
            try:
                yield from _read(file)
            except InputError as error:
                yield error


def _files(path: Path | str) -> list[Path | str]:
    if str(path) == STDIN:
        return [STDIN]
    path = Path(path)
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.name.endswith(SUFFIXES) and file.is_file())
    if not found:
        raise InputError(f"{path}: the folder holds no {' or '.join(SUFFIXES)} file.")
    return list(found)


def _read(path: Path | str) -> Iterator[Document | InputError]:
    name = str(path)
    if name.endswith((".jsonl", ".jsonl.gz", ".jsonl.xz")):
        yield from _read_jsonl(Path(path))
    else:
        raw = sys.stdin.buffer.read() if name == STDIN else _bytes(Path(path))
        yield Document("stdin" if name == STDIN else Path(path).stem, decode(raw, name))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error


def decode(raw: bytes, name: str) -> str:
    """Decode one text file. Raises InputError when it is empty, binary or not UTF-8."""
    if b"\0" in raw[:8192]:
        raise InputError(f"{name}: a binary file, not text.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 (byte {error.start}); save it as UTF-8.") from error
    if not text.strip():
        raise InputError(f"{name}: the file is empty.")
    return text


def _open(path: Path) -> IO[bytes]:
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, io.open)
    return opener(path, "rb")  # type: ignore[operator]


def _read_jsonl(path: Path) -> Iterator[Document | InputError]:
    """Yield each line's document; a bad line is reported and the rest is read."""
    number = 0
    try:
        with _open(path) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _parse(line, path, number)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise InputError(f"{path}: cannot be read after line {number} ({error}).") from error
    if not number:
        raise InputError(f"{path}: the file is empty.")


def _parse(line: bytes, path: Path, number: int) -> Document | InputError:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return FormatError(f"{path}:{number}: not UTF-8.")
    except ValueError as error:
        return FormatError(f"{path}:{number}: not JSON ({error}).")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return FormatError(f"{path}:{number}: no string under the key 'text'.")
    date = row.get("date")
    return Document(str(row.get("id", f"{path.name}:{number}")), row["text"], date if isinstance(date, str) else None)
