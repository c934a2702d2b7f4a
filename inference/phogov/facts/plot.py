"""Facts over time as one self-contained page of SVG."""

from collections.abc import Iterable
from datetime import date
from html import escape

from phogov.facts.fact import Fact
from phogov.facts.formats import value_text
from phogov.facts.merge import Sourced

_WIDTH, _HEIGHT, _EDGE = 640, 220, 40
_COLOURS = {"level": "#1f6feb", "target": "#d1242f"}
_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>PhoGov</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{{font:15px system-ui,sans-serif;max-width:720px;margin:2rem auto}}svg{{max-width:100%}}</style>
<p><span style="color:#1f6feb">● level</span> <span style="color:#d1242f">● target</span></p>
{body}</html>
"""


def plot(facts: Iterable[Sourced]) -> str:
    """Draw levels and targets, one chart an indicator, place and unit; those without a period are left out."""
    charts: dict[tuple[str, str, str], list[tuple[date, Fact, str]]] = {}
    for one in facts:
        fact = one.fact
        if fact.kind not in _COLOURS or fact.indicator is None or fact.period is None or fact.value is None:
            continue
        name = fact.canonical_name or fact.indicator.text
        key = (name, fact.place.text if fact.place else "", fact.unit)
        charts.setdefault(key, []).append((date.fromisoformat(fact.period.split("/")[1]), fact, one.document))
    body = "\n".join(_chart(key, points) for key, points in sorted(charts.items()))
    return _PAGE.format(body=body or "<p>No fact has an indicator, a value and a period.</p>")


def _chart(key: tuple[str, str, str], points: list[tuple[date, Fact, str]]) -> str:
    points.sort(key=lambda point: point[0])
    days = [day.toordinal() for day, _, _ in points]
    values = [float(fact.value or 0) for _, fact, _ in points]
    low, high = min(0.0, *values), max(0.0, *values)
    marks = []
    for (day, fact, document), at, value in zip(points, days, values, strict=True):
        x = _EDGE + (at - days[0]) / ((days[-1] - days[0]) or 1) * (_WIDTH - 2 * _EDGE)
        y = _HEIGHT - _EDGE - (value - low) / ((high - low) or 1) * (_HEIGHT - 2 * _EDGE)
        label = f"{day.isoformat()}: {value_text(fact)} {fact.unit} ({fact.kind}, {document})"
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{_COLOURS[fact.kind]}">'
            f"<title>{escape(label)}</title></circle>"
            f'<text x="{x:.1f}" y="{y - 9:.1f}" font-size="11" text-anchor="middle">{escape(value_text(fact))}</text>'
            f'<text x="{x:.1f}" y="{_HEIGHT - 12}" font-size="11" text-anchor="middle">{day.isoformat()}</text>'
        )
    base = f'<line x1="0" x2="{_WIDTH}" y1="{_HEIGHT - _EDGE}" y2="{_HEIGHT - _EDGE}" stroke="#999"/>'
    title = escape(" · ".join(part for part in key if part))
    return f'<h3>{title}</h3><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}">{base}{"".join(marks)}</svg>'
