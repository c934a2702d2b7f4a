"""The normalised view: what becomes of text, and that offsets always lead back."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.errors import UsageError
from phogov.normalise import normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("hòa bình", "hoà bình"),
        ("Ủy ban, THÚY, qúy, Qúy", "Uỷ ban, THUÝ, quý, Quý"),
        ("khỏe khoẻ", "khoẻ khoẻ"),
        ("toàn hoàn thuyền quý của mía", "toàn hoàn thuyền quý của mía"),
        ("a\u00a0b\u2009c", "a b c"),
        ("a\u200bb\ufeffc\u00add\x07", "abcd"),
        ("a\r\nb\rc\u2028d\ne\tf", "a\nb\nc\nd\ne\tf"),
        (unicodedata.normalize("NFD", "tỉnh ủy Lai Châu"), "tỉnh uỷ Lai Châu"),
        ("", ""),
    ],
)
def test_what_becomes_of_text(raw: str, expected: str) -> None:
    assert normalise(raw).text == expected


def test_offsets_by_hand() -> None:
    view = normalise("\u200bhòa\r\nbi\u0300nh")
    assert view.text == "hoà\nbình"
    assert view.raw_span(0, 3) == (1, 4)
    assert view.raw_span(3, 4) == (4, 6)
    assert view.raw_span(4, 8) == (6, 11)
    assert view.raw_span(5, 6) == (7, 9)
    assert view.view_span(6, 11) == (4, 8)
    assert view.raw_span(8, 8) == (11, 11)


def test_clean_text_is_not_copied() -> None:
    raw = "Kinh tế tiếp tục phát triển"
    view = normalise(raw)
    assert view.text is raw
    assert view.starts is None


def test_steps_can_be_chosen() -> None:
    assert normalise("hòa\u00a0bình", ["spaces"]).text == "hòa bình"
    with pytest.raises(UsageError, match="Unknown normalisation"):
        normalise("a", ["lowercase"])


pieces = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["hòa", "ủy", "\u0301", "\u200b", "\r\n", "\u00a0", "🙂", "e\u0302\u0323", "ệ", "\u1100\u1161", "각"]
    ),
)
texts = st.lists(pieces, max_size=20).map("".join)


@settings(max_examples=500)
@given(raw=texts)
def test_offsets_lead_back(raw: str) -> None:
    view = normalise(raw)
    last = (0, 0)
    for i in range(len(view.text)):
        start, end = view.raw_span(i, i + 1)
        assert 0 <= start < end <= len(raw)
        assert (start, end) >= last
        last = (start, end)
        first, stop = view.view_span(start, end)
        assert first <= i < stop


@settings(max_examples=500)
@given(raw=texts)
def test_normal_form_is_nfc_and_stays(raw: str) -> None:
    text = normalise(raw).text
    assert normalise(text).text == text
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\u200b\u00a0\r\ufeff\x00")
