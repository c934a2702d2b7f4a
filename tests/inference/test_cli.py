"""The command line: output, exit codes, and one sentence for every mistake."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds/000_a63658a8e55f6604.txt"


def run(*arguments: object, text: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "inference"), "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "phogov.cli", *map(str, arguments)],
        capture_output=True, text=True, input=text, env=environment, check=False,
    )  # fmt: skip


def test_tag_writes_jsonl_and_html(tiny_checkpoint: Path, tmp_path: Path) -> None:
    result = run("tag", SEED, "--model", tiny_checkpoint, "--backend", "torch")
    assert result.returncode == 0, result.stderr
    row = json.loads(result.stdout)
    assert row["id"] == SEED.stem
    assert all(row["text"][e["start"] : e["end"]] == e["text"] for e in row["entities"])
    page = tmp_path / "out/page.html"
    assert run("tag", SEED, "--model", tiny_checkpoint, "--format", "html", "--output", page).returncode == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_standard_input(tiny_checkpoint: Path) -> None:
    result = run("tag", "-", "--model", tiny_checkpoint, text="Tỉnh Lai Châu đạt 5%.")
    assert json.loads(result.stdout)["text"] == "Tỉnh Lai Châu đạt 5%."


def test_one_bad_document_is_reported_and_the_rest_done(tiny_checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Lai Châu", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\0")
    (tmp_path / "c.txt").write_text("Lào Cai", encoding="utf-8")
    result = run("tag", tmp_path, "--model", tiny_checkpoint)
    assert result.returncode == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "c"]
    assert result.stderr.strip() == f"phogov: {tmp_path / 'b.txt'}: a binary file, not text."


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("tag", "nowhere.txt"), 1, "nowhere.txt: cannot be read"),
        (("tag", SEED, "--format", "xml"), 2, "Unknown format 'xml'"),
        (("tag", SEED, "--format", "brat"), 2, "name one with --output"),
        (("tag", SEED, "--model", "nowhere"), 1, "no such folder"),
        (("tag", SEED, "--model", "phogov-tests/missing"), 1, "nor to be had from the hub"),
        (("tag",), 2, "Missing argument"),
        (("tag", SEED, "--colour"), 2, "No such option"),
        (("evaluate", "nowhere"), 1, "no such file or folder"),
    ],
)
def test_mistakes(arguments: tuple[object, ...], code: int, message: str, tiny_checkpoint: Path) -> None:
    extra = ("--model", tiny_checkpoint) if "--model" not in arguments else ()
    result = run(*arguments, *extra)
    assert result.returncode == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_tagged_writes_nothing(tiny_checkpoint: Path, tmp_path: Path) -> None:
    result = run("tag", "nowhere.txt", "--model", tiny_checkpoint, "--output", tmp_path / "o.jsonl")
    assert result.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_evaluate_predictions(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "d.txt").write_text("[[LOC|Lai Châu]] đạt [[VAL|5%]]", encoding="utf-8")
    row = {"id": "d", "text": "Lai Châu đạt 5%", "entities": [{"start": 0, "end": 8, "label": "LOC"}]}
    (tmp_path / "p.jsonl").write_text(json.dumps(row), encoding="utf-8")
    result = run("evaluate", gold, "--predictions", tmp_path / "p.jsonl", "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["micro"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "support": 2,
    }
    assert "micro" in run("evaluate", gold, "--predictions", tmp_path / "p.jsonl").stdout


def test_help_has_an_example_for_every_command() -> None:
    for command in ("tag", "evaluate"):
        assert "Example: phogov" in run(command, "--help").stdout
    assert run("--version").stdout.startswith("phogov 0.")


def test_indicators_as_csv_and_jsonl(tmp_path: Path) -> None:
    text = "Thu ngân sách nhà nước trên địa bàn tỉnh Lào Cai năm 2024 đạt 12.800 tỷ đồng."
    result = run("indicators", "-", "--format", "csv", text=text)
    assert result.returncode == 0, result.stderr
    (fact,) = csv.DictReader(result.stdout.splitlines())
    assert (fact["value"], fact["unit"], fact["canonical"]) == ("12800000000000", "VND", "budget-revenue")
    (row,) = [json.loads(line) for line in run("indicators", "-", "--format", "jsonl", text=text).stdout.splitlines()]
    assert row["unit"] == "VND"
    assert run("indicators", "-", "--format", "xml", text=text).returncode == 2
