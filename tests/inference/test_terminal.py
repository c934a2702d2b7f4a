"""Coloured text on a terminal: colours, NO_COLOR, hostile text, progress that stays out of files, completion."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import typer
from phogov.cli import app
from phogov.formats import Tagged
from phogov.formats.terminal import render
from phogov.span import Span

ROOT = Path(__file__).parents[2]
TEXT = "Đồng chí Giàng Páo Mỷ - Bí thư Tỉnh ủy Lai Châu phát biểu."


def on_terminal(*arguments: str, out: Path | None = None, **environment: str) -> str:
    """Run phogov with standard error (and output, unless it goes to a file) on a terminal; return what that showed."""
    ours, theirs = pty.openpty()
    base = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    file = out.open("wb") if out else None
    process = subprocess.Popen(
        [sys.executable, "-m", "phogov.cli", *arguments],
        stdin=subprocess.DEVNULL, stdout=file or theirs, stderr=theirs, cwd=ROOT / "inference",
        env={**base, "TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "100", **environment},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    assert process.wait() == 0, shown.decode()
    os.close(ours)
    if file:
        file.close()
    return shown.decode()


def test_colours_on_a_terminal_none_with_no_color(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    shown = on_terminal("tag", str(tmp_path / "a.txt"))
    assert re.search(r"\x1b\[[\d;]*48;2;86;180;233m\w*Giàng Páo Mỷ\x1b\[0m", shown)
    assert "PER" in shown
    plain = on_terminal("tag", str(tmp_path / "a.txt"), NO_COLOR="1")
    assert "Giàng Páo Mỷ" in plain
    assert "38;2" not in plain
    assert "48;2" not in plain


def test_a_redirected_file_gets_the_lines_and_the_terminal_the_bar(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    shown = on_terminal("tag", str(tmp_path / "a.txt"), out=tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").startswith('{"id": "a"')
    assert '"id"' not in shown


def test_render_keeps_the_text_names_labels_and_marks_doubt() -> None:
    text = "Tỉnh Lai Châu\nđạt 5% 🙂"
    document = Tagged("a", text, (Span(0, 13, "LOC", "Tỉnh Lai Châu", 0.9), Span(18, 20, "VAL", "5%", 0.3)))
    assert render(document).plain == "Tỉnh Lai Châu LOC\nđạt 5% VAL? 🙂"


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    text = "a\x1b]0;đổi tên\x07b\x9b31m\r\nc"
    assert render(Tagged("a", text, (Span(0, 2, "\x1b[2J", text[:2]),))).plain == "a� �[2J]0;đổi tên�b�31m\nc"


def test_every_command_has_an_example_in_its_help() -> None:
    group = typer.main.get_command(app)
    assert set(group.commands) >= {"tag", "indicators", "evaluate", "demo"}  # type: ignore[attr-defined]
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"Example: phogov {name}" in (command.help or ""), name


def complete(words: str, count: int) -> str:
    environment = {**os.environ, "_PHOGOV_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    code = "import sys; sys.argv[0] = 'phogov'; from phogov.cli import app; app(prog_name='phogov')"
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT / "inference",
        check=False,
    ).stdout


def test_the_shell_completes_commands_and_formats() -> None:
    assert "indicators" in complete("phogov ind", 1).split()
    assert complete("phogov tag --format ht", 3).split() == ["html"]
