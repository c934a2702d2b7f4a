"""Other encoders than the compact one: XLM-R's and ELECTRA's kinds, and PhoBERT at its real size."""

from pathlib import Path

import pytest
import torch
from phogov.checkpoint import read_manifest
from phogov.tagger import Tagger
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    ElectraConfig,
    ElectraForPreTraining,
    PreTrainedTokenizerFast,
    RobertaModel,
    XLMRobertaConfig,
    XLMRobertaForMaskedLM,
)

from benchmarks.phobert import phobert_base
from tests.conftest import TEXTS
from train.finetune import FinetuneConfig, finetune

TEXT = "Đồng chí Vũ Xuân ở Lào Cai ."


@pytest.fixture
def conll(tmp_path: Path) -> Path:
    path = tmp_path / "train.conll"
    names = [("Lò", "Văn"), ("Giàng", "Páo"), ("Vũ", "Xuân"), ("Trịnh", "Trường")]
    line = "Đồng\tO\nchí\tO\n{}\tB-PER\n{}\tI-PER\nở\tO\nLào\tB-LOC\nCai\tI-LOC\n.\tO\n\n"
    path.write_text("".join(line.format(*name) for name in names) * 9, encoding="utf-8")
    return path


def sentencepiece(folder: Path) -> None:
    """A unigram tokenizer with `▁` before words, as XLM-R has it."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=400, special_tokens=specials, unk_token="<unk>")
    tokenizer.train_from_iterator(TEXTS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, sep_token="</s>", **names).save_pretrained(folder)


def wordpiece(folder: Path) -> None:
    """A WordPiece tokenizer without case folding, as Vietnamese ELECTRAs have it."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=400, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.train_from_iterator(TEXTS, trainer)
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)


def sizes(**more: int) -> dict:
    return {"vocab_size": 400, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, **more}


@pytest.mark.parametrize("kind", ["xlm-r", "electra"])
def test_learns_and_tags(kind: str, conll: Path, tmp_path: Path) -> None:
    encoder = tmp_path / "encoder"
    torch.manual_seed(0)
    if kind == "xlm-r":
        config = XLMRobertaConfig(**sizes(intermediate_size=64, max_position_embeddings=66), type_vocab_size=1)
        XLMRobertaForMaskedLM(config).save_pretrained(encoder)
        sentencepiece(encoder)
    else:
        config = ElectraConfig(**sizes(intermediate_size=64, max_position_embeddings=64, embedding_size=32))
        ElectraForPreTraining(config).save_pretrained(encoder)
        wordpiece(encoder)
    out = tmp_path / "out"
    metrics = finetune(
        FinetuneConfig(
            train=(str(conll),), encoder=str(encoder), output=out, epochs=10, learning_rate=5e-3, batch_tokens=256
        )
    )
    assert metrics["validation"]["strict"]["f1"] > 0.9
    assert read_manifest(out).max_length == 64
    found = [(span.label, span.text) for span in Tagger.from_pretrained(out).tag(TEXT)]
    assert found == [("PER", "Vũ Xuân"), ("LOC", "Lào Cai")]


def test_phobert_at_its_real_size(tmp_path: Path) -> None:
    """12 layers of width 768, 64,001 pieces: two steps of training, then tagging."""
    encoder = tmp_path / "encoder"
    config = phobert_base()
    assert (config.num_hidden_layers, config.hidden_size, config.vocab_size) == (12, 768, 64_001)
    RobertaModel(config).save_pretrained(encoder)
    real = ["Đồng", "chí", "Vũ", "Xuân", "ở", "Lào", "Cai", "."]
    filler = [f"z{i}" for i in range(64_001 - 5 - len(real))]
    (encoder / "vocab.txt").write_text("".join(f"{piece} 1\n" for piece in [*real, *filler]), encoding="utf-8")
    (encoder / "bpe.codes").write_text("c h 1\nch í</w> 1\n", encoding="utf-8")
    line = "Đồng\tO\nchí\tO\nVũ\tB-PER\nXuân\tI-PER\nở\tO\nLào\tB-LOC\nCai\tI-LOC\n.\tO\n\n"
    (tmp_path / "t.conll").write_text(line * 16, encoding="utf-8")
    out, conll = tmp_path / "out", str(tmp_path / "t.conll")
    budget = 18 * 8
    metrics = finetune(
        FinetuneConfig(
            train=(conll,), validation=conll, encoder=str(encoder), output=out, epochs=1, batch_tokens=budget
        )
    )
    assert metrics["counts"]["train"]["rows"] == 16
    manifest = read_manifest(out)
    assert (manifest.max_length, manifest.labels[0]) == (256, "PER")
    tagger = Tagger.from_pretrained(out)
    spans = tagger.tag(TEXT * 40)
    assert all((TEXT * 40)[span.start : span.end] == span.text for span in spans)
