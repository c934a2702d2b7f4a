"""Make more rows from labelled ones by swapping mentions.

    python -m data.augment --input F --output FILE.jsonl [--copies N] [--seed N]

F is a dataset folder, jsonl or CoNLL file. In each copy of a document people get other names, provinces become other
provinces (inside of titles and bodies too, the same one everywhere), years move together, and days, amounts and
document numbers change. Units stay, percentages stay within their order of size, and dates stay dates. FILE holds the
copies only, as lines of `{"tokens", "ner_tags", "confidence"}`; train on both.
"""

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from phogov.bio import tags_to_runs
from phogov.errors import PhogovError
from phogov.files import new_file
from phogov.words import segment

from data.dataset import load
from data.labelling.patterns import TABLES, province_names, surnames, tone

YEARS = range(-3, 4)
"""By how many years a document's years may move together."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})(?=(?:[/.-](?:19|20)\d\d)?(?![\d/.-]))")
_NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
_HUNDREDS = re.compile(r"\d{3}(?:,\d+)?")


@dataclass(frozen=True)
class Tagged:
    """Words of one line with their tags and confidences."""

    document: str
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    confidence: tuple[float, ...]


@dataclass
class Swaps:
    """What one copy of one document swaps, so that the same mention becomes the same everywhere."""

    chance: random.Random
    years: int
    names: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=2)
def _names(file: str) -> tuple[str, ...]:
    return tuple((TABLES / file).read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _provinces() -> tuple[str, ...]:
    return tuple(sorted(name for name in province_names() if " " in name and "-" not in name))


@lru_cache(maxsize=1)
def _districts() -> tuple[str, ...]:
    with (TABLES / "places.csv").open(encoding="utf-8", newline="") as file:
        names = {tone(row["name"]) for row in csv.DictReader(file) if row["province"]}
    return tuple(sorted(name for name in names if name.count(" ") == 1))


@lru_cache(maxsize=1)
def _province_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _provinces()))})(?!\w)")


def person(name: str, swaps: Swaps) -> str:
    """Return another name of as many syllables."""
    if name not in swaps.names:
        count = max(1, name.count(" ") + 1)
        single = [surname for surname in surnames() if " " not in surname]
        middle = [swaps.chance.choice(_names("middle_names.txt")) for _ in range(count - 2)]
        parts = (
            [swaps.chance.choice(single), *middle, swaps.chance.choice(_names("given_names.txt"))]
            if count > 1
            else [name]
        )
        swaps.names[name] = " ".join(parts)
    return swaps.names[name]


def places(text: str, swaps: Swaps) -> str:
    """Swap the provinces named in a mention."""

    def other(match: re.Match[str]) -> str:
        if match[0] not in swaps.places:
            swaps.places[match[0]] = swaps.chance.choice(_provinces())
        return swaps.places[match[0]]

    return _province_pattern().sub(other, text)


def location(text: str, swaps: Swaps) -> str:
    """Swap a province, or the name behind `huyện` and the like."""
    swapped = places(text, swaps)
    level, _, name = text.partition(" ")
    if swapped == text and level.lower() in ("huyện", "xã", "phường", "quận") and name.count(" ") == 1:
        if name not in swaps.places:
            swaps.places[name] = swaps.chance.choice(_districts())
        return f"{level} {swaps.places[name]}"
    return swapped


def date(text: str, swaps: Swaps) -> str:
    """Move years together; change days and months within the calendar's bounds."""

    def day(match: re.Match[str]) -> str:
        if not (1 <= int(match[1]) <= 31 and 1 <= int(match[3]) <= 12):
            return match[0]
        new = (swaps.chance.randint(1, 28), swaps.chance.randint(1, 12))
        return match[2].join(str(value).zfill(len(old)) for value, old in zip(new, (match[1], match[3]), strict=True))

    return _YEAR.sub(lambda match: str(int(match[0]) + swaps.years), _DAY_MONTH.sub(day, text))


def number(match: re.Match[str], chance: random.Random) -> str:
    """Return another number written the same way: as many digits, separators where they were.

    Of percentages from 100 the first digit stays.
    """
    digits = [chance.choice("0123456789") if c.isdigit() else c for c in match[0]]
    if digits[0] == "0" and match[0][0] != "0":
        digits[0] = chance.choice("123456789")
    if _HUNDREDS.fullmatch(match[0]) and match.string[match.end() :].lstrip().startswith("%"):
        digits[0] = match[0][0]
    return "".join(digits)


