"""Output that grows document by document and survives a kill: the next run of the same command goes on from it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from phogov.errors import InputError, OutputError
from phogov.stream import Item

BLOCK = 1 << 16


@dataclass
class Partial:
    """An open part file."""

    path: Path
    file: IO[bytes] = field(repr=False)

    def write(self, line: str) -> None:
        """Append one document's line; once this returns a kill does not lose it."""
        self.file.write(line.encode())
        self.file.flush()

    def skip(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the items that are not done yet, and all errors. Raises OutputError where the input is another."""
        rest = iter(items)
        with self.path.open("rb") as done:
            for line in done:
                identity = json.loads(line)["id"]
                for item in rest:
                    if isinstance(item, InputError):
                        yield item
                        continue
                    if item.id != identity:
                        raise OutputError(f"{self.path}: begun with other documents ({identity!r}); remove it.")
                    break
                else:
                    raise OutputError(f"{self.path}: holds more documents than the input; remove it.")
        yield from rest


def part_file(target: Path, settings: object) -> Path:
    """Return where the unfinished output of a command lies; other settings have another file."""
    digest = hashlib.sha256(json.dumps(settings, default=str).encode()).hexdigest()[:12]
    return target.with_name(f".{target.name}.{digest}.part")


@contextmanager
def partial_file(target: Path, settings: object) -> Iterator[Partial]:
    """Open the part file of a command; when the block succeeds it becomes the target, when it fails it stays.

    Raises OutputError when it cannot be written. A line that was cut off by a kill is removed.
    """
    if target.is_dir():
        raise OutputError(f"{target} is a folder; name a file.")
    path = part_file(target, settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror}).") from error
    with file:
        file.truncate(_whole(file))
        yield Partial(path, file)
    if not path.stat().st_size:
        path.unlink()
        raise InputError("No document could be tagged; nothing was written.")
    path.replace(target)


def _whole(file: IO[bytes]) -> int:
    """Return the length of the file up to its last line feed."""
    end = file.seek(0, 2)
    while end:
        start = max(0, end - BLOCK)
        file.seek(start)
        if (at := file.read(end - start).rfind(b"\n")) >= 0:
            return start + at + 1
        end = start
    return 0
