"""Nothing half-written is left behind, nothing of others is replaced."""

from pathlib import Path

import pytest
from phogov.errors import OutputError
from phogov.files import new_file, new_folder


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(RuntimeError), new_folder(target, "mark") as work:
        (work / "mark").write_text("1")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    for content in ("1", "2"):
        with new_folder(target, "mark") as work:
            (work / "mark").write_text(content)
        assert (target / "mark").read_text() == content
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(OutputError, match="something else"), new_folder(tmp_path, "mark"):
        pass
    assert (tmp_path / "mine").read_text() == "x"


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with pytest.raises(RuntimeError), new_file(target) as work:
        work.write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with new_file(target) as work:
        work.write_text("whole")
    assert target.read_text() == "whole"
    with pytest.raises(OutputError, match="is a folder"), new_file(tmp_path):
        pass
