"""The stand-off format of brat: a folder with a text file and an `.ann` file a document, and `annotation.conf`."""

import re
from collections.abc import Iterable
from pathlib import Path

from phogov.formats.tagged import Tagged
from phogov.labels import LABELS

CONFIG = "annotation.conf"

_UNSAFE = re.compile(r"[^\w.-]+|^\.+")


def annotations(document: Tagged) -> str:
    """Return the content of the `.ann` file. Offsets count code points, as brat does; no span crosses a line."""
    rows = (
        f"T{number}\t{span.label} {span.start} {span.end}\t{span.text}\n"
        for number, span in enumerate(document.spans, 1)
    )
    return "".join(rows)


def write_folder(documents: Iterable[Tagged], folder: Path) -> int:
    """Write the files of all documents into a folder; return how many documents there were."""
    labels = set(LABELS)
    names: set[str] = set()
    for count, document in enumerate(documents, 1):
        name = _UNSAFE.sub("_", document.id)[:120] or "document"
        if name in names:
            name = f"{name}-{count}"
        names.add(name)
        (folder / f"{name}.txt").write_bytes(document.text.encode())
        (folder / f"{name}.ann").write_bytes(annotations(document).encode())
        labels.update(span.label for span in document.spans)
    config = ["[entities]", *sorted(labels), "[relations]", "[events]", "[attributes]"]
    (folder / CONFIG).write_text("\n".join(config) + "\n", encoding="utf-8")
    return len(names)
