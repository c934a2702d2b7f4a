"""JSON lines: `{"id", "text", "entities": [{"start", "end", "label", "text", "score"}]}`."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from phogov.formats.tagged import Tagged


def write(documents: Iterable[Tagged]) -> Iterator[str]:
    """Yield one line a document."""
    for document in documents:
        entities = [{**asdict(span), "score": round(span.score, 4)} for span in document.spans]
        row = {"id": document.id, "text": document.text, "entities": entities}
        yield json.dumps(row, ensure_ascii=False) + "\n"
