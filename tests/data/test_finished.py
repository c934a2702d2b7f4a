"""A stopped run goes on: nothing lost, nothing taken from another text or another version of the rules."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

from phogov.span import Span

from data.build import BuildConfig, build
from data.finished import Finished

ROOT = Path(__file__).parents[2]


class Stop(Exception):
    """A kill, as far as the file is concerned."""


def run(path: Path, texts: list[str], fingerprint: str = "f", stop_after: int | None = None) -> tuple[list[str], int]:
    """Label texts; return those that had to be labelled, and how many were on file."""
    labelled: list[str] = []

    def label(text: str) -> list[Span]:
        labelled.append(text)
        return [Span(0, 1, "PER", text[0], 0.5)]

    finished = Finished(path, fingerprint)
    with suppress(Stop), finished:
        for number, text in enumerate(texts):
            if number == stop_after:
                raise Stop
            assert finished.spans(text, partial(label, text)) == [Span(0, 1, "PER", text[0], 0.5)]
    return labelled, finished.reused


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    path = tmp_path / "f"
    assert run(path, ["a", "b", "c"], stop_after=2) == (["a", "b"], 0)
    assert run(path, ["a", "b", "c"]) == (["c"], 2)
    assert not path.exists()


def test_other_rules_or_other_texts_start_afresh(tmp_path: Path) -> None:
    path = tmp_path / "f"
    run(path, ["a", "b", "c"], stop_after=2)
    assert run(path, ["a", "b"], fingerprint="g", stop_after=2 - 1) == (["a"], 0)
    assert run(path, ["a", "x", "b"], fingerprint="g") == (["x", "b"], 1)


def test_a_torn_line_is_labelled_again(tmp_path: Path) -> None:
    path = tmp_path / "f"
    run(path, ["a", "b", "c"], stop_after=2)
    path.write_bytes(path.read_bytes()[:-4])
    assert run(path, ["a", "b", "c"]) == (["b", "c"], 1)


def test_a_killed_build_ends_in_the_same_dataset(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "data.build",
        "--input",
        "seeds",
        "--output",
        str(tmp_path / "killed"),
        "--label-model",
        "longest",
    ]
    kept = tmp_path / ".killed.labelled.jsonl"
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}/inference"}, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and not (kept.exists() and kept.stat().st_size > 200):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "killed").exists()
    config = BuildConfig(inputs=(ROOT / "seeds",), output=tmp_path / "killed", label_model="longest")
    build(config)
    build(BuildConfig(inputs=(ROOT / "seeds",), output=tmp_path / "whole", label_model="longest"))
    for name in ("train.conll", "report.json"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert not kept.exists()
