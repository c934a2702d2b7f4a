"""Documents from text, JSONL and Parquet files, folders and standard input, one at a time."""

import gzip
import io
import json
import lzma
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from phogov.errors import FormatError, InputError, MissingDependencyError

STDIN = "-"
JSONL = (".jsonl", ".jsonl.gz", ".jsonl.xz", ".jsonl.zst")
PARQUET = ".parquet"
ROWS = 64
"""So many rows of a Parquet file are in memory at a time."""

SUFFIXES = (".txt", *JSONL, PARQUET)
"""What is read from a folder."""


@dataclass(frozen=True)
class Document:
    """A text with its id, and its date (ISO 8601) where the source gives one."""

    id: str
    text: str
    date: str | None = None


Meter = Callable[[int], object]
"""Is told how many more bytes of the input files were read."""


def read_documents(paths: Iterable[Path | str], meter: Meter = id) -> Iterator[Document | InputError]:
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
                yield from _read(file, meter)
            except InputError as error:
                yield error


def total_bytes(paths: Iterable[Path | str]) -> int | None:
    """Return the size of all input files together; None where standard input is among them."""
    total = 0
    for path in paths:
        if str(path) == STDIN:
            return None
        try:
            total += sum(Path(file).stat().st_size for file in _files(path))
        except (InputError, OSError):
            continue
    return total


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


def _read(path: Path | str, meter: Meter) -> Iterator[Document | InputError]:
    name = str(path)
    if name.endswith(JSONL):
        yield from _read_jsonl(Path(path), meter)
    elif name.endswith(PARQUET):
        yield from _read_parquet(Path(path), meter)
    else:
        raw = sys.stdin.buffer.read() if name == STDIN else _bytes(Path(path))
        meter(len(raw))
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


def _unpacked(path: Path, packed: IO[bytes]) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(packed)  # type: ignore[return-value]
    if path.suffix == ".xz":
        return lzma.open(packed)
    if path.suffix != ".zst":
        return packed
    try:
        import zstandard
    except ImportError as error:
        raise MissingDependencyError("Reading .zst", "scale") from error
    return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True))


def _damage() -> tuple[type[Exception], ...]:
    """Return what reading a damaged or missing file raises."""
    known: tuple[type[Exception], ...] = (OSError, EOFError, lzma.LZMAError, zlib.error)
    if "zstandard" in sys.modules:
        known = (*known, sys.modules["zstandard"].ZstdError)
    return known


def _read_jsonl(path: Path, meter: Meter) -> Iterator[Document | InputError]:
    """Yield each line's document; a bad line is reported and the rest is read."""
    number = seen = 0
    try:
        with path.open("rb") as packed:
            for number, line in enumerate(_unpacked(path, packed), 1):
                if (at := packed.tell()) != seen:
                    meter(at - seen)
                    seen = at
                if line.strip():
                    yield _parse(line, path, number)
    except Exception as error:
        if not isinstance(error, _damage()):
            raise
        raise InputError(f"{path}: cannot be read after line {number} ({error}).") from error
    if not number:
        raise InputError(f"{path}: the file is empty.")


def _read_parquet(path: Path, meter: Meter) -> Iterator[Document | InputError]:
    """Yield each row's document, a batch of rows in memory at a time; columns as the keys of JSONL."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingDependencyError("Reading Parquet", "scale") from error
    number = 0
    try:
        with ParquetFile(path) as file:
            wanted = [name for name in ("id", "text", "date") if name in file.schema_arrow.names]
            share = path.stat().st_size / max(1, file.metadata.num_rows)
            for batch in file.iter_batches(batch_size=ROWS, columns=wanted):
                meter(round(share * batch.num_rows))
                for row in batch.to_pylist():
                    number += 1
                    yield _document(row, path, number)
    except (OSError, pyarrow.ArrowException) as error:
        raise InputError(f"{path}: cannot be read after row {number} ({str(error).splitlines()[0]}).") from error
    if not number:
        raise InputError(f"{path}: the file is empty.")


def _parse(line: bytes, path: Path, number: int) -> Document | InputError:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return FormatError(f"{path}:{number}: not UTF-8.")
    except ValueError as error:
        return FormatError(f"{path}:{number}: not JSON ({error}).")
    return _document(row, path, number)


def _document(row: Any, path: Path, number: int) -> Document | InputError:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return FormatError(f"{path}:{number}: no string under the key 'text'.")
    name, date = row.get("id"), row.get("date")
    return Document(
        f"{path.name}:{number}" if name is None else str(name), row["text"], date if isinstance(date, str) else None
    )
