"""Publishing to a stand-in hub through real huggingface_hub code, and loading from it; also with the hub failing."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants
from phogov.checkpoint import Manifest, write_manifest
from phogov.tagger import Tagger
from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

from tests.conftest import METRICS
from tests.hub import TOKEN, Hub
from train.publish import EXAMPLE, main

ROOT = Path(__file__).parents[2]


def with_metrics(source: Path, target: Path) -> Path:
    """Copy a checkpoint and add what training measures."""
    shutil.copytree(source, target)
    (target / "metrics.json").write_text(json.dumps(METRICS))
    return target


@pytest.fixture(scope="module")
def checkpoint(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_metrics(tiny_checkpoint, tmp_path_factory.mktemp("publish") / "checkpoint")


@pytest.fixture(scope="module")
def phobert(phobert_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_metrics(phobert_checkpoint, tmp_path_factory.mktemp("publish") / "phobert")


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        yield server


def environment(hub: Hub, cache: Path) -> dict[str, str]:
    """The environment of a process whose hub is the stand-in: huggingface_hub reads its settings on import."""
    return {
        **os.environ,
        "HF_ENDPOINT": hub.url,
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_DISABLE_XET": "1",
        "HF_TOKEN": TOKEN,
        "HF_HOME": str(cache),
        "PYTHONPATH": f"{ROOT}/inference",
        "NO_PROXY": "127.0.0.1",
    }


def run(hub: Hub, cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(hub, cache), capture_output=True, text=True, timeout=240)


@pytest.fixture
def here(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let huggingface_hub of this process speak to the stand-in, without waiting between its attempts."""
    for name, value in (("ENDPOINT", hub.url), ("HF_HUB_OFFLINE", False), ("HF_HUB_DISABLE_XET", True)):
        monkeypatch.setattr(constants, name, value)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda seconds: None)


