"""CoNLL files: `token<TAB or space>tag` a line, a blank line between sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from phogov.errors import FormatError, InputError
from phogov.files import read_text
from phogov.labels import OUTSIDE, legal


@dataclass(frozen=True)
class Sentence:
    """Words with a BIO tag each. `line` is where it begins in its file, from 1."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    line: int = 0


def read_conll(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a file; of more than two columns the first and the last count.

    Raises InputError for a file that cannot be read or is empty, FormatError, with file and line, for a ragged line or
    tags that are no legal BIO.
    """
    text = read_text(path)
    rows: list[tuple[str, str]] = []
    first = width = 0
    found = False
    for number, line in enumerate([*text.split("\n"), ""], 1):
        fields = line.split("\t") if "\t" in line else line.split()
        fields = [field.strip() for field in fields if field.strip()]
        if not fields or fields[0] == "-DOCSTART-":
            if rows:
                yield _sentence(rows, path, first)
                found = True
            rows = []
            continue
        width = width or len(fields)
        if len(fields) < 2 or len(fields) != width:
            raise FormatError(f"{path}:{number}: {len(fields)} columns where a token and a tag are due ({width or 2}).")
        if not rows:
            first = number
        rows.append((fields[0], fields[-1]))
    if not found:
        raise InputError(f"{path}: the file is empty.")


def _sentence(rows: list[tuple[str, str]], path: Path, first: int) -> Sentence:
    tokens, tags = zip(*rows, strict=True)
    for number, (before, tag) in enumerate(zip((OUTSIDE, *tags), tags, strict=False), first):
        if tag != OUTSIDE and (tag[:2] not in ("B-", "I-") or not tag[2:]):
            raise FormatError(f"{path}:{number}: {tag!r} is no BIO tag: write O, B-LABEL or I-LABEL.")
        if not legal(before, tag):
            raise FormatError(
                f"{path}:{number}: {tag!r} after {before!r} opens a span: write B-{tag[2:]} (strict IOB2)."
            )
    return Sentence(tokens, tags, first)


def write_conll(sentences: Iterable[Sentence]) -> str:
    """Return sentences as CoNLL text."""
    lines = ("".join(f"{t}\t{g}\n" for t, g in zip(s.tokens, s.tags, strict=True)) for s in sentences)
    return "\n".join(lines)
