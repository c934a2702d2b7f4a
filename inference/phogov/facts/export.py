"""The facts of many documents as table, CSV, JSON lines or Parquet."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console

from phogov.errors import MissingDependencyError
from phogov.facts.formats import safe_cell, to_table
from phogov.facts.frame import COLUMNS, row
from phogov.facts.merge import Sourced, merge

FORMATS = ("table", "jsonl", "csv", "parquet")


def rows(facts: Iterable[Sourced], *, merged: bool = False) -> list[dict[str, Any]]:
    """Return one row a fact; merged, those of one indicator, place and period stand together with `contradiction`."""
    if not merged:
        return [row(one.fact, one.document) for one in facts]
    return [
        {"group": number, "contradiction": group.contradicts, **row(one.fact, one.document)}
        for number, group in enumerate(merge(facts), 1)
        for one in group.facts
    ]


def export(facts: Sequence[Sourced], format: str, *, merged: bool = False) -> bytes:
    """Write facts in one of FORMATS. Raises MissingDependencyError for parquet without pandas and pyarrow."""
    if format == "table":
        return _table(facts, merged=merged).encode()
    lines = rows(facts, merged=merged)
    if format == "jsonl":
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    if format == "parquet":
        return _parquet(lines)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*(("group", "contradiction") if merged else ()), *COLUMNS])
    writer.writerows([safe_cell(value) for value in line.values()] for line in lines)
    return buffer.getvalue().encode()


def _table(facts: Sequence[Sourced], *, merged: bool) -> str:
    console = Console(file=io.StringIO(), width=None)
    with console.capture() as capture:
        if merged:
            for group in merge(facts):
                flag = "  ! contradiction" if group.contradicts else ""
                title = " · ".join(part for part in (group.indicator, group.place, group.period) if part)
                console.print(f"{title}{flag}", markup=False, highlight=False)
                for one in group.facts:
                    console.print(f"  {one.fact.kind}: {one.fact.amount.text}  ({one.document})", markup=False)
        else:
            by_document: dict[str, list[Sourced]] = {}
            for one in facts:
                by_document.setdefault(one.document, []).append(one)
            for document, members in by_document.items():
                console.print(to_table([one.fact for one in members], document))
    return capture.get()


def _parquet(lines: list[dict[str, Any]]) -> bytes:
    try:
        import pandas
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError("pandas or pyarrow", "frames") from error
    buffer = io.BytesIO()
    pandas.DataFrame(lines).to_parquet(buffer, index=False)
    return buffer.getvalue()
