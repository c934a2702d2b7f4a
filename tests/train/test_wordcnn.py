"""The word CNN: padding and neighbours change nothing, and it trains, exports and teaches like any encoder."""

from pathlib import Path

import numpy as np
import pytest
import torch
from phogov.features import FeatureTokenizer, Lexicon
from phogov.tagger import Tagger
from phogov.wordcnn import WordCnnConfig, WordCnnForTokenClassification, shifted
from phogov.words import segment

from train import distill, lexicon
from train.export import export
from train.finetune import FinetuneConfig, finetune

ROOT = Path(__file__).parents[2]
TEXT = "Đồng chí Giàng Páo Mỷ, Bí thư Tỉnh ủy Lai Châu, nói: thu ngân sách đạt 1.800 tỷ đồng."


def test_shifting_by_hand() -> None:
    row = torch.tensor([[[1.0], [2.0], [3.0]]])
    assert shifted(row, 1).flatten().tolist() == [2, 3, 0]
    assert shifted(row, -2).flatten().tolist() == [0, 0, 1]


def small() -> WordCnnForTokenClassification:
    torch.manual_seed(0)
    config = WordCnnConfig(vocab_size=64, pair_buckets=128, hidden_size=16, word_dim=8, affix_dim=4, num_labels=3)
    return WordCnnForTokenClassification(config).eval()


def test_padding_and_neighbours_change_nothing() -> None:
    model, tokenizer = small(), FeatureTokenizer(Lexicon(("a", "b"), 50))
    ids = tokenizer.encode(["Lai", "Châu", "đạt", "5", "%"]).ids
    alone = model(torch.tensor([ids]), torch.ones(1, 5)).logits[0]
    padded = torch.tensor([[*ids, 0, 0, 0], tokenizer.encode(list("xyzuvwab")).ids])
    mask = torch.tensor([[1] * 5 + [0] * 3, [1] * 8])
    torch.testing.assert_close(model(padded, mask).logits[0, :5], alone)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wordcnn") / "encoder"
    arguments = ["--minimum", "1", "--hidden", "32", "--layers", "2", "--output", str(folder)]
    assert lexicon.main(["--text", str(ROOT / "seeds"), *arguments]) == 0
    return folder


@pytest.fixture(scope="module")
def checkpoint(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wordcnn") / "checkpoint"
    data = str(ROOT / "data/built/train")
    config = FinetuneConfig((data,), str(encoder), folder, epochs=6, learning_rate=6e-3, bf16="off")
    metrics = finetune(config)
    assert metrics["validation"]["strict"]["f1"] > 0.1
    return folder


def test_onnx_gives_the_same_numbers_and_spans(checkpoint: Path) -> None:
    assert export(checkpoint)["largest difference of logits"] < 1e-4
    spans = {name: Tagger.from_pretrained(checkpoint, backend=name).tag(TEXT) for name in ("torch", "onnx")}
    assert spans["torch"]
    assert all(TEXT[span.start : span.end] == span.text for found in spans.values() for span in found)


def test_lines_are_what_tag_decodes(checkpoint: Path) -> None:
    tagger = Tagger.from_pretrained(checkpoint, backend="torch")
    (line,) = tagger.lines(TEXT)
    assert line.log_probs.shape == (len(line.words), len(tagger.tags))
    np.testing.assert_allclose(np.exp(line.log_probs).sum(axis=1), 1, atol=1e-5)


def test_a_student_learns_from_teacher_and_label_model(checkpoint: Path, encoder: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("\n".join([TEXT] * 40), encoding="utf-8")
    arguments = ["--encoder", str(encoder), "--text", str(text), "--output", str(tmp_path / "student")]
    more = ["--weak", "--epochs", "12", "--learning-rate", "0.005"]
    assert distill.main(["--teacher", str(checkpoint), *arguments, *more]) == 0
    found = {(s.label, s.text) for s in Tagger.from_pretrained(tmp_path / "student", backend="torch").tag(TEXT)}
    assert ("PER", "Giàng Páo Mỷ") in found


def test_rows_labelled_by_hand_weigh_more_than_teachers(checkpoint: Path, encoder: Path, tmp_path: Path) -> None:
    text, gold = tmp_path / "text.txt", tmp_path / "gold.conll"
    text.write_text("\n".join([TEXT] * 10), encoding="utf-8")
    words = [TEXT[a:b] for a, b in segment(TEXT)]
    gold.write_text("\n\n".join(["\n".join(f"{w}\t{'B-DOC' if w == 'Mỷ' else 'O'}" for w in words)] * 40) + "\n\n")
    arguments = ["--encoder", str(encoder), "--text", str(text), "--output", str(tmp_path / "student")]
    more = ["--train", str(gold), "--validation", str(gold), "--epochs", "12", "--learning-rate", "0.005"]
    assert distill.main(["--teacher", str(checkpoint), *arguments, *more]) == 0
    found = [(s.label, s.text) for s in Tagger.from_pretrained(tmp_path / "student", backend="torch").tag(TEXT)]
    assert found == [("DOC", "Mỷ")]


def test_teachers_of_other_labels_are_refused(
    checkpoint: Path, encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "d.conll"
    data.write_text("a\tB-X\n\nb\tO\n\nc\tB-X\n", encoding="utf-8")
    other = tmp_path / "other"
    finetune(FinetuneConfig((str(data),), str(encoder), other, epochs=1, bf16="off"))
    arguments = ["--encoder", str(encoder), "--text", str(ROOT / "seeds"), "--output", str(tmp_path / "s")]
    assert distill.main(["--teacher", str(checkpoint), "--teacher", str(other), *arguments]) == 2
    assert "different labels" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()
