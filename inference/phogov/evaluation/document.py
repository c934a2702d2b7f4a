"""Documents with their spans, and reading them from what gold and predictions come in."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from phogov.bio import tags_to_runs
from phogov.conll import read_conll
from phogov.errors import FormatError, InputError, MissingDependencyError
from phogov.files import read_text
from phogov.gold import read_gold
from phogov.span import Span


@dataclass(frozen=True)
class LabelledDocument:
    """A text and its spans, in order, not overlapping."""

    id: str
    text: str
    spans: tuple[Span, ...]


def read_labelled(path: str | Path) -> list[LabelledDocument]:
    """Read a folder of gold files, one gold file, a jsonl file of the tag format, a CoNLL file or a dataset folder.

    Rows of words come as documents of one line, the words joined by spaces. Raises InputError or FormatError.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"{path}: no such file or folder.")
    if path.is_dir() and ((path / "dataset_dict.json").exists() or (path / "dataset_info.json").exists()):
        documents = list(_from_dataset(path))
    elif path.is_dir():
        documents = [LabelledDocument(file.stem, *_gold(file)) for file in sorted(path.glob("*.txt"))]
    elif path.suffix == ".jsonl":
        documents = list(_from_jsonl(path))
    elif path.suffix in (".conll", ".bio", ".iob", ".tsv"):
        documents = [_joined(f"{path.name}:{s.line}", s.tokens, s.tags) for s in read_conll(path)]
    else:
        documents = [LabelledDocument(path.stem, *_gold(path))]
    if not documents:
        raise InputError(f"{path}: holds no gold file (*.txt), row or sentence.")
    return documents


def _gold(path: Path) -> tuple[str, tuple[Span, ...]]:
    text, spans = read_gold(path)
    return text, tuple(spans)


def _joined(name: str, tokens: Sequence[str], tags: Sequence[str]) -> LabelledDocument:
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token) + 1
    text = " ".join(tokens)
    bounds = [
        (starts[first], starts[end - 1] + len(tokens[end - 1]), label) for first, end, label in tags_to_runs(tags)
    ]
    return LabelledDocument(name, text, tuple(Span(a, b, label, text[a:b]) for a, b, label in bounds))


def _from_dataset(path: Path) -> Iterator[LabelledDocument]:
    try:
        from datasets import DatasetDict, load_from_disk
    except ImportError as error:
        raise MissingDependencyError("datasets, which reads dataset folders,", "train") from error
    try:
        found = load_from_disk(str(path))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not a dataset folder ({error}).") from error
    for split in found.values() if isinstance(found, DatasetDict) else [found]:
        names = getattr(getattr(split.features["ner_tags"], "feature", None), "names", None)
        for number, row in enumerate(split):
            tags = [names[tag] if names else tag for tag in row["ner_tags"]]
            yield _joined(str(row.get("id", number)), row["tokens"], tags)


def _from_jsonl(path: Path) -> Iterator[LabelledDocument]:
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
            text = row["text"]
            spans = [
                Span(e["start"], e["end"], e["label"], text[e["start"] : e["end"]], float(e.get("score", 1.0)))
                for e in row["entities"]
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise FormatError(f'{where}: not a line of the form {{"id", "text", "entities"}} ({error!r}).') from error
        spans.sort()
        if any(not 0 <= span.start < span.end <= len(text) for span in spans):
            raise FormatError(f"{where}: an entity lies outside of the text.")
        if any(after.start < before.end for before, after in pairwise(spans)):
            raise FormatError(f"{where}: entities overlap.")
        yield LabelledDocument(str(row.get("id", number)), text, tuple(spans))
