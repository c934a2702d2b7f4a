"""Page chrome is recognised; the article is not."""

from pathlib import Path

import pytest

from data.cleaning import chrome, named_chrome

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("zalo-icon", "icon"),
        ("baolaocai-hnkh-1-7079.jpg", "photo file"),
        ("• Hôm nay: 1", "counter"),
        ("Đăng nhập", "menu"),
        ("Ý KIẾN BÌNH LUẬN", "menu"),
        ("Lào Cai 27° - 30°", "weather"),
        ("https://example.org/tin", "address"),
        ("***", "ornament"),
        ("Logo báo điện tử", "banner"),
    ],
)
def test_chrome(line: str, rule: str) -> None:
    assert named_chrome(f"Tin\n {line} \nTin") == [(4, 6 + len(line), rule)]


@pytest.mark.parametrize(
    "line",
    [
        "Hôm nay, tỉnh tổ chức hội nghị.",
        "Trên 10%.",
        "Nhóm PV",
        "Quang cảnh hội nghị.",
        "Nhiệt độ 38°C gây khó khăn cho sản xuất.",
        "",
    ],
)
def test_article(line: str) -> None:
    assert chrome(line) == []


def test_no_gold_span_lies_in_chrome() -> None:
    from phogov.gold import read_gold

    for path in (ROOT / "data/gold/seeds").glob("*.txt"):
        text, spans = read_gold(path)
        left_out = chrome(text)
        assert not [s for s in spans if any(a <= s.start < b for a, b in left_out)]
