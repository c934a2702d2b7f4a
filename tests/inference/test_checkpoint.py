"""The manifest, and finding checkpoints."""

import json
from pathlib import Path

import pytest
from phogov.checkpoint import Manifest, read_manifest, resolve, write_manifest
from phogov.errors import CheckpointError


def test_round_trip(tmp_path: Path) -> None:
    manifest = Manifest(labels=("A", "B"), segmenter="underthesea", max_length=128, overlap=20, temperature=1.3)
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "pip install --upgrade phogov"),
        ({"scheme": 3}, "pip install --upgrade phogov"),
        ({"scheme": 1}, "train it again"),
        ({"segmenter": "rdr"}, "segmenter 'rdr' is unknown"),
        ({"normalisation": ["rot13"]}, "normalisation"),
        ({"colour": "red"}, "unknown keys"),
        ({"overlap": 500}, "out of range"),
        ({"temperature": 0}, "out of range"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object], message: str, tmp_path: Path) -> None:
    write_manifest(tmp_path, Manifest())
    found = json.loads((tmp_path / "phogov.json").read_text(encoding="utf-8"))
    (tmp_path / "phogov.json").write_text(json.dumps({**found, **change}), encoding="utf-8")
    with pytest.raises(CheckpointError, match=message):
        read_manifest(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_broken_manifest(content: str, tmp_path: Path) -> None:
    (tmp_path / "phogov.json").write_text(content)
    with pytest.raises(CheckpointError, match="phogov.json"):
        read_manifest(tmp_path)


def test_a_folder_without_manifest(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="make the checkpoint with train.finetune"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", ["no/such/folder/here", "../../nowhere", "word"])
def test_names_that_are_neither_folder_nor_hub(name: str) -> None:
    with pytest.raises(CheckpointError, match="no such folder"):
        resolve(name)


def test_a_hub_name_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(CheckpointError, match="neither a local folder nor to be had from the hub"):
        resolve("phogov-tests/never-published")
