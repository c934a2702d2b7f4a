"""Label Studio tasks with the spans as predictions, to be corrected there."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from phogov.formats.tagged import Tagged


def write(documents: Iterable[Tagged]) -> Iterator[str]:
    """Yield a JSON array of tasks, piece by piece. Offsets count code points, as Label Studio's backend does."""
    yield "["
    for number, document in enumerate(documents):
        yield (",\n" if number else "\n") + json.dumps(task(document), ensure_ascii=False)
    yield "\n]\n"


def task(document: Tagged) -> dict[str, Any]:
    """Return one document as a task."""
    results = [
        {
            "id": f"{span.start}-{span.end}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "score": round(span.score, 4),
            "value": {"start": span.start, "end": span.end, "text": span.text, "labels": [span.label]},
        }
        for span in document.spans
    ]
    data = {"id": document.id, "text": document.text}
    return {"data": data, "predictions": [{"model_version": "phogov", "result": results}]}
