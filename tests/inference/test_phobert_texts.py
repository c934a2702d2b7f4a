"""PhoBERT's tokenizer for texts: ids as transformers', offsets that point at their characters, what collators take."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.errors import CheckpointError, InputError, UsageError
from phogov.tokens import PhobertTokenizerFast

transformers = pytest.importorskip("transformers")

REAL = Path(__file__).parents[2] / "../shared/phobert"
PIECES = ["Tỉnh_uỷ", "Lào_Cai", "họp", ".", "h@@", "o@@", "p", "Tỉnh", "uỷ"]
MERGES = ["T ỉ", "Tỉ n", "Tỉn h", "Tỉn h</w>", "u ỷ</w>", "Tỉnh _", "Tỉnh_ uỷ</w>", "h ọ", "họ p</w>"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phobert")
    (folder / "vocab.txt").write_text("".join(f"{piece} 1\n" for piece in PIECES), encoding="utf-8")
    (folder / "bpe.codes").write_text("".join(f"{merge} 1\n" for merge in MERGES), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> PhobertTokenizerFast:
    return PhobertTokenizerFast.from_pretrained(folder)


def test_one_segmented_text_by_hand(tokenizer: PhobertTokenizerFast) -> None:
    found = tokenizer("Tỉnh_uỷ  họp .")
    assert found["input_ids"] == [0, 4, 6, 7, 2]
    assert found["word_ids"] == [None, 0, 1, 2, None]
    assert found["offset_mapping"] == [(0, 0), (0, 7), (9, 12), (13, 14), (0, 0)]
    assert found["attention_mask"] == [1] * 5


def test_raw_text_is_normalised_cut_and_traced_back(tokenizer: PhobertTokenizerFast) -> None:
    raw = "Tỉnh\u00a0ủy họp."  # a no-break space, and the tone where PhoBERT does not have it
    found = tokenizer(raw, segmenter="none")
    assert found["input_ids"] == [0, 11, 12, 6, 7, 2]
    assert [raw[a:b] for a, b in found["offset_mapping"][1:-1]] == ["Tỉnh", "ủy", "họp", "."]


def test_several_texts_and_a_limit(tokenizer: PhobertTokenizerFast) -> None:
    found = tokenizer(["họp . .", ""], max_length=4)
    assert found["input_ids"] == [[0, 6, 7, 2], [0, 2]]
    assert found["word_ids"] == [[None, 0, 1, None], [None, None]]
    assert tokenizer("họp", add_special_tokens=False)["input_ids"] == [6]


def test_special_tokens_in_a_text_are_text(tokenizer: PhobertTokenizerFast) -> None:
    assert not {0, 2, len(tokenizer) - 1} & set(tokenizer("<mask> </s> <s>", add_special_tokens=False)["input_ids"])


def test_a_collator_of_transformers_takes_it(tokenizer: PhobertTokenizerFast) -> None:
    batch = tokenizer(["Tỉnh_uỷ họp .", "họp"])
    features = [{"input_ids": ids, "labels": [-100] + [1] * (len(ids) - 2) + [-100]} for ids in batch["input_ids"]]
    collator = transformers.DataCollatorForTokenClassification(tokenizer, pad_to_multiple_of=8)
    found = collator(features)
    assert found["input_ids"].tolist() == [[0, 4, 6, 7, 2, 1, 1, 1], [0, 6, 2, 1, 1, 1, 1, 1]]
    assert found["attention_mask"].sum(1).tolist() == [5, 3]
    assert found["labels"][1].tolist() == [-100, 1] + [-100] * 6


@pytest.mark.parametrize(
    ("arguments", "options", "error"),
    [
        ((["a", 3],), {}, InputError),
        (([None],), {}, InputError),
        (("a",), {"max_length": 2}, UsageError),
        (("a",), {"segmenter": "x"}, UsageError),
    ],
)
def test_bad_calls(arguments: tuple, options: dict, error: type, tokenizer: PhobertTokenizerFast) -> None:
    with pytest.raises(error):
        tokenizer(*arguments, **options)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot be read"):
        PhobertTokenizerFast.from_pretrained(tmp_path)


text = st.text(
    st.one_of(
        st.sampled_from(list("Tỉnhuỷọp._ \u00a0\t\r\n@5%漢🙂")),
        st.sampled_from(["\u0309", "\u200b", "o", "a"]),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(raw=text)
def test_offsets_cover_every_solid_character_once(tokenizer: PhobertTokenizerFast, raw: str) -> None:
    found = tokenizer(raw, add_special_tokens=False)
    characters = [raw[i] for a, b in found["offset_mapping"] for i in range(a, b)]
    assert "".join(characters) == "".join(raw.split())
    assert found["word_ids"] == sorted(found["word_ids"])


@settings(max_examples=200, deadline=None)
@given(raw=text)
def test_offsets_of_normalised_text_are_in_order_and_within(tokenizer: PhobertTokenizerFast, raw: str) -> None:
    offsets = tokenizer(raw, segmenter="none", add_special_tokens=False)["offset_mapping"]
    assert all(0 <= a < b <= len(raw) for a, b in offsets)
    assert offsets == sorted(offsets)


@pytest.mark.skipif(not REAL.exists(), reason="PhoBERT's own files are not beside the repository")
class TestRealFiles:
    """Against the real vocabulary."""

    @pytest.fixture(scope="class")
    def both(self) -> tuple[PhobertTokenizerFast, object]:
        slow = transformers.PhobertTokenizer(str(REAL / "vocab.txt"), str(REAL / "bpe.codes"))
        return PhobertTokenizerFast.from_pretrained(REAL), slow

    @settings(max_examples=200, deadline=None)
    @given(
        words=st.lists(
            st.text(
                st.one_of(
                    st.sampled_from(list("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạộữ_@5%漢🙂</w>")),
                    st.characters(exclude_categories=("Zs", "Cc", "Zl", "Zp", "Cs")),
                ),
                min_size=1,
                max_size=20,
            ).filter(lambda word: word.split() == [word]),
            max_size=8,
        )
    )
    def test_same_ids_as_transformers(self, both: tuple[PhobertTokenizerFast, object], words: list[str]) -> None:
        fast, slow = both
        line = " ".join(words)
        pieces = [slow._convert_token_to_id(piece) for word in words for piece in slow.bpe(word).split(" ")]  # type: ignore[attr-defined]
        assert fast(line, add_special_tokens=False)["input_ids"] == pieces
