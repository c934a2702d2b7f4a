"""Every block of code in README and guides runs, in order, in a folder that holds what the guides speak of.

Set-up (`pip`, `make`) is left to the run of a fresh clone. Hub names stand for local checkpoints or a stand-in hub. Where a
block of text follows, its lines are what the block before it prints.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import METRICS
from tests.hub import TOKEN, Hub

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.vi.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
SET_UP = ("pip install", "make ", "hf auth")


@dataclass(frozen=True)
class Block:
    """A fenced block, and the text that a block of text right behind it says it prints."""

    language: str
    code: str
    printed: str = ""


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page that can be run."""
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    nexts = [*found[1:], ("", "")][: len(found)]
    return [
        Block(language, code, after[1] if after[0] == "text" and language in ("python", "sh") else "")
        for (language, code), after in zip(found, nexts, strict=True)
        if language in ("python", "sh")
    ]


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with Hub() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, phobert_checkpoint: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the repository's own folders, and with what a user would have."""
    for name in ("data", "train", "seeds", "inference", "docs", "benchmarks"):
        (tmp_path / name).symlink_to(ROOT / name)
    seeds = sorted((ROOT / "seeds").glob("*.txt"))
    (tmp_path / "my-documents").mkdir()
    for seed in seeds[:2]:
        shutil.copy(seed, tmp_path / "my-documents")
    shutil.copy(seeds[0], tmp_path / "report.txt")
    lines = "Ngày\tB-DATE\n3/10\tI-DATE\n,\tO\nông\tO\nLò\tB-PER\nVăn\tI-PER\nhọp\tO\n\n"
    (tmp_path / "my-labels.conll").write_text(lines * 20, encoding="utf-8")
    rows = [{"id": str(i), "text": f"Ngày {i}/10, tỉnh Lai Châu thu 5 tỷ đồng."} for i in range(1, 9)]
    (tmp_path / "archive.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    text = "Đồng chí Lò Văn Giàng chủ trì."
    value = {"start": 9, "end": 21, "labels": ["PER"], "text": text[9:21]}
    task = {"data": {"id": "a", "text": text}, "annotations": [{"result": [{"type": "labels", "value": value}]}]}
    (tmp_path / "export.json").write_text(json.dumps([task]), encoding="utf-8")
    shutil.copytree(phobert_checkpoint, tmp_path / "phobert-base")
    shutil.copytree(phobert_checkpoint, tmp_path / "my-tagger")
    (tmp_path / "my-tagger/metrics.json").write_text(json.dumps(METRICS))
    try:
        from pyarrow import Table
        from pyarrow.parquet import write_table

        write_table(Table.from_pylist(rows), tmp_path / "archive.parquet")
    except ImportError:
        pass
    return tmp_path


def environment(place: Path, hub: Hub) -> dict[str, str]:
    """Return the variables that blocks run under."""
    programs = place / "bin"
    programs.mkdir(exist_ok=True)
    for name, call in (
        ("python", ""),
        ("phogov", "-m phogov.cli"),
        ("accelerate", "-m accelerate.commands.accelerate_cli"),
    ):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n')
        (programs / name).chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{place}{os.pathsep}{ROOT / 'inference'}",
        "HF_ENDPOINT": hub.url,
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_DISABLE_XET": "1",
        "HF_TOKEN": TOKEN,
        "HF_HOME": str(place / "hub"),
        "NO_PROXY": "127.0.0.1",
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "COLUMNS": "200",
    }


def commands(code: str) -> list[str]:
    """Return the commands of a shell block, without comments."""
    joined = code.replace("\\\n", " ")
    return [line for line in map(str.strip, joined.splitlines()) if line and not line.startswith("#")]


def local(text: str, place: Path) -> str:
    """Put what is at hand in the place of hub names."""
    text = text.replace("--encoder vinai/phobert-base", f"--encoder {shlex.quote(str(place / 'phobert-base'))}")
    return text.replace("ORG/NAME", "org/name")


def run(command: str, place: Path, variables: dict[str, str]) -> str:
    """Run one command, or start it and ask for its page when it serves one."""
    if command.startswith("phogov demo"):
        return served(command.partition("#")[0], place, variables)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=place,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def served(command: str, place: Path, variables: dict[str, str]) -> str:
    """Start a server, wait for its page, stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(["bash", "-c", f"exec {command} --port {port}"], cwd=place, env=variables) as process:
        try:
            for _ in range(300):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                        assert answer.status == 200
                        return ""
                except OSError:
                    assert process.poll() is None, "the demo ended"
                    time.sleep(0.2)
            raise AssertionError("the demo gave no page")
        finally:
            process.terminate()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_runs(page: Path, place: Path, hub: Hub) -> None:
    for name in ("underthesea", "gradio", "ray", "cleanlab", "seqeval"):
        pytest.importorskip(name)
    variables = environment(place, hub)
    for block in blocks(page):
        if block.language == "python":
            (place / "block.py").write_text(local(block.code, place), encoding="utf-8")
            printed = run("python block.py", place, variables)
        else:
            todo = [command for command in commands(local(block.code, place)) if not command.startswith(SET_UP)]
            printed = "".join(run(command, place, variables) for command in todo)
        missing = [line for line in block.printed.splitlines() if line not in printed.splitlines()]
        assert not missing, f"{block.code}\nprinted\n{printed}\nand not\n{missing}"


def test_there_is_something_to_run() -> None:
    assert sum(len(blocks(page)) for page in PAGES) > 20


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
