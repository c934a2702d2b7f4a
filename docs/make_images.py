"""Make the pictures of the guides with a headless Chromium: `python docs/make_images.py`."""

import shutil
import sys
import tempfile
from pathlib import Path

from phogov import demo
from phogov.formats import FORMATS, Tagged
from phogov.tagger import Tagger
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
REPORT = ROOT / "seeds" / "000_a63658a8e55f6604.txt"
TABLE = ROOT / "seeds" / "004_78326ce9ae187fce.txt"
SIZE = {"width": 1280, "height": 800}
PORT = 7862


def main() -> None:
    """Write `page.png` and `demo.png`."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("make_images: no chromium here; install it.")
    IMAGES.mkdir(exist_ok=True)
    text = TABLE.read_text(encoding="utf-8")
    document = Tagged(TABLE.stem, text, tuple(Tagger.from_pretrained().tag(text)))
    with sync_playwright() as engine, tempfile.TemporaryDirectory() as folder:
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = Path(folder) / "page.html"
        page.write_text("".join(FORMATS["html"]([document])), encoding="utf-8")
        tab = browser.new_page(viewport=SIZE)
        tab.goto(page.as_uri())
        tab.screenshot(path=IMAGES / "page.png")
        tab.goto(demo.launch(port=PORT, block=False))
        tab.fill("#text textarea", REPORT.read_text(encoding="utf-8"))
        tab.click("#tag")
        tab.wait_for_function("document.querySelector('#facts').innerText.includes('%')", timeout=60_000)
        tab.wait_for_timeout(1500)
        tab.screenshot(path=IMAGES / "demo.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
