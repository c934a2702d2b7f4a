"""The package's own tables, read once."""

import csv
from functools import cache
from importlib.resources import files


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Read `phogov/tables/{name}.csv` as rows of text."""
    with files("phogov").joinpath("tables", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
