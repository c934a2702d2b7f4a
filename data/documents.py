"""Documents to learn from: read as the command line reads them, bad ones reported and skipped."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from phogov.documents import Document
from phogov.documents import read_documents as read_all
from phogov.errors import InputError


def read_documents(
    paths: Iterable[Path | str], report: Callable[[InputError], None] = lambda error: None
) -> Iterator[Document]:
    """Yield the documents that can be read; hand the others' errors to `report`."""
    for document in read_all(paths):
        if isinstance(document, InputError):
            report(document)
        else:
            yield document
