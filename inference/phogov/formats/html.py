"""One self-contained page: spans coloured by label, a legend that filters, scores on hover, dark mode."""

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from phogov.formats.tagged import Tagged
from phogov.labels import LABELS
from phogov.span import Span

LOW = 0.5
"""Spans that score below this are marked as doubtful."""

COLOURS = dict(
    zip(
        LABELS,
        (
            "#56b4e9",
            "#3f7fbf",
            "#e69f00",
            "#009e73",
            "#f0e442",
            "#999999",
            "#cc79a7",
            "#b07fd6",
            "#d55e00",
            "#7ac74f",
            "#f58ea8",
        ),
        strict=True,
    )
)
"""After Okabe and Ito (2008), whose colours colour-blind readers can tell apart; each span carries its label too."""

OTHER = "#aaaaaa"


def write(documents: Iterable[Tagged]) -> Iterator[str]:
    """Yield the page in pieces: head and legend, then every document, then the end."""
    ready = list(documents)
    counts = Counter(span.label for document in ready for span in document.spans)
    page = files("phogov").joinpath("formats/page")
    style = page.joinpath("page.css").read_text(encoding="utf-8")
    script = page.joinpath("page.js").read_text(encoding="utf-8")
    order = [label for label in LABELS if counts[label]] + sorted(set(counts) - set(LABELS))
    title = escape(ready[0].id if len(ready) == 1 else f"PhoGov: {len(ready)} documents")
    yield (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{title}</h1>\n<div class="legend" role="group" aria-label="Labels">\n'
    )
    for label in order:
        yield (
            f'<button type="button" aria-pressed="true" data-label="{escape(label)}" style="--c:{colour(label)}">'
            f"{escape(label)} <b>{counts[label]}</b></button>\n"
        )
    yield '</div>\n<p class="hint">A dashed outline marks a span with a score below 0.5.</p>\n</header>\n<main>\n'
    for document in ready:
        heading = f"<h2>{escape(document.id)}</h2>\n" if len(ready) > 1 else ""
        yield f'<article>\n{heading}<div class="text">{"".join(marked(document))}</div>\n</article>\n'
    yield f"</main>\n<script>\n{script}</script>\n</body>\n</html>\n"


def colour(label: str) -> str:
    """Return a label's colour; labels of other schemes share one."""
    return COLOURS.get(label, OTHER)


def marked(document: Tagged) -> Iterator[str]:
    """Yield the escaped text with every span as a `<mark>`."""
    last = 0
    for span in document.spans:
        yield escape(document.text[last : span.start])
        yield mark(span)
        last = span.end
    yield escape(document.text[last:])


def mark(span: Span) -> str:
    """Return one span as HTML."""
    doubt = " doubtful" if span.score < LOW else ""
    label = escape(span.label)
    return (
        f'<mark class="span{doubt}" data-label="{label}" style="--c:{colour(span.label)}" '
        f'title="{label} {span.score:.2f}">'
        f"{escape(span.text)}<small>{label}</small></mark>"
    )
