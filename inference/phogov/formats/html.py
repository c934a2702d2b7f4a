"""One self-contained page: coloured spans, a legend that filters, facts beside the text; no outside requests."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files

from phogov.facts import Fact, indicators
from phogov.formats.colours import LOW, MEANING, colour
from phogov.formats.html_facts import Anchors, anchors, both, span_id, table
from phogov.formats.tagged import Tagged
from phogov.labels import LABELS
from phogov.span import Span


def write(documents: Iterable[Tagged]) -> Iterator[str]:
    """Yield the page in pieces: head and legend, then every document with its facts, then the end."""
    ready = list(documents)
    page = files("phogov").joinpath("formats/page")
    style = page.joinpath("page.css").read_text(encoding="utf-8")
    script = "\n" + page.joinpath("page.js").read_text(encoding="utf-8")
    title = ready[0].id if len(ready) == 1 else f"PhoGov: {len(ready)}"
    yield _head(title, style, script)
    yield from _legend([span for document in ready for span in document.spans])
    for number, document in enumerate(ready):
        heading = f"<h2>{escape(document.id)}</h2>\n" if len(ready) > 1 else ""
        facts = indicators(document.text, document.spans)
        text = "".join(marked(document, number, facts))
        yield f'<article>\n{heading}<div class="pair"><div class="text">{text}</div>\n'
        yield from table(number, facts)
        yield "</div>\n</article>\n"
    yield f'</main>\n<output aria-live="polite"></output>\n<script>{script}</script>\n</body>\n</html>\n'


def _head(title: str, style: str, script: str) -> str:
    # only the page's own script runs, whatever a document smuggles in
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{escape(title)}</h1>\n"
    )


def _legend(spans: Sequence[Span]) -> Iterator[str]:
    counts = Counter(span.label for span in spans)
    doubtful = sum(span.score < LOW for span in spans)
    yield '<div class="legend" role="group" aria-label="Nhãn / Labels">\n'
    for label in [label for label in LABELS if counts[label]] + sorted(set(counts) - set(LABELS)):
        meaning = " / ".join(MEANING.get(label, ()))
        yield (
            f'<button type="button" aria-pressed="true" data-label="{escape(label)}" title="{meaning}" '
            f'style="--c:{colour(label)}">{escape(label)} <b>{counts[label]}</b></button>\n'
        )
    yield (
        f'<button type="button" class="all">{both("bật / tắt hết", "all / none")}</button>\n'
        f'<button type="button" class="doubt" aria-pressed="false">{both("chỉ nhãn chưa chắc", "doubtful only")} '
        f"<b>{doubtful}</b></button>\n"
        '<button type="button" class="language">English</button>\n</div>\n<p class="hint">'
        + both(
            f"Viền đứt và dấu ? là nhãn có điểm dưới {LOW}. Bấm vào chỉ tiêu hoặc giá trị để tới bảng, và ngược lại.",
            f"A dashed outline and ? mark a score below {LOW}. "
            "Click an indicator or value for its row in the table, and back.",
        )
        + "</p>\n</header>\n<main>\n"
    )


def marked(document: Tagged, number: int = 0, facts: Sequence[Fact] = ()) -> Iterator[str]:
    """Yield the escaped text with every span as a `<mark>`, linked to the first fact that it is part of."""
    rows = anchors(facts)
    last = 0
    for span in document.spans:
        yield escape(document.text[last : span.start])
        yield mark(span, number, rows)
        last = span.end
    yield escape(document.text[last:])


def mark(span: Span, number: int, rows: Anchors) -> str:
    """Return one span as HTML."""
    low = span.score < LOW
    label = escape(span.label)
    inner = escape(span.text)
    if of := rows.get((span.start, span.end)):
        inner = f'<a href="#d{number}f{of[0]}" data-facts="{" ".join(map(str, of))}">{inner}</a>'
    return (
        f'<mark id="{span_id(number, span)}" class="span{" doubtful" if low else ""}" data-label="{label}" '
        f'style="--c:{colour(span.label)}" title="{label} {span.score:.2f}">'
        f"{inner}<small>{label}{'?' if low else ''}</small></mark>"
    )
