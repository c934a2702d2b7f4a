"""The demo: what it shows of good, empty, large and hostile input, and the page itself in a real browser."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from phogov import demo

gradio = pytest.importorskip("gradio")
app = pytest.importorskip("phogov.demo.app")

TEXT = "Đồng chí Giàng Páo Mỷ báo cáo: thu ngân sách tỉnh Lai Châu năm 2024 đạt 1.800 tỷ đồng, tăng 7,5%."
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def test_text_becomes_spans_facts_and_files() -> None:
    shown, rows, picture, summary, lines, table = app.show("PhoGov", TEXT, None)
    assert shown["text"].startswith(TEXT)
    assert ("PER", "Giàng Páo Mỷ") in {(e["entity"], TEXT[e["start"] : e["end"]]) for e in shown["entities"]}
    assert [1_800_000_000_000, "VND"] in [row[2:4] for row in rows]
    assert "1 văn bản" in summary and "srcdoc=" in picture
    assert Path(lines).read_text(encoding="utf-8").startswith('{"id"')
    assert Path(table).read_text(encoding="utf-8").startswith("document,")


def test_a_file_of_documents(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text('{"id": "a", "text": "Tỉnh Lai Châu"}\n{"id": "b", "text": "Tỉnh Lào Cai"}\n', encoding="utf-8")
    shown, *_, summary, _, _ = app.show("PhoGov", "", str(path))
    assert "2 văn bản" in summary
    assert all(shown["text"][e["start"] : e["end"]].strip() for e in shown["entities"])


def test_a_large_text_is_tagged_whole_and_shown_in_part() -> None:
    shown, *_ = app.show("PhoGov", f"{TEXT}\n" * 3000, None)
    assert len(shown["text"]) <= app.SHOWN + 2


@pytest.mark.parametrize("text", ["", " \n", "x" * (app.MAX_BYTES + 1)])
def test_what_will_not_do_is_said_in_words(text: str) -> None:
    with pytest.raises(gradio.Error, match=r"[·]"):
        app.show("PhoGov", text, None)


def test_a_bad_file_and_a_bad_model(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1")
    with pytest.raises(gradio.Error, match="binary"):
        app.show("PhoGov", "", str(tmp_path / "a.txt"))
    with pytest.raises(gradio.Error, match="no such folder"):
        app.show("nowhere", TEXT, None)


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """The demo in headless Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no chromium here; install it to test the page")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = demo.launch(port=port, block=False)
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.asked = []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.goto(address)
        yield tab
        browser.close()


def tag(page: Any, text: str) -> None:
    page.fill("#text textarea", text)
    page.click("#tag")


def test_the_page_tags_typed_text_and_asks_nobody_else(page: Any) -> None:
    tag(page, TEXT)
    page.wait_for_function("document.querySelector('#spans').innerText.includes('Giàng Páo Mỷ')", timeout=60_000)
    page.wait_for_function("document.querySelector('#facts').innerText.includes('VND')", timeout=60_000)
    assert page.query_selector("#plot iframe")
    assert {url.split("/")[2].split(":")[0] for url in page.asked if url.startswith("http")} == {"127.0.0.1"}


def test_hostile_text_stays_text(page: Any) -> None:
    tag(page, "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'> Tỉnh Lào Cai.")
    page.wait_for_function("document.querySelector('#spans').innerText.includes('Lào Cai')", timeout=60_000)
    assert page.evaluate("window.hacked") is None


def test_the_page_uploads_a_file(page: Any, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Tỉnh Hà Giang đạt 5%.", encoding="utf-8")
    page.set_input_files("#file input[type=file]", str(tmp_path / "report.txt"))
    page.wait_for_selector("#file .file-preview", timeout=60_000)
    page.click("#tag")
    page.wait_for_function("document.querySelector('#spans').innerText.includes('Hà Giang')", timeout=60_000)
