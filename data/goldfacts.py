"""Gold facts with the documents that they are facts of."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phogov.errors import FormatError, InputError
from phogov.gold import read_gold
from phogov.span import Span

Fact = dict[str, Any]
"""`amount` and `indicator` are offsets, `period` and `place` words; the rest is that of `phogov.facts.Fact`."""


@dataclass(frozen=True)
class FactDocument:
    """A document, its gold spans and its gold facts."""

    id: str
    text: str
    spans: tuple[Span, ...]
    facts: tuple[Fact, ...]


def read_facts(files: Sequence[Path], folders: Sequence[Path]) -> list[FactDocument]:
    """Read facts and the gold files of their documents from the first folder that has them.

    A file may give the words of period and place as offsets, where the text may not be passed on. Raises InputError for
    a document that lacks, FormatError for a line that is no fact.
    """
    by_document: dict[str, list[Fact]] = defaultdict(list)
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                fact = json.loads(line)
                by_document[fact["doc"]].append({**fact, "amount": tuple(fact["amount"])})
            except (ValueError, KeyError, TypeError) as error:
                raise FormatError(f"{path}:{number}: not a fact ({error}).") from error
    found = []
    for document, facts in by_document.items():
        file = next((path for folder in folders if (path := folder / f"{document}.txt").exists()), None)
        if file is None:
            raise InputError(f"No document {document} in {', '.join(map(str, folders))}.")
        text, spans = read_gold(file)
        found.append(FactDocument(document, text, tuple(spans), tuple(_with_words(fact, text) for fact in facts)))
    return found


def _with_words(fact: Fact, text: str) -> Fact:
    offsets = {name: fact[name] for name in ("period", "place") if isinstance(fact[name], list)}
    return {**fact, **{name: text[first:end] for name, (first, end) in offsets.items()}}
