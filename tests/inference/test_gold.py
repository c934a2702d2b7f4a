"""Gold markup: reading, writing, and what is refused."""

from pathlib import Path

import pytest
from phogov.errors import FormatError, InputError
from phogov.gold import parse_gold, read_gold, write_gold
from phogov.span import Span

ROOT = Path(__file__).parents[2]


def test_parse_by_hand() -> None:
    text, spans = parse_gold("Ông [[PER|Lò Văn A]] ở [[LOC|Lai Châu]].")
    assert text == "Ông Lò Văn A ở Lai Châu."
    assert spans == [Span(4, 12, "PER", "Lò Văn A"), Span(15, 23, "LOC", "Lai Châu")]


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("a\n[[XXX|b]]", "x:2: unknown label 'XXX'"),
        ("[[PER| ]]", "x:1: the span"),
        ("a [[PER|b", "not closed"),
        ("a ]] b", "not closed"),
    ],
)
def test_malformed_markup_is_named(marked: str, message: str) -> None:
    with pytest.raises(FormatError, match=message.replace("[", r"\[")):
        parse_gold(marked, source="x")


def test_seeds_gold_gives_back_the_seeds() -> None:
    total = 0
    for path in sorted((ROOT / "data/gold/seeds").glob("*.txt")):
        text, spans = read_gold(path)
        assert text == (ROOT / "seeds" / path.name).read_text(encoding="utf-8")
        assert all(text[span.start : span.end] == span.text for span in spans)
        assert write_gold(text, spans) == path.read_text(encoding="utf-8")
        total += len(spans)
    assert total == 420


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_gold(tmp_path / "missing.txt")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="not UTF-8 \\(byte 3\\)"):
        read_gold(tmp_path / "latin.txt")