def amount(text: str, swaps: Swaps) -> str:
    """Change the numbers of an amount, unless it is a share or a range whose order would be lost."""
    if ("/" in text and re.search(r"\d ?/ ?\d", text)) or len(_NUMBER.findall(text)) > 1:
        return text
    return _NUMBER.sub(lambda match: number(match, swaps.chance), text)


def document_number(text: str, swaps: Swaps) -> str:
    """Change a document's number; the year in it moves with the others."""
    changed = re.sub(r"(?<![\d/])\d{1,4}(?=[-/ ]|$)", lambda match: number(match, swaps.chance), text, count=1)
    return places(_YEAR.sub(lambda match: str(int(match[0]) + swaps.years), changed), swaps)


SWAPPED = {
    "PER": person,
    "LOC": location,
    "TITLE": places,
    "ORG": places,
    "DATE": date,
    "VAL": amount,
    "CHG": amount,
    "DOC": document_number,
    "EVENT": places,
}
"""How the mentions of each label are swapped; those of other labels stay."""


def swap(row: Tagged, swaps: Swaps) -> Tagged:
    """Return one row with its mentions swapped."""
    tokens: list[str] = []
    tags: list[str] = []
    confidence: list[float] = []
    at = 0
    for first, end, label in tags_to_runs(row.tags):
        tokens += row.tokens[at:first]
        tags += ["O"] * (first - at)
        confidence += row.confidence[at:first]
        text = " ".join(row.tokens[first:end])
        new = SWAPPED[label](text, swaps) if label in SWAPPED else text
        words = [new[a:b] for a, b in segment(new)] if new != text else list(row.tokens[first:end])
        tokens += words
        tags += [f"B-{label}", *[f"I-{label}"] * (len(words) - 1)]
        confidence += [min(row.confidence[first:end])] * len(words)
        at = end
    tokens += row.tokens[at:]
    tags += ["O"] * (len(row.tokens) - at)
    confidence += row.confidence[at:]
    return Tagged(row.document, tuple(tokens), tuple(tags), tuple(confidence))


def augment(rows: Sequence[Tagged], copies: int, seed: int) -> Iterator[Tagged]:
    """Yield `copies` swapped copies of the rows that hold a mention."""
    for copy in range(copies):
        swaps: dict[str, Swaps] = {}
        for row in rows:
            if row.document not in swaps:
                chance = random.Random(f"{seed}:{copy}:{row.document}")
                swaps[row.document] = Swaps(chance, chance.choice([year for year in YEARS if year]))
            if any(tag != "O" for tag in row.tags):
                yield swap(row, swaps[row.document])


def read_tagged(path: str) -> list[Tagged]:
    """Read a dataset's rows; rows without a document count as one document."""
    found = load(path)
    count = len(found)
    documents = found["document"] if "document" in found.column_names else [""] * count
    weights = found["confidence"] if "confidence" in found.column_names else [None] * count
    return [
        Tagged(document, tuple(tokens), tuple(tags), tuple(weight) if weight else (1.0,) * len(tokens))
        for document, tokens, tags, weight in zip(documents, found["tokens"], found["ner_tags"], weights, strict=True)
    ]


def write_tagged(rows: Iterable[Tagged], path: Path) -> int:
    """Write rows as JSON lines; the file appears when all are written. Returns how many."""
    count = 0
    with new_file(path) as work, work.open("w", encoding="utf-8") as file:
        for row in rows:
            fields = {
                "tokens": row.tokens,
                "ner_tags": row.tags,
                "confidence": [round(value, 3) for value in row.confidence],
            }
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            count += 1
    return count


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.augment", description=__doc__.split("\n")[0])
    parser.add_argument("--input", required=True, help="dataset folder, jsonl or CoNLL file")
    parser.add_argument("--output", type=Path, required=True, help="jsonl file of the copies")
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args(arguments)
    try:
        count = write_tagged(augment(read_tagged(options.input), options.copies, options.seed), options.output)
    except PhogovError as error:
        print(f"data.augment: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{count} rows: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
