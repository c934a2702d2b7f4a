"""Labelling functions: sentences of our own, labelled by the guidelines' hand."""

import time

import pytest
from phogov.gold import parse_gold
from phogov.labels import LABELS
from phogov.normalise import normalise

from data.label_models import weak_spans
from data.labelling import FUNCTIONS, apply


def labelled(text: str) -> list[tuple[str, str]]:
    return [(span.label, span.text) for span in weak_spans(normalise(text).text, "longest")]


@pytest.mark.parametrize(
    "marked",
    [
        "Đồng chí [[PER|Giàng Páo Mỷ]] - [[TITLE|Bí thư Tỉnh uỷ Lai Châu]] phát biểu.",
        "Ông [[PER|Lò Văn Thử]], [[TITLE|Phó Chủ tịch UBND tỉnh]], dự [[DATE|sáng 3/10]].",
        "[[IND|Tỷ lệ hộ nghèo]] [[DATE|năm 2023]] giảm còn [[VAL|5,2%]].",
        "[[IND|Thu ngân sách nhà nước trên địa bàn]] đạt [[VAL|12.800 tỷ đồng]], [[CHG|tăng 7,5%]] so với [[DATE|cùng kỳ]].",
        "Thực hiện [[DOC|Nghị quyết số 23-NQ/TU]] [[DATE|ngày 25/8/2021]] của [[ORG|Tỉnh uỷ]].",
        "[[DATE|Quý I/2024]], [[LOC|huyện Tam Đường]] có [[VAL|72 xã]].",
        "[[DATE|Giai đoạn 2021 - 2025]], [[ORG|Sở Tài chính]] rà soát [[PROG|Chương trình mục tiêu quốc gia xây dựng nông thôn mới]].",
        "[[EVENT|Kỳ họp thứ 14]] của [[ORG|Quốc hội]].",
        "Có [[VAL|22/55]] [[IND|chỉ tiêu thành phần đạt và vượt mục tiêu]].",
    ],
)
def test_sentences(marked: str) -> None:
    text, spans = parse_gold(marked)
    assert labelled(text) == [(span.label, span.text) for span in spans]


@pytest.mark.parametrize(
    "text",
    [
        "Các sở, ban, ngành báo cáo kết quả.",
        "Hội nghị thảo luận nhiều nội dung.",
        "Sau 20 năm chia tách.",
        "Điện thoại 0912345678",
        "",
    ],
)
def test_generic_text_gets_no_label(text: str) -> None:
    assert labelled(text) == []


def test_functions_vote_only_for_what_they_state() -> None:
    text = "Ông Lò Văn A, Bí thư Tỉnh ủy, cho biết năm 2024 thu ngân sách đạt 5 tỷ đồng, tăng 3% theo Nghị quyết số 5-NQ/TU."
    votes = apply(normalise(text).text)
    assert {function.name for function in FUNCTIONS} == set(votes)
    for function in FUNCTIONS:
        assert set(function.labels) <= set(LABELS)
        assert {vote.label for vote in votes[function.name]} <= set(function.labels)


@pytest.mark.parametrize("unit", ["a", "A", " ", "1", "1.", "Lai ", "đạt ", "A-", "(", "\n", "tỷ lệ "])
def test_no_pattern_backtracks_without_end(unit: str) -> None:
    """Ten times the text may take at most about ten times as long; a quadratic pattern would take a hundred times."""
    seconds = []
    for size in (5_000, 50_000):
        text = unit * (size // len(unit))
        began = time.perf_counter()
        weak_spans(text, "longest")
        seconds.append(time.perf_counter() - began)
    assert seconds[1] < 40 * max(seconds[0], 0.02)
