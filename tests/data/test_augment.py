"""Swapped mentions: the same everywhere in a document, written the same way, and still what their label says."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phogov.bio import tags_to_runs

from data.augment import Swaps, Tagged, amount, augment, date, document_number, main, number, person, places


def swaps(seed: int = 0, years: int = 2) -> Swaps:
    return Swaps(random.Random(seed), years)


def test_a_person_is_the_same_person_everywhere() -> None:
    same = swaps()
    first = person("Giàng Páo Mỷ", same)
    assert first != "Giàng Páo Mỷ" and first.count(" ") == 2
    assert person("Giàng Páo Mỷ", same) == first


def test_a_province_changes_inside_of_titles_and_bodies_too() -> None:
    same = swaps()
    new = places("Lai Châu", same)
    assert new != "Lai Châu"
    assert places("Bí thư Tỉnh uỷ Lai Châu", same) == f"Bí thư Tỉnh uỷ {new}"


def test_years_move_together_and_days_stay_days() -> None:
    same = swaps()
    assert date("giai đoạn 2021 - 2025", same) == "giai đoạn 2023 - 2027"
    day, month = (int(part) for part in date("sáng 3/10", same).removeprefix("sáng ").split("/"))
    assert 1 <= day <= 28 and 1 <= month <= 12
    assert re.fullmatch(r"ngày \d\d/\d/2023", date("ngày 25/8/2021", same)) or re.fullmatch(
        r"ngày \d\d/\d\d/2023", date("ngày 25/8/2021", same)
    )


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("khoảng 47,45 triệu đồng", r"khoảng \d\d,\d\d triệu đồng"),
        ("60.000 tỷ đồng", r"\d\d\.\d{3} tỷ đồng"),
        ("106%", r"1\d\d%"),
        ("22/55 chỉ tiêu", "22/55 chỉ tiêu"),
        ("từ 2-2,2 %/năm", "từ 2-2,2 %/năm"),
    ],
)
def test_amounts_keep_their_unit_and_their_way_of_writing(text: str, pattern: str) -> None:
    assert all(re.fullmatch(pattern, amount(text, swaps(seed))) for seed in range(20))


def test_document_numbers_change_and_types_stay() -> None:
    assert re.fullmatch(r"Nghị quyết số \d\d-NQ/TU", document_number("Nghị quyết số 23-NQ/TU", swaps()))


@given(st.from_regex(r"[1-9]\d{0,2}(\.\d{3}){0,2}(,\d{1,2})?", fullmatch=True), st.integers(0, 99))
def test_numbers_keep_digits_and_separators(text: str, seed: int) -> None:
    match = re.fullmatch(r".+", text)
    assert match
    new = number(match, random.Random(seed))
    assert re.sub(r"\d", "0", new) == re.sub(r"\d", "0", text)
    assert new[0] != "0"


LABELS = ("PER", "LOC", "TITLE", "ORG", "DATE", "VAL", "CHG", "DOC", "EVENT", "IND")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(LABELS),
            st.lists(st.sampled_from(["Lai", "Châu", "5", "%", "2024", "/", "3", "tỉnh"]), min_size=1, max_size=4),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_rows_stay_legal_and_keep_their_labels(mentions: list[tuple[str, list[str]]]) -> None:
    tokens = [token for _, words in mentions for token in words]
    tags = [tag for label, words in mentions for tag in (f"B-{label}", *[f"I-{label}"] * (len(words) - 1))]
    row = Tagged("d", tuple(tokens), tuple(tags), (0.9,) * len(tokens))
    for new in augment([row], copies=2, seed=1):
        assert len(new.tokens) == len(new.tags) == len(new.confidence)
        assert [label for *_, label in tags_to_runs(new.tags)] == [label for label, _ in mentions]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "a.conll"
    source.write_text("Ông\tO\nGiàng\tB-PER\nPáo\tI-PER\nMỷ\tI-PER\n\nxin\tO\nchào\tO\n", encoding="utf-8")
    for name in ("one", "two"):
        assert main(["--input", str(source), "--output", str(tmp_path / f"{name}.jsonl"), "--copies", "2"]) == 0
    assert "2 rows" in capsys.readouterr().out  # the line without a mention is not copied
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    row = json.loads((tmp_path / "one.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert row["ner_tags"] == ["O", "B-PER", "I-PER", "I-PER"]
    assert row["tokens"][0] == "Ông" and row["tokens"][1:] != ["Giàng", "Páo", "Mỷ"]
    assert main(["--input", "nowhere", "--output", str(tmp_path / "x")]) == 1
