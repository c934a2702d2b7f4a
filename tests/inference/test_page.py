"""The HTML page in a real browser: it filters, links both ways, marks doubt, and keeps hostile text text."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from phogov.formats import FORMATS, Tagged
from phogov.span import Span

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TEXT = "Năm 2024, thu ngân sách đạt 5 tỷ đồng <script>window.hacked = 1</script> ở Lai Châu."


def span(text: str, label: str, score: float = 0.9) -> Span:
    start = TEXT.index(text)
    return Span(start, start + len(text), label, text, score)


SPANS = (
    span("Năm 2024", "DATE"),
    span("thu ngân sách", "IND"),
    span("5 tỷ đồng", "VAL"),
    span("<script>window.hacked = 1</script>", "<b>X</b>"),
    span("Lai Châu", "LOC", 0.3),
)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no chromium here; install it to test the page")
    file = tmp_path / "page.html"
    file.write_text("".join(FORMATS["html"]([Tagged("<i>báo cáo</i>", TEXT, SPANS)])), encoding="utf-8")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.asked, tab.wrong = [], []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
        tab.on("console", lambda message: message.type == "error" and tab.wrong.append(message.text))
        tab.goto(file.as_uri())
        yield tab
        browser.close()


def background(page: Any, label: str) -> str:
    return page.evaluate(
        "label => getComputedStyle([...document.querySelectorAll('mark')].find(m => m.dataset.label === label))"
        ".backgroundColor",
        label,
    )


def test_the_legend_filters(page: Any) -> None:
    before = background(page, "LOC")
    page.click("button[data-label=LOC]")
    assert page.get_attribute("button[data-label=LOC]", "aria-pressed") == "false"
    assert background(page, "LOC") != before
    assert background(page, "DATE") not in ("rgba(0, 0, 0, 0)", background(page, "LOC"))
    page.click("button[data-label=LOC]")
    assert background(page, "LOC") == before
    page.focus("button[data-label=LOC]")
    page.keyboard.press("Enter")  # by keyboard too
    assert page.get_attribute("button[data-label=LOC]", "aria-pressed") == "false"


def test_facts_and_text_link_both_ways(page: Any) -> None:
    page.click("mark[data-label=VAL] a")
    assert page.evaluate("location.hash").startswith("#d0f")
    row = page.evaluate("document.querySelector(location.hash).innerText")
    assert "thu ngân sách" in row
    assert "5 tỷ VND" in row
    page.click("aside tr[id] td a")
    target = page.evaluate("document.querySelector(location.hash).innerText")
    assert "thu ngân sách" in target


def test_doubt_is_marked_and_the_score_is_shown(page: Any) -> None:
    assert page.get_attribute("mark[data-label=LOC]", "title") == "LOC 0.30"
    assert "?" in page.inner_text("mark[data-label=LOC]")
    assert "?" not in page.inner_text("mark[data-label=DATE]")


def test_hostile_text_labels_and_titles_stay_text_and_nobody_is_asked(page: Any) -> None:
    assert page.evaluate("window.hacked") is None
    assert "<script>window.hacked = 1</script>" in page.inner_text("main")
    assert "<i>báo cáo</i>" in page.inner_text("h1")
    assert page.query_selector("h1 i, mark b, legend b > b") is None
    assert all(url.startswith("file:") for url in page.asked)
    assert page.wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(scheme: str, page: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    found = page.evaluate(
        """() => {
            const parts = c => {
                const n = c.match(/[\\d.]+/g).map(Number), scale = c.startsWith('color') ? 1 : 255;
                return [...n.slice(0, 3).map(v => v / scale), n[3] ?? 1];
            };
            const light = c => { const [r, g, b] = c.map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
            const paper = parts(getComputedStyle(document.body).backgroundColor);
            return [...document.querySelectorAll('body, mark')].map(e => {
                const back = parts(getComputedStyle(e).backgroundColor);
                const under = back.slice(0, 3).map((v, i) => v * back[3] + paper[i] * (1 - back[3]));
                const a = light(parts(getComputedStyle(e).color)), b = light(under);
                return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            });
        }"""
    )
    assert len(found) == 6
    assert min(found) >= 4.5  # WCAG 2, level AA
