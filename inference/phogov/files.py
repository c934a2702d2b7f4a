"""Reading text files, and writing that leaves nothing half-done: to a temporary name first, then renamed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from phogov.errors import InputError, OutputError


def read_text(path: Path) -> str:
    """Read a UTF-8 file as it is, without its byte order mark. Raises InputError when that cannot be done."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8.") from error


def check_free(target: Path, mark: str) -> None:
    """Raise OutputError when the target is a file, or a folder with content in which no file is named `mark`."""
    if target.is_file() or (target.is_dir() and any(target.iterdir()) and not (target / mark).exists()):
        raise OutputError(f"{target} holds something else (no {mark} in it); choose another folder.")


@contextmanager
def new_folder(target: Path, mark: str) -> Iterator[Path]:
    """Give a temporary folder that takes the target's place when the block succeeds, and goes when it fails.

    Raises OutputError when the target is not ours to replace (`check_free`), or cannot be written.
    """
    check_free(target, mark)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror}).") from error
    try:
        yield work
        work.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        work.replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Give a temporary path that takes the target's place when the block succeeds, and goes when it fails."""
    if target.is_dir():
        raise OutputError(f"{target} is a folder; name a file.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror}).") from error
    os.close(handle)
    work = Path(name)
    try:
        yield work
        work.chmod(0o644)
        work.replace(target)
    finally:
        work.unlink(missing_ok=True)
