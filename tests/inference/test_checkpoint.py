"""The manifest, and finding checkpoints."""

import json
import shutil
from pathlib import Path

import pytest
from phogov.checkpoint import Manifest, read_manifest, resolve, write_manifest
from phogov.errors import CheckpointError
from phogov.tagger import Tagger


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


def spoiled(checkpoint: Path, target: Path, name: str, content: bytes) -> Path:
    """A copy of a checkpoint with one file replaced."""
    shutil.copytree(checkpoint, target)
    (target / name).write_bytes(content)
    return target


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("config.json", b'{"auto_map": {"AutoModel": "evil.Model"}}', "remote code"),
        ("config.json", b"[]", "not a JSON object"),
        ("config.json", b"{", "cannot be read"),
        ("model.safetensors.index.json", b'{"weight_map": {"a": "../../etc/passwd"}}', "no plain file name"),
        ("model.safetensors.index.json", b'{"weight_map": {"a": "/tmp/x.safetensors"}}', "no plain file name"),
        ("model.safetensors.index.json", b'{"weight_map": {"a": "pytorch_model.bin"}}', "no plain file name"),
        ("model.safetensors", b"", "not a whole safetensors file"),
        ("model.safetensors", b"\xff" * 64, "not a whole safetensors file"),
    ],
)
def test_what_is_not_safe_is_refused(
    name: str, content: bytes, message: str, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    folder = spoiled(tiny_checkpoint, tmp_path / "c", name, content)
    with pytest.raises(CheckpointError, match=message):
        Tagger.from_pretrained(folder)


def test_pickled_weights_are_not_loaded(tiny_checkpoint: Path, tmp_path: Path) -> None:
    folder = spoiled(tiny_checkpoint, tmp_path / "c", "pytorch_model.bin", b"\x80\x04cos\nsystem\n.")
    (folder / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"no model\.safetensors"):
        Tagger.from_pretrained(folder)
