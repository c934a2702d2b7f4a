"""CoNLL files: what is read, and what is refused with file and line."""

from pathlib import Path

import pytest
from phogov.conll import Sentence, read_conll, write_conll
from phogov.errors import FormatError, InputError


def sentences(content: str, tmp_path: Path) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    path = tmp_path / "f.conll"
    path.write_bytes(content.encode())
    return [(s.tokens, s.tags) for s in read_conll(path)]


def test_tabs_spaces_columns_docstart_bom_and_crlf(tmp_path: Path) -> None:
    expected = [(("a", "b"), ("B-X", "I-X")), (("c",), ("O",))]
    assert sentences("a\tB-X\nb\tI-X\n\nc\tO\n", tmp_path) == expected
    assert sentences("\ufeffa B-X\r\nb I-X\r\n\r\n\r\nc O", tmp_path) == expected
    assert sentences("-DOCSTART- O\n\na N B-X\nb V I-X\n\nc N O\n", tmp_path) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a O\nb\n", r"f.conll:2: 1 columns"),
        ("a O\nb N O\n", r"f.conll:2: 3 columns"),
        ("a O\n\nb I-X\n", r"f.conll:3: 'I-X' after 'O' opens a span"),
        ("a B-X\nb I-Y\n", r"f.conll:2: 'I-Y' after 'B-X'"),
        ("a S-X\n", r"f.conll:1: 'S-X' is no BIO tag"),
    ],
)
def test_malformed_lines_are_named(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=message):
        sentences(content, tmp_path)


@pytest.mark.parametrize(("content", "message"), [(b"", "empty"), (b"\xff\xfe a", "not UTF-8")])
def test_unreadable(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(InputError, match=message):
        list(read_conll(tmp_path / "f"))


def test_round_trip(tmp_path: Path) -> None:
    made = [Sentence(("Lai", "Châu"), ("B-LOC", "I-LOC")), Sentence((".",), ("O",))]
    assert sentences(write_conll(made), tmp_path) == [(s.tokens, s.tags) for s in made]
