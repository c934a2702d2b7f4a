"""Fine-tuning on a small encoder: what is written, that it repeats, and what is refused."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from phogov.checkpoint import read_manifest, write_manifest
from phogov.tagger import Tagger
from safetensors.torch import load_file

from train import decoder
from train.finetune import FinetuneConfig, finetune, main

SENTENCE = "Đồng\tO\nchí\tO\n{0}\tB-PER\n{1}\tI-PER\nở\tO\n{2}\tB-LOC\n.\tO\n\n"


@pytest.fixture(scope="module")
def conll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("conll") / "train.conll"
    names = [("Lò", "Văn"), ("Giàng", "Páo"), ("Vũ", "Xuân"), ("Trịnh", "Trường")]
    places = ["Sơn", "Lào", "Hà"]
    path.write_text("".join(SENTENCE.format(*n, p) for n in names for p in places) * 3, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def settings(conll: Path, tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> FinetuneConfig:
    return FinetuneConfig(
        train=(str(conll),),
        validation=str(conll),
        test=str(conll),
        encoder=str(tiny_encoder),
        output=tmp_path_factory.mktemp("runs") / "checkpoint",
        epochs=8,
        learning_rate=5e-3,
        batch_tokens=256,
    )


@pytest.fixture(scope="module")
def metrics(settings: FinetuneConfig) -> dict:
    return finetune(settings)


def test_it_learns_a_pattern(metrics: dict) -> None:
    assert metrics["test"]["strict"]["f1"] > 0.9


def test_what_is_written(metrics: dict, settings: FinetuneConfig) -> None:
    names = {path.name for path in settings.output.iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "phogov.json", "metrics.json"} <= names
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pkl"))]
    written = json.loads((settings.output / "metrics.json").read_text(encoding="utf-8"))
    assert written["test"]["strict"]["f1"] == metrics["test"]["strict"]["f1"]
    assert written["counts"]["train"] == {"rows": 36, "words": 252, "spans": {"LOC": 36, "PER": 36}}
    assert {"seconds", "tokens_per_second", "encoder", "settings"} <= set(written)
    assert [path.name for path in settings.output.parent.iterdir()] == ["checkpoint"]


def test_the_tagger_reads_it(metrics: dict, settings: FinetuneConfig) -> None:
    manifest = read_manifest(settings.output)
    assert (manifest.max_length, manifest.segmenter, manifest.scheme) == (64, "none", 2)
    found = Tagger.from_pretrained(settings.output).tag("Đồng chí Vũ Xuân ở Lào .")
    assert [(span.label, span.text) for span in found] == [("PER", "Vũ Xuân"), ("LOC", "Lào")]


def test_the_decoder_can_be_fitted_again(
    metrics: dict, settings: FinetuneConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(settings.output, folder)
    before = read_manifest(folder)
    third = tuple(tuple(value / 3 for value in row) for row in before.transitions)
    write_manifest(folder, replace(before, temperature=3 * before.temperature, transitions=third))
    conll = settings.train[0]
    assert decoder.main([str(folder), "--train", conll, "--validation", conll]) == 0
    assert "validation strict F1" in capsys.readouterr().out
    after = read_manifest(folder)
    assert after.temperature == pytest.approx(before.temperature, rel=0.05)
    assert np.allclose(after.transitions, before.transitions, rtol=0.1, atol=0.02)
    assert decoder.main([str(folder), "--train", "nowhere", "--validation", conll]) == 1


def test_transformers_alone_reads_it(metrics: dict, settings: FinetuneConfig) -> None:
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    model = AutoModelForTokenClassification.from_pretrained(settings.output)
    tokenizer = AutoTokenizer.from_pretrained(settings.output)
    logits = model(**tokenizer("Đồng chí Vũ Xuân ở Lào .", return_tensors="pt")).logits
    assert "B-PER" in {model.config.id2label[i] for i in logits[0].argmax(dim=1).tolist()}


def test_same_seed_same_weights(metrics: dict, settings: FinetuneConfig, tmp_path: Path) -> None:
    again = finetune(replace(settings, output=tmp_path / "again"))
    assert again["test"] == metrics["test"]
    first, second = (load_file(folder / "model.safetensors") for folder in (settings.output, tmp_path / "again"))
    assert all((first[name] == second[name]).all() for name in first)


def test_any_label_set(settings: FinetuneConfig, conll: Path, tmp_path: Path) -> None:
    other = tmp_path / "medical.conll"
    other.write_text(
        conll.read_text(encoding="utf-8").replace("PER", "DISEASE").replace("LOC", "DRUG"), encoding="utf-8"
    )
    finetune(replace(settings, train=(str(other),), validation=None, test=None, epochs=1, output=tmp_path / "out"))
    assert read_manifest(tmp_path / "out").labels == ("DISEASE", "DRUG")


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"--train": "nowhere.conll"}, 1, "no such file"),
        ({"--encoder": "nowhere"}, 1, "no such folder"),
        ({"--encoder": "phogov-tests/missing"}, 1, "neither a local folder nor to be had from the hub"),
        ({"--segmenter": "x"}, 2, "Unknown segmenter"),
        ({"--max-length": "9999"}, 2, "maximum length"),
    ],
)
def test_errors_are_one_sentence_and_leave_nothing(
    change: dict[str, str],
    code: int,
    message: str,
    settings: FinetuneConfig,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = {"--train": settings.train[0], "--encoder": settings.encoder, "--output": str(tmp_path / "out"), **change}
    assert main([part for pair in options.items() for part in pair]) == code
    error = capsys.readouterr().err
    assert error.startswith("train.finetune: ")
    assert message in error
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_label_in_the_test_file(
    settings: FinetuneConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.conll").write_text("a B-XYZ\n")
    arguments = ["--train", settings.train[0], "--test", str(tmp_path / "t.conll"), "--encoder", settings.encoder]
    assert main([*arguments, "--output", str(tmp_path / "out")]) == 1
    assert "['B-XYZ'] are not in the training data" in capsys.readouterr().err


def test_a_foreign_output_folder_is_left_alone(
    settings: FinetuneConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    code = main(["--train", settings.train[0], "--encoder", settings.encoder, "--output", str(tmp_path)])
    assert code == 1
    assert "something else" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_phobert_files_all_the_way(settings: FinetuneConfig, tiny_encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "phobert"
    folder.mkdir()
    for name in ("config.json", "model.safetensors"):
        shutil.copyfile(tiny_encoder / name, folder / name)
    pieces = ["Đồng", "chí", "Vũ", "Xuân", "ở", "Lào", ".", "Sơn", "Giàng", "Páo", "L@@", "ò"]
    merges = ["V ũ</w>", "c h", "ch í</w>", "L à", "Là o</w>", "S ơ", "Sơ n</w>"]
    (folder / "vocab.txt").write_text("".join(f"{piece} 1\n" for piece in pieces), encoding="utf-8")
    (folder / "bpe.codes").write_text("".join(f"{merge} 1\n" for merge in merges), encoding="utf-8")
    (folder / "README.md").write_text("---\nlicense: agpl-3.0\n---\n")
    out = tmp_path / "out"
    finetune(replace(settings, encoder=str(folder), segmenter="underthesea", epochs=1, output=out))
    assert {"vocab.txt", "bpe.codes"} <= {path.name for path in out.iterdir()}
    manifest = read_manifest(out)
    assert (manifest.segmenter, manifest.encoder_license) == ("underthesea", "agpl-3.0")
    pytest.importorskip("underthesea")
    text = "Đồng chí Vũ Xuân ở Lào."
    assert all(text[span.start : span.end] == span.text for span in Tagger.from_pretrained(out).tag(text))
