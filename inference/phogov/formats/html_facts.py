"""The facts table of a page, every cell linked to the span that it was read from."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from phogov.facts import Fact
from phogov.facts.formats import value_text
from phogov.span import Span

Anchors = Mapping[tuple[int, int], Sequence[int]]
"""The numbers of the facts that a span, given by its bounds, is indicator or amount of."""

_HEADS = (("Chỉ tiêu", "Indicator"), ("Giá trị", "Value"), ("Thời gian", "Period"), ("Nơi", "Place"))
_KINDS = {"level": "mức", "change": "tăng giảm", "target": "mục tiêu", "attainment": "so kế hoạch"}


def anchors(facts: Sequence[Fact]) -> Anchors:
    """Return which facts each span belongs to."""
    found: dict[tuple[int, int], list[int]] = {}
    for number, fact in enumerate(facts):
        for span in (fact.indicator, fact.amount):
            if span is not None:
                found.setdefault((span.start, span.end), []).append(number)
    return found


def span_id(document: int, span: Span) -> str:
    """Return the element id of a span: made of numbers, so nothing of a document's own gets into it."""
    return f"d{document}s{span.start}"


def both(vietnamese: str, english: str) -> str:
    """Return a caption in both languages; the style sheet shows the page's."""
    return f'<span class="vi">{vietnamese}</span><span class="en" lang="en">{english}</span>'


def table(document: int, facts: Sequence[Fact]) -> Iterator[str]:
    """Yield the facts of one document as an `<aside>`; nothing when there are none."""
    if not facts:
        return
    heads = "".join(f'<th scope="col">{both(*head)}</th>' for head in _HEADS)
    yield (
        f'<aside class="facts" aria-label="Số liệu / Facts"><table><caption>{both("Số liệu", "Facts")} '
        f"<b>{len(facts)}</b></caption><thead><tr>{heads}</tr></thead><tbody>\n"
    )
    for number, fact in enumerate(facts):
        unit = f"{fact.unit}/{fact.per}" if fact.per else fact.unit
        kind = _KINDS.get(fact.kind, fact.kind)
        yield (
            f'<tr id="d{document}f{number}"><td>{_link(document, fact.indicator) or "–"}</td>'
            f"<td>{_link(document, fact.amount, f'{value_text(fact)} {unit}'.strip())}<small>"
            f"{both(escape(kind), escape(fact.kind))}</small></td>"
            f"<td>{_link(document, fact.period_span, _period(fact), fact.period)}</td>"
            f"<td>{_link(document, fact.place)}</td></tr>\n"
        )
    yield "</tbody></table></aside>\n"


def _period(fact: Fact) -> str:
    return fact.period_text or fact.period or ""


def _link(document: int, span: Span | None, words: str = "", title: str | None = None) -> str:
    """Link to a span: with its own text, or with `words` where they say more."""
    if span is None:
        return escape(words)
    note = f' title="{escape(title)}"' if title else ""
    return f'<a href="#{span_id(document, span)}"{note}>{escape(words or span.text)}</a>'
