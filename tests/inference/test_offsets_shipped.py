"""The shipped model: what the README promises of `tag`."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from phogov import Tagger, tag

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def check(text: str) -> int:
    """Count spans; each is a slice of the text and lies behind the one before."""
    last = count = 0
    for span in tag(text):
        assert text[span.start : span.end] == span.text != ""
        assert span.start >= last
        last = span.end
        count += 1
    return count


def test_the_example() -> None:
    text = "Đồng chí Giàng Páo Mỷ - Bí thư Tỉnh ủy Lai Châu phát biểu."
    found = [(span.label, span.text) for span in tag(text)]
    assert ("PER", "Giàng Páo Mỷ") in found
    assert ("TITLE", "Bí thư Tỉnh ủy Lai Châu") in found
    check(text)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_seeds(path: Path, form: str) -> None:
    assert check(unicodedata.normalize(form, path.read_text(encoding="utf-8"))) > 30  # type: ignore[arg-type]


parts = st.sampled_from(
    [
        "Đồng chí ",
        "Giàng Páo Mỷ",
        " - ",
        "Bí thư Tỉnh ủy",
        "đạt 11,63%",
        "\n",
        "\r\n",
        "\u200b",
        "\u00a0",
        "năm 2024",
        "🙂",
        "hòa",
        "e\u0302\u0323",
        "UBND tỉnh",
        ", ",
    ]
)


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=60), st.lists(parts, max_size=14).map("".join)))
def test_any_text(text: str) -> None:
    check(text)


def test_empty() -> None:
    assert tag("") == []


def test_together_is_one_by_one() -> None:
    lines = [line for path in SEEDS for line in path.read_text(encoding="utf-8").split("\n")]
    tagger = Tagger.from_pretrained()
    for together, alone in zip(tagger.tag_batch(lines), map(tagger.tag, lines), strict=True):
        assert [(s.start, s.end, s.label) for s in together] == [(s.start, s.end, s.label) for s in alone]
        assert [s.score for s in together] == pytest.approx([s.score for s in alone], abs=1e-5)
