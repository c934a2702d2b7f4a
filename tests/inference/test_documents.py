"""Reading documents: kinds of files, and what is wrong with bad ones."""

import gzip
import io
import json
import lzma
from pathlib import Path

import pytest
from phogov.documents import Document, read_documents
from phogov.errors import InputError

ROWS = "".join(
    json.dumps({"id": i, "text": t, "date": "2024-10-04"}, ensure_ascii=False) + "\n" for i, t in enumerate("ab")
)
EXPECTED = [Document("0", "a", "2024-10-04"), Document("1", "b", "2024-10-04")]


def test_text_and_bom(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfx\r\ny")
    assert list(read_documents([tmp_path / "a.txt"])) == [Document("a", "x\r\ny")]


def test_jsonl_plain_and_compressed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(ROWS)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(ROWS.encode()))
    (tmp_path / "c.jsonl.xz").write_bytes(lzma.compress(ROWS.encode()))
    (tmp_path / "notes.md").write_text("not read")
    assert list(read_documents([tmp_path])) == EXPECTED * 3


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO("Năm 2024".encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    assert list(read_documents(["-"])) == [Document("stdin", "Năm 2024")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n", "the file is empty"),
        ("a.txt", b"\0\1", "a binary file"),
        ("a.txt", b"caf\xe9", r"not UTF-8 \(byte 3\)"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.jsonl", b"{", "a.jsonl:1: not JSON"),
        ("a.jsonl", b'{"text": 3}', "a.jsonl:1: no string under the key 'text'"),
        ("a.jsonl", b"\xff", "a.jsonl:1: not UTF-8"),
        ("a.jsonl.gz", b"not gzip", "cannot be read after line 0"),
        ("a.jsonl.xz", lzma.compress(ROWS.encode())[:-20], "cannot be read after line"),
    ],
)
def test_bad_files_are_reported(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    errors = [item for item in read_documents([tmp_path / name]) if isinstance(item, InputError)]
    assert len(errors) == 1
    with pytest.raises(InputError, match=message):
        raise errors[0]


def test_one_bad_line_does_not_stop_the_rest(tmp_path: Path) -> None:
    lines = ROWS.split("\n")
    (tmp_path / "a.jsonl").write_text("\n".join([lines[0], "nonsense", lines[1]]))
    found = list(read_documents([tmp_path / "a.jsonl"]))
    assert [isinstance(item, InputError) for item in found] == [False, True, False]


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    missing, empty = read_documents([tmp_path / "none.txt", tmp_path])
    assert "cannot be read" in str(missing)
    assert "the folder holds no .txt" in str(empty)