def published(checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Publish version v1 in this process; return the exit code and all that was printed."""
    capsys.readouterr()
    code = main([str(checkpoint), "--repo-id", "org/model", "--revision", "v1"])
    return code, "".join(capsys.readouterr())


LOAD = f"""
from phogov import Tagger
for span in Tagger.from_pretrained("org/model", revision="v1", backend="onnx").tag({EXAMPLE!r}):
    print(span.start, span.end, span.label)
"""


@pytest.mark.parametrize(("encoder", "licence"), [("checkpoint", b"apache-2.0"), ("phobert", b"agpl-3.0")])
def test_publish_and_load_again(
    encoder: str, licence: bytes, hub: Hub, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    checkpoint: Path = request.getfixturevalue(encoder)
    options = ("--repo-id", "org/model", "--revision", "v1", "--space", "--private")
    done = run(hub, tmp_path, "-m", "train.publish", str(checkpoint), *options)
    assert done.returncode == 0, done.stderr
    assert "published:" in done.stdout and "model.safetensors" in done.stdout
    assert TOKEN not in done.stdout + done.stderr
    files = hub.files("org/model", "v1")
    assert {"README.md", "model.safetensors", "phogov.json", "onnx/model.int8.onnx", "labels.md"} <= set(files)
    assert b"model-index" in files["README.md"] and b"license: " + licence in files["README.md"]
    assert TOKEN.encode() not in b"".join(files.values())
    assert hub.repos["model", "org/model"].private
    assert b'launch(["org/model"]' in hub.files("org/model-demo", kind="space")["app.py"]
    expected = [f"{s.start} {s.end} {s.label}" for s in Tagger.from_pretrained(checkpoint, backend="onnx").tag(EXAMPLE)]
    loaded = run(hub, tmp_path / "other", "-c", LOAD)
    assert loaded.stdout.splitlines() == expected, loaded.stderr
    hub.requests.clear()
    offline = run(hub, tmp_path / "other", "-c", f"import os; os.environ['HF_HUB_OFFLINE'] = '1'\n{LOAD}")
    assert offline.stdout.splitlines() == expected, offline.stderr
    assert hub.requests == []  # no attempt to reach the network


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("step", ["create", "preupload", "upload", "commit"])
def test_a_failure_changes_nothing_and_the_next_run_goes_on(
    step: str, hub: Hub, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.fail[step] = 99
    code, said = published(checkpoint, capsys)
    assert code == 1
    assert "train.publish:" in said and "500" in said
    repo = hub.repos.get(("model", "org/model"))
    assert repo is None or (len(repo.commits) == 1 and set(repo.refs) == {"main"})
    hub.fail.clear()
    uploads = hub.requests.count("upload")
    assert published(checkpoint, capsys)[0] == 0
    assert "v1" in hub.repos["model", "org/model"].refs
    if step == "commit":  # the large files were there already
        assert hub.requests.count("upload") == uploads


@pytest.mark.usefixtures("here")
def test_a_published_version_is_not_replaced(hub: Hub, checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert published(checkpoint, capsys)[0] == 0
    before = dict(hub.repos["model", "org/model"].refs)
    code, said = published(checkpoint, capsys)
    assert code == 1 and "--revision" in said
    assert hub.repos["model", "org/model"].refs == before


@pytest.mark.usefixtures("here")
def test_a_wrong_token_is_said_and_not_shown(
    hub: Hub, checkpoint: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_wrongwrongwrong")
    code, said = published(checkpoint, capsys)
    assert code == 1
    assert "hf auth login" in said and "hf_wrong" not in said
    assert not hub.repos


@pytest.fixture(scope="module")
def folder(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dry_run(checkpoint, tmp_path_factory.mktemp("dry") / "folder")


def dry_run(checkpoint: Path, target: Path) -> Path:
    assert main([str(checkpoint), "--repo-id", "org/model", "--dry-run", "--output", str(target)]) == 0
    return target


def test_the_dry_run_writes_what_would_be_sent(folder: Path) -> None:
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\n") and "{" not in card.split("```")[0].replace("{}", "")
    assert "F1 **0.500**" in card and "license: apache-2.0" in card
    example = json.loads((folder / "example.jsonl").read_text(encoding="utf-8"))
    assert all(example["text"][e["start"] : e["end"]] == e["text"] for e in example["entities"])
    assert not [path for path in folder.rglob("*") if path.suffix in (".bin", ".pkl", ".pt")]


def test_the_folder_loads_three_ways(folder: Path) -> None:
    spans = Tagger.from_pretrained(folder, backend="torch").tag(EXAMPLE)
    assert spans
    model = AutoModelForTokenClassification.from_pretrained(folder, use_safetensors=True)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert model.config.id2label[1].startswith("B-")
    found = pipeline("token-classification", model=model, tokenizer=tokenizer)(EXAMPLE)
    assert {entity["entity"] for entity in found} <= set(model.config.id2label.values())


def test_a_phobert_folder_loads_three_ways(phobert: Path, tmp_path: Path) -> None:
    folder = dry_run(phobert, tmp_path / "folder")
    assert Tagger.from_pretrained(folder, backend="torch").tag(EXAMPLE)
    model = AutoModelForTokenClassification.from_pretrained(folder, use_safetensors=True)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert type(tokenizer).__name__ == "PhobertTokenizer"
    segmented = "Thu ngân_sách tỉnh Lai_Châu đạt"
    assert pipeline("token-classification", model=model, tokenizer=tokenizer)(segmented)


def break_pickle(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"x")


def break_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "x.py"}}))


def break_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"not weights")


def break_labels(folder: Path) -> None:
    write_manifest(folder, Manifest(labels=("PER",), max_length=64, overlap=12))


def break_metrics(folder: Path) -> None:
    (folder / "metrics.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (break_pickle, "may hold code"),
        (break_code, "remote code"),
        (break_weights, "not a whole safetensors file"),
        (break_labels, "different labels"),
        (break_metrics, "no metrics.json"),
    ],
)
def test_a_bad_checkpoint_is_not_published(
    spoil: object, message: str, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad"
    shutil.copytree(checkpoint, bad)
    spoil(bad)  # type: ignore[operator]
    assert main([str(bad), "--repo-id", "org/model", "--dry-run"]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "bad-publish").exists()


@pytest.mark.parametrize(
    "arguments", [["--repo-id", "model"], ["--repo-id", "a/../b"], ["--repo-id", "o/m", "--revision", "a b"]]
)
def test_bad_usage(arguments: list[str], checkpoint: Path) -> None:
    assert main([str(checkpoint), *arguments, "--dry-run"]) == 2
