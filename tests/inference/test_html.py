"""The page of `--format html`: escaped, self-contained, legible, spans and facts linked both ways."""

import re
from html.parser import HTMLParser

import pytest
from phogov.facts import indicators
from phogov.facts.amounts import parse_amount
from phogov.facts.export import export
from phogov.facts.fact import Fact
from phogov.facts.formats import value_text
from phogov.facts.merge import Sourced
from phogov.facts.plot import plot
from phogov.formats import FORMATS, Tagged
from phogov.formats.colours import COLOURS
from phogov.span import Span

TEXT = "Tỉnh Lai Châu\nđạt 5% 🙂"
DOCUMENT = Tagged("a", TEXT, (Span(0, 13, "LOC", "Tỉnh Lai Châu", 0.91234), Span(18, 20, "VAL", "5%", 0.3)))
GROWTH = "Năm 2024, GRDP tỉnh Lào Cai tăng 7,5%, thu ngân sách đạt 12.800 tỷ đồng."
BAD = "</title><script>alert(1)</script>"


def page(*documents: Tagged) -> str:
    return "".join(FORMATS["html"](documents))


def spans(text: str, *found: tuple[str, str]) -> tuple[Span, ...]:
    return tuple(Span(text.index(words), text.index(words) + len(words), label, words, 0.9) for label, words in found)


def growth() -> Tagged:
    found = (
        ("DATE", "Năm 2024"), ("IND", "GRDP"), ("LOC", "tỉnh Lào Cai"), ("CHG", "tăng 7,5%"),
        ("IND", "thu ngân sách"), ("VAL", "12.800 tỷ đồng"),
    )  # fmt: skip
    return Tagged("tăng trưởng", GROWTH, spans(GROWTH, *found))


class Reader(HTMLParser):
    """Collects tags with their attributes, and the text of the first `.text`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("count", [1, 2])
def test_script_in_id_text_label_and_title_stays_text(count: int) -> None:
    text = f'{BAD} "x" & y đạt 5%'
    hostile = Tagged(BAD, text, (Span(0, len(BAD), BAD, BAD, 0.9), Span(len(text) - 2, len(text), "VAL", "5%", 0.9)))
    reader = Reader(html := page(*[hostile] * count))
    assert len(reader.of("script")) == 1  # the page's own
    assert len(reader.of("title")) == 1
    assert "&quot;x&quot; &amp; y" in html
    assert "alert(1)" not in html.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")


def test_script_in_indicator_and_attributes_stays_text() -> None:
    text = 'GRDP"><script>alert(1)</script> năm "2024" đạt 5% ở "><img src=x>'
    found = spans(
        text,
        ("IND", 'GRDP"><script>alert(1)</script>'),
        ("DATE", 'năm "2024"'),
        ("VAL", "5%"),
        ("LOC", '"><img src=x>'),
    )
    reader = Reader(page(Tagged("a", text, found)))
    assert len(reader.of("tr")) == 2
    assert len(reader.of("script")) == 1
    assert reader.of("img") == []


def test_only_the_pages_own_script_may_run_and_nothing_is_fetched() -> None:
    html = page(DOCUMENT, growth())
    reader = Reader(html)
    policy = next(m["content"] for m in reader.of("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'sha256-[\w+/]{43}='$", policy)
    assert "http" not in html.replace("http-equiv", "")
    assert not any({"src", "srcset", "onclick", "onload"} & set(attributes) for _, attributes in reader.tags)
    assert all(link["href"].startswith("#") for link in reader.of("a") if link["href"])


def test_legend_counts_and_doubt_is_marked() -> None:
    html = page(DOCUMENT, DOCUMENT)
    assert "LOC <b>2</b>" in html
    assert html.count('class="span doubtful"') == 2
    assert html.count("<small>VAL?</small>") == 2
    assert 'title="LOC 0.91"' in html


def test_links_lead_both_ways_and_none_is_dead() -> None:
    reader = Reader(page(growth(), growth()))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [link["href"] for link in reader.of("a")]
    assert set(links) <= {f"#{name}" for name in ids}
    at = GROWTH.index("GRDP")
    assert links.count(f"#d0s{at}") == 1  # row to indicator
    assert links.count("#d0f0") == 2  # indicator and amount to row
    assert f"#d1s{GROWTH.index('12.800')}" in links


def test_facts_show_what_was_read() -> None:
    html = page(growth())
    assert ">+7,5 %</a>" in html
    assert ">12.800 tỷ VND</a>" in html
    assert 'title="2024-01-01/2024-12-31">Năm 2024</a>' in html
    assert "<aside" not in page(DOCUMENT.__class__("a", "Lai Châu", ()))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1.200,5 ha", "1.200,5"), ("hơn 8 triệu người", "≥8.000.000"), ("2-2,2 %/năm", "2–2,2"), ("22/55 xã", "22/55"),
        ("60.000 đồng", "60.000"), ("999,5 triệu đồng", "999.500.000"), ("1 tỷ đồng", "1 tỷ"), ("1.234 triệu đồng", "1,234 tỷ"),
        ("1.234,5 triệu đồng", "1.234.500.000"), ("1,2 nghìn tỷ đồng", "1.200 tỷ"), ("4.500 triệu USD", "4,5 tỷ"),
        ("500 triệu đồng đến 2 tỷ đồng", "0,5–2 tỷ"), ("74/250 tỷ đồng", "74/250 tỷ"), ("2 tỷ kWh", "2.000.000.000"),
        ("1.500.000.001 đồng", "1.500.000.001"), ("9" * 28 + " đồng", "9" + ".999" * 9),
    ],
)  # fmt: skip
def test_values_are_written_as_vietnamese_does_and_lose_nothing(amount: str, written: str) -> None:
    read = parse_amount(amount)
    fact = Fact(None, Span(0, len(amount), "VAL", amount, 0.9), "level", read.value, read.unit, bound=read.bound,
                upper=read.upper, total=read.total)  # fmt: skip
    assert value_text(fact) == written
    again = parse_amount(f"{written} {read.unit}")
    assert (again.value, again.upper, again.total) == (read.value, read.upper, read.total)


def test_plots_and_tables_write_vietnamese_and_csv_plain_numbers() -> None:
    document = growth()
    facts = [Sourced("a", fact) for fact in indicators(document.text, document.spans)]
    assert ">12.800 tỷ</text>" in plot(facts)
    assert "12.800 tỷ" in export(facts, "table").decode()
    for format in ("csv", "jsonl"):
        assert "12800000000000" in export(facts, format).decode()
        assert "7.5" in export(facts, format).decode()


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """WCAG 2.2's contrast ratio of two sRGB colours."""

    def luminance(colour: tuple[float, ...]) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


@pytest.mark.parametrize(("ink", "paper"), [("#1b1b1b", "#fdfdfb"), ("#ececec", "#161719")])
def test_every_label_is_legible_in_light_and_dark(ink: str, paper: str) -> None:
    html = page(DOCUMENT)
    assert f"--ink: {ink}; --paper: {paper}" in html
    for colour in COLOURS.values():
        tint = tuple(0.35 * c + 0.65 * p for c, p in zip(rgb(colour), rgb(paper), strict=True))
        assert contrast(rgb(ink), tint) >= 4.5, colour
        assert contrast((0, 0, 0), rgb(colour)) >= 4.5, colour  # the terminal's
