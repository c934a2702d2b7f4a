"""The tagger on a checkpoint with random weights: offsets, batches, long lines, bad input."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov import backends
from phogov.errors import CheckpointError, InputError, UsageError
from phogov.span import Span
from phogov.tagger import Tagger, split_lines

SEED = (Path(__file__).parents[2] / "seeds/000_a63658a8e55f6604.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tagger(tiny_checkpoint: Path) -> Tagger:
    return Tagger.from_pretrained(tiny_checkpoint, backend="torch")


def check(text: str, spans: list[Span]) -> None:
    """Spans are slices of the text, in order, disjoint, within a line, without white space at their edges."""
    last = 0
    for span in spans:
        assert text[span.start : span.end] == span.text != ""
        assert span.start >= last
        assert span.text == span.text.strip()
        assert "\n" not in span.text
        assert 0 <= span.score <= 1
        last = span.end


def test_spans_of_a_seed_and_its_nfd(tagger: Tagger) -> None:
    spans = tagger.tag(SEED)
    assert len(spans) > 20
    check(SEED, spans)
    decomposed = unicodedata.normalize("NFD", SEED)
    found = tagger.tag(decomposed)
    check(decomposed, found)
    assert [unicodedata.normalize("NFC", s.text) for s in found] == [s.text for s in spans]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "\r\n\t"])
def test_nothing_to_tag(tagger: Tagger, text: str) -> None:
    assert tagger.tag(text) == []


def test_batches_equal_one_by_one(tagger: Tagger) -> None:
    texts = [*SEED.split("\n")[:12], "", SEED, "Lai Châu"]
    one_by_one = [tagger.tag(text) for text in texts]
    batched = list(tagger.tag_batch(iter(texts)))
    assert [[(s.start, s.end, s.label) for s in spans] for spans in batched] == [
        [(s.start, s.end, s.label) for s in spans] for spans in one_by_one
    ]
    scores = [(a.score, b.score) for x, y in zip(batched, one_by_one, strict=True) for a, b in zip(x, y, strict=True)]
    assert all(a == pytest.approx(b, abs=1e-4) for a, b in scores)


def test_batches_come_as_they_are_ready(tagger: Tagger) -> None:
    def endless() -> object:
        while True:
            yield "Tỉnh Lai Châu đạt 5%. " * 2000

    assert next(tagger.tag_batch(endless())) is not None  # type: ignore[arg-type]


def test_a_long_line_is_tagged_to_its_end(tagger: Tagger) -> None:
    text = "thu ngân sách đạt 5% " * 400
    spans = tagger.tag(text)
    check(text, spans)
    assert spans[-1].end > len(text) - 200


def test_a_word_longer_than_the_window(tagger: Tagger) -> None:
    text = "x" * 5000 + " Lai Châu"
    check(text, tagger.tag(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text(tagger: Tagger, text: str) -> None:
    check(text, tagger.tag(text))


def test_what_is_no_text(tagger: Tagger) -> None:
    with pytest.raises(InputError, match="must be a str, not bytes"):
        tagger.tag(b"abc")  # type: ignore[arg-type]


def test_unknown_backend_and_missing_onnx(tiny_checkpoint: Path) -> None:
    with pytest.raises(UsageError, match="known are auto, onnx, torch"):
        Tagger.from_pretrained(tiny_checkpoint, backend="jax")
    with pytest.raises(CheckpointError, match="python -m train.export"):
        Tagger.from_pretrained(tiny_checkpoint, backend="onnx")


def test_lines_by_hand() -> None:
    assert split_lines("a b\n\nc", [(0, 1), (2, 3), (5, 6)]) == [[(0, 1), (2, 3)], [(5, 6)]]
    assert split_lines("\na", [(1, 2)]) == [[(1, 2)]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [("150000 100000", 2), ("max 100000", 8), ("50000 100000", 1), ("9900000 100000", 8), ("x", 8)],
)
def test_processors_of_a_container(
    content: str, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpu.max").write_text(content)
    monkeypatch.setattr(backends, "QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert backends.processors() == expected
