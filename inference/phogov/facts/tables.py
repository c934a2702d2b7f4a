"""The package's own tables, read once."""

import csv
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=None)
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Read `phogov/tables/{name}.csv` as rows of text."""
    with files("phogov").joinpath("tables", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
