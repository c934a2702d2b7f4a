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
TABLE = ROOT / "seeds" / "004_78326ce9ae187fce.txt"
SIZE = {"width": 1280, "height": 800}
PORT = 7862
SHORT = (
    "Sáng 3/10/2024, đồng chí Giàng Páo Mỷ - Bí thư Tỉnh ủy Lai Châu chủ trì hội nghị.\n"
    "Năm 2023, tổng thu ngân sách nhà nước đạt 2.000 tỷ đồng. Năm 2024, tổng thu ngân sách nhà nước đạt 2.100 tỷ đồng, "
    "tăng 5% so với năm 2023. Phấn đấu năm 2025 tổng thu ngân sách nhà nước đạt 2.300 tỷ đồng."
)


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
        tab.fill("#text textarea", SHORT)
        tab.click("#tag")
        tab.wait_for_function("document.querySelector('#facts').innerText.includes('%')", timeout=60_000)
        tab.wait_for_timeout(1500)
        tab.screenshot(path=IMAGES / "demo.png")
        browser.close()


if __name__ == "__main__":
    main()
