"""PhoBERT's BPE: the same ids as transformers' own tokenizer, on files made here and on the real ones."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.tokens.phobert import PhobertWordTokenizer, surface

transformers = pytest.importorskip("transformers")

REAL = Path(__file__).parents[2] / "../shared/phobert"

MERGES = ["h o", "ho à</w>", "b ì", "n h</w>", "bì nh</w>", "hoà _", "_ bình</w>", "t ỉ", "tỉ nh</w>", "@ @", "5 %</w>"]
PIECES = [
    "hoà",
    "bình",
    "tỉnh",
    "h@@",
    "o@@",
    "à",
    "n@@",
    "h",
    "t@@",
    "ho@@",
    "@@@",
    "5@@",
    "5%",
    "_@@",
    "%",
    "@@",
    "x",
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small vocab.txt and bpe.codes."""
    folder = tmp_path_factory.mktemp("phobert")
    (folder / "vocab.txt").write_text("".join(f"{piece} 1\n" for piece in PIECES), encoding="utf-8")
    (folder / "bpe.codes").write_text("".join(f"{merge} 1\n" for merge in MERGES), encoding="utf-8")
    return folder


def reference_ids(tokenizer: object, words: list[str]) -> list[int]:
    """Return transformers' ids, word by word: its own pre-tokenizer would read special tokens out of the text."""
    return [tokenizer._convert_token_to_id(piece) for word in words for piece in tokenizer.bpe(word).split(" ")]  # type: ignore[attr-defined]


def slow(folder: Path) -> object:
    return transformers.PhobertTokenizer(str(folder / "vocab.txt"), str(folder / "bpe.codes"))


def test_surface_writes_symbols_as_the_vocabulary_does() -> None:
    assert [surface(symbol) for symbol in ("ab</w>", "ab", "</w>")] == ["ab", "ab@@", ""]


def test_ids_by_hand(small: Path) -> None:
    encoding = PhobertWordTokenizer(small / "vocab.txt", small / "bpe.codes").encode(["hoà", "bình", "z", "5%"])
    assert encoding.ids == [4 + PIECES.index("hoà"), 4 + PIECES.index("bình"), 3, 4 + PIECES.index("5%")]
    assert encoding.word_ids == [0, 1, 2, 3]


def test_inner_space_is_an_underscore(small: Path) -> None:
    tokenizer = PhobertWordTokenizer(small / "vocab.txt", small / "bpe.codes")
    assert tokenizer.encode(["hoà bình"]) == tokenizer.encode(["hoà_bình"])


word = st.text(st.sampled_from(list("hoàbìnhtỉ_@5%xz漢🙂</w>")), min_size=1, max_size=12)


@settings(max_examples=300, deadline=None)
@given(words=st.lists(word, min_size=1, max_size=8))
def test_same_ids_as_transformers_on_small_files(small: Path, words: list[str]) -> None:
    fast = PhobertWordTokenizer(small / "vocab.txt", small / "bpe.codes")
    encoding = fast.encode(words)
    assert encoding.ids == reference_ids(slow(small), words)
    assert sorted(set(encoding.word_ids)) == list(range(len(words)))


@pytest.mark.skipif(not REAL.exists(), reason="PhoBERT's own files are not beside the repository")
class TestRealFiles:
    """Against the real vocabulary of 64,001 pieces."""

    @pytest.fixture(scope="class")
    def both(self) -> tuple[PhobertWordTokenizer, object]:
        return PhobertWordTokenizer(REAL / "vocab.txt", REAL / "bpe.codes"), slow(REAL)

    def test_same_ids_on_the_seeds(self, both: tuple[PhobertWordTokenizer, object]) -> None:
        fast, reference = both
        for path in sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")):
            for line in path.read_text(encoding="utf-8").split("\n"):
                words = line.split()
                assert fast.encode(words).ids == reference_ids(reference, words)

    @settings(max_examples=200, deadline=None)
    @given(
        words=st.lists(
            st.text(st.characters(exclude_categories=("Zs", "Cc", "Zl", "Zp", "Cs")), min_size=1, max_size=15),
            max_size=6,
        )
    )
    def test_same_ids_on_any_text(self, both: tuple[PhobertWordTokenizer, object], words: list[str]) -> None:
        fast, reference = both
        assert fast.encode(words).ids == reference_ids(reference, words)

    def test_an_endless_word_does_not_stall(self, both: tuple[PhobertWordTokenizer, object]) -> None:
        began = time.perf_counter()
        assert len(both[0].encode(["nghiêng" * 2300]).ids) > 1000
        assert time.perf_counter() - began < 2  # transformers takes 5 s and more
