"""The published Space starts as the hub would start it: its own `app.py`, the model loaded from the hub."""

import importlib.util
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.hub import Hub
from tests.train.test_publish import environment, run, with_metrics

ADDRESS = "http://127.0.0.1:7860/"


def status(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Wait until the page answers; None when the process ends or the time is up."""
    until = time.monotonic() + seconds
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and process.poll() is None:
        try:
            return int(opener.open(ADDRESS, timeout=5).status)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    return None


@pytest.mark.skipif(importlib.util.find_spec("gradio") is None, reason="needs gradio: pip install 'phogov[demo]'")
def test_it_starts(tiny_checkpoint: Path, tmp_path: Path) -> None:
    checkpoint = with_metrics(tiny_checkpoint, tmp_path / "checkpoint")
    with Hub() as hub:
        done = run(hub, tmp_path / "cache", "-m", "train.publish", str(checkpoint), "--repo-id", "org/model", "--space")
        assert done.returncode == 0, done.stderr
        folder = tmp_path / "space"
        folder.mkdir()
        for name, content in hub.files("org/model-demo", kind="space").items():
            (folder / name).write_bytes(content)
        settings = environment(hub, tmp_path / "space-cache")
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen([sys.executable, "app.py"], cwd=folder, env=settings, stdout=log, stderr=log)
            try:
                assert status(process, 90) == 200, (tmp_path / "log").read_text()
                assert "resolve" in hub.requests  # it is the published model that loads
            finally:
                process.kill()
                process.wait()
