"""The dataset on disk, and reading any of the contract's three kinds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import ClassLabel, Dataset, DatasetDict, Features, Sequence, Value, load_from_disk
from phogov.bio import tags_to_runs
from phogov.conll import read_conll
from phogov.errors import FormatError, InputError, LabelError
from phogov.files import read_text
from phogov.labels import LABELS, bio_tags
from phogov.span import Span

from data.align import align

FEATURES = Features(
    {
        "id": Value("string"),
        "document": Value("string"),
        "tokens": Sequence(Value("string")),
        "ner_tags": Sequence(ClassLabel(names=list(bio_tags(LABELS)))),
        "text": Value("string"),
        "starts": Sequence(Value("int32")),
        "ends": Sequence(Value("int32")),
        "confidence": Sequence(Value("float32")),
    }
)
"""One row a line: `starts` and `ends` are offsets into the raw document, `text` the raw line."""


def load(path: str | Path) -> Dataset:
    """Read a dataset folder (of a DatasetDict all splits, or one split's own folder), a jsonl or a CoNLL file.

    Returns the columns `tokens`, `ner_tags` (strings) and, where the source has it, `confidence`. Raises InputError
    when it cannot be read or holds nothing, FormatError, naming file and line, when it is malformed.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"{path}: no such file or folder.")
    if path.is_dir():
        return _load_folder(path)
    rows = list(_jsonl_rows(path) if path.suffix in (".jsonl", ".json") else _conll_rows(path))
    if not rows:
        raise InputError(f"{path}: the file is empty.")
    kept = set.intersection(*(set(row) for row in rows))
    return Dataset.from_list([{key: row[key] for key in row if key in kept} for row in rows])


def _load_folder(path: Path) -> Dataset:
    try:
        found = load_from_disk(str(path))
    except (FileNotFoundError, ValueError, OSError) as error:
        raise InputError(f"{path}: not a dataset folder; make one with python -m data.build.") from error
    if isinstance(found, DatasetDict):
        from datasets import concatenate_datasets

        found = concatenate_datasets(list(found.values()))
    if missing := {"tokens", "ner_tags"} - set(found.column_names):
        raise FormatError(f"{path}: the dataset lacks the columns {sorted(missing)}.")
    names = getattr(getattr(found.features["ner_tags"], "feature", None), "names", None)
    columns: dict[str, Any] = {"tokens": list(found["tokens"])}
    if "document" in found.column_names:
        columns["document"] = list(found["document"])
    columns["ner_tags"] = [[names[tag] if names else str(tag) for tag in tags] for tags in found["ner_tags"]]
    if "confidence" in found.column_names:
        columns["confidence"] = list(found["confidence"])
    return Dataset.from_dict(columns)


def _conll_rows(path: Path) -> Iterator[dict[str, Any]]:
    for sentence in read_conll(path):
        yield {"tokens": list(sentence.tokens), "ner_tags": list(sentence.tags)}


def _jsonl_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of words and tags as they are; rows of text and entities are aligned to words, one row a line of text."""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise FormatError(f"{where}: not JSON ({error}).") from error
        if isinstance(row, dict) and "tokens" in row:
            yield _token_row(row, where)
        elif isinstance(row, dict) and isinstance(row.get("text"), str) and isinstance(row.get("entities"), list):
            for part in align(row["text"], spans_of(row, where), split=True, clean=False):
                if part.lost:
                    lost = row["text"][part.starts[0] : part.ends[-1]]
                    raise FormatError(f"{where}: entities overlap or cross the end of the line {lost[:60]!r}.")
                yield {"tokens": list(part.tokens), "ner_tags": list(part.tags)}
        else:
            raise FormatError(f"{where}: neither tokens with ner_tags, nor text with entities.")


def _token_row(row: dict[str, Any], where: str) -> dict[str, Any]:
    tokens, tags = row["tokens"], row.get("ner_tags")
    if (
        not isinstance(tokens, list)
        or not isinstance(tags, list)
        or len(tags) != len(tokens)
        or not all(isinstance(t, str) for t in [*tokens, *tags])
    ):
        raise FormatError(f"{where}: tokens and ner_tags must be lists of strings of the same length.")
    try:
        tags_to_runs(tags)
    except LabelError as error:
        raise FormatError(f"{where}: {error}") from error
    found = {"tokens": tokens, "ner_tags": tags}
    if "confidence" in row:
        if not isinstance(row["confidence"], list) or len(row["confidence"]) != len(tokens):
            raise FormatError(f"{where}: confidence must have as many entries as tokens.")
        found["confidence"] = row["confidence"]
    return found


def spans_of(row: dict[str, Any], where: str) -> list[Span]:
    """Read the entities of a `{"id", "text", "entities"}` row. Raises FormatError when one lies outside of the text."""
    spans = []
    for entity in row["entities"]:
        try:
            start, end, label = int(entity["start"]), int(entity["end"]), str(entity["label"])
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"{where}: an entity needs start, end and label.") from error
        if not 0 <= start < end <= len(row["text"]):
            raise FormatError(f"{where}: the entity {start}-{end} lies outside of the text.")
        spans.append(Span(start, end, label, row["text"][start:end], float(entity.get("score", 1.0))))
    return sorted(spans)
