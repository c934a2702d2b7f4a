"""Runs in processes of their own: killed and resumed, and several side by side."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file

from train.finetune import FinetuneConfig, finetune, main
from train.state import BEST, HISTORY, checkpoints, state_folder

ROOT = Path(__file__).parents[2]
SENTENCE = "Đồng\tO\nchí\tO\n{0}\tB-PER\n{1}\tI-PER\nở\tO\n{2}\tB-LOC\n.\tO\n\n"
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'inference'}", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def arguments(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A command line without its output."""
    path = tmp_path_factory.mktemp("conll") / "train.conll"
    names = [("Lò", "Văn"), ("Giàng", "Páo"), ("Vũ", "Xuân"), ("Trịnh", "Trường")]
    places = ["Sơn", "Lào", "Hà"]
    path.write_text("".join(SENTENCE.format(*n, p) for n in names for p in places) * 3, encoding="utf-8")
    return [
        *("--train", str(path), "--validation", str(path), "--test", str(path), "--encoder", str(tiny_encoder)),
        *("--epochs", "6", "--learning-rate", "5e-3", "--batch-tokens", "128", "--bf16", "off", "--patience", "9"),
    ]


def run(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def whole(arguments: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint of a run that nobody disturbed."""
    output = tmp_path_factory.mktemp("whole") / "checkpoint"
    run([sys.executable, "-m", "train.finetune", *arguments, "--output", str(output)])
    return output


def test_a_killed_run_goes_on_to_the_same_weights(arguments: list[str], whole: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "train.finetune", *arguments, "--output", str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if line.startswith("epoch 3"):
                process.send_signal(signal.SIGKILL)
                break
    assert not (tmp_path / "out").exists()
    assert len(checkpoints(state_folder(tmp_path / "out"))) == 1
    said = run([*command, "--resume"])
    assert said.startswith("resumed after epoch ")
    first, second = (load_file(folder / "model.safetensors") for folder in (whole, tmp_path / "out"))
    assert all((first[name] == second[name]).all() for name in first)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_processes_come_to_the_same(arguments: list[str], whole: Path, tmp_path: Path) -> None:
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    launch += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    said = run([*launch, "-m", "train.finetune", *arguments, "--output", str(tmp_path / "out")])
    assert said.count("epoch 1:") == 1
    one, two = (json.loads((folder / "metrics.json").read_text()) for folder in (whole, tmp_path / "out"))
    assert (one["processes"], two["processes"], one["epochs"]) == (1, 2, two["epochs"])
    assert two["test"]["strict"]["f1"] == pytest.approx(one["test"]["strict"]["f1"], abs=0.03)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def stopped(arguments: list[str], output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the state of a run that was stopped after two epochs."""
    import train.finetune as module

    class Stop(Exception):
        pass

    real = module.BestByF1.on_epoch_end

    def stopping(self: module.BestByF1, *args: object, **context: object) -> object:
        if len(self.history) == 2:
            raise Stop
        return real(self, *args, **context)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(module.BestByF1, "on_epoch_end", stopping)
        with pytest.raises(Stop):
            main([*arguments, "--output", str(output)])


def test_other_settings_are_not_resumed(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    stopped(arguments, output, monkeypatch)
    (kept,) = checkpoints(state_folder(output))
    assert {BEST, HISTORY} <= {path.name for path in kept.iterdir()}
    assert main([*arguments, "--output", str(output), "--resume", "--seed", "7"]) == 2
    assert "had another seed" in capsys.readouterr().err
    assert kept.exists()
    (kept / HISTORY).unlink()  # cut off while it was written
    assert main([*arguments, "--output", str(output), "--resume"]) == 0
    assert "resumed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "change", [{"accumulate": 2, "batch_tokens": 64}, {"loss": "focal"}, {"loss": "class-weighted"}]
)
def test_options_that_learn_the_same_pattern(change: dict, arguments: list[str], tmp_path: Path) -> None:
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    config = FinetuneConfig(
        train=(options["--train"],),
        validation=options["--validation"],
        encoder=options["--encoder"],
        output=tmp_path / "out",
        epochs=8,
        learning_rate=5e-3,
        **{"batch_tokens": 128, **change},
    )
    assert finetune(config)["validation"]["strict"]["f1"] > 0.9


def test_gradient_checkpointing_gives_the_same_weights(arguments: list[str], whole: Path, tmp_path: Path) -> None:
    extra = ["--gradient-checkpointing"]
    run([sys.executable, "-m", "train.finetune", *arguments, *extra, "--output", str(tmp_path / "out")])
    first, second = (load_file(folder / "model.safetensors") for folder in (whole, tmp_path / "out"))
    assert all(first[name].allclose(second[name], atol=1e-4) for name in first)
