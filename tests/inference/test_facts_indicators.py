"""From spans to facts."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from phogov.facts import Fact, facts_frame, indicators
from phogov.facts.canonical import canonical
from phogov.facts.export import export
from phogov.facts.formats import to_csv, to_jsonl, to_table
from phogov.facts.merge import Sourced, merge
from phogov.facts.places import place_codes
from phogov.facts.plot import plot
from phogov.gold import parse_gold, read_gold

ROOT = Path(__file__).parents[2]


def facts(marked: str, day: date | None = None) -> list[Fact]:
    """Read facts from marked text."""
    text, spans = parse_gold(marked)
    return indicators(text, spans, document_date=day)


def test_seeds_agree_with_their_gold_facts() -> None:
    """Amounts, values and kinds of the seeds are the gold ones, and so are all indicators but one."""
    wanted: dict[str, set[tuple[object, ...]]] = {}
    for line in (ROOT / "data/gold/seeds-facts.jsonl").read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        names = tuple(fact["indicator"] or (None, None))
        wanted.setdefault(fact["doc"], set()).add(
            (*fact["amount"], Decimal(str(fact["value"])), fact["unit"], fact["kind"], names)
        )
    wrong = 0
    for name, expected in wanted.items():
        text, spans = read_gold(ROOT / f"data/gold/seeds/{name}.txt")
        found = indicators(text, spans)
        got = {
            (
                one.amount.start, one.amount.end, one.value, one.unit, one.kind,
                (one.indicator.start, one.indicator.end) if one.indicator else (None, None),
            )
            for one in found
        }  # fmt: skip
        assert {one[:-1] for one in got} == {one[:-1] for one in expected}
        wrong += len(expected - got)
    assert wrong <= 1


def test_a_whole_fact() -> None:
    """Everything that the sentence says is in the fact, and traces back to its characters."""
    marked = (
        "[[DATE|9 tháng]], [[IND|thu ngân sách nhà nước]] của [[LOC|tỉnh Lào Cai]] đạt [[VAL|hơn 7,5 nghìn tỷ đồng]], "
        "[[CHG|tăng 12%]] so với [[DATE|cùng kỳ]]."
    )
    level, change = facts(marked, date(2024, 10, 4))
    assert (level.kind, level.value, level.unit, level.bound) == ("level", Decimal(7_500_000_000_000), "VND", ">=")
    assert (level.period, level.place_code, level.canonical) == ("2024-01-01/2024-09-30", "10", "budget-revenue")
    assert (change.kind, change.sign, change.compared_to) == ("change", 1, "2023-01-01/2023-09-30")
    assert change.indicator == level.indicator
    assert level.sentence[0] == 0


def test_one_value_with_two_indicators() -> None:
    """Coordinated names share the value behind them."""
    got = facts("[[IND|Doanh thu du lịch]] và [[IND|thu ngân sách]] đạt [[VAL|52%]] kế hoạch.")
    assert [(one.indicator.text, one.kind) for one in got if one.indicator] == [
        ("Doanh thu du lịch", "attainment"), ("thu ngân sách", "attainment"),
    ]  # fmt: skip


def test_nothing_gives_nothing() -> None:
    """Texts without amounts hold no facts."""
    assert indicators("", []) == []
    assert facts("[[IND|GRDP]] tăng.") == []


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Tỉ lệ hộ nghèo", "poverty-rate"),
        ("thu ngân sách nhà nước trên địa bàn tỉnh", "budget-revenue"),
        ("số con trâu", None),
    ],
)
def test_canonical(name: str, identity: str | None) -> None:
    """Known names have an id, unknown ones none."""
    found = canonical(name)
    assert (found[0] if found else None) == identity


def test_places() -> None:
    """Codes before and after July 2025."""
    assert place_codes("tỉnh Bắc Kạn") == ("06", "19")
    assert place_codes("TP.HCM") == ("79", "79")
    assert place_codes("xã San Thàng") is None


def test_csv_is_safe() -> None:
    """Text that opens like a formula is quoted; JSON keeps it as it is."""
    got = facts("[[IND|=HYPERLINK(1)]] đạt [[VAL|5%]].")
    rows = list(csv.DictReader(io.StringIO(to_csv(got, "@doc"))))
    assert (rows[0]["indicator"], rows[0]["document"], rows[0]["value"]) == ("'=HYPERLINK(1)", "'@doc", "5")
    assert json.loads(next(to_jsonl(got)))["indicator"] == "=HYPERLINK(1)"
    assert to_table(got).row_count == 1


def test_frame() -> None:
    """A frame has one row a fact."""
    pytest.importorskip("pandas")
    assert list(facts_frame(facts("[[IND|GRDP]] đạt [[VAL|5%]]."))["value"]) == [5]


def test_merge_flags_contradictions() -> None:
    """Two documents that give one indicator, place and period different values contradict each other."""
    first = facts("[[DATE|Năm 2023]], [[IND|GRDP bình quân đầu người]] đạt [[VAL|50 triệu đồng]].")
    second = facts("[[DATE|Năm 2023]], [[IND|GRDP bình quân đầu người]] đạt [[VAL|52 triệu đồng]].")
    (group,) = merge([Sourced("a", *first), Sourced("b", *second)])
    assert (group.indicator, group.contradicts) == ("grdp-per-head", True)
    (same,) = merge([Sourced("a", *first), Sourced("b", *first)])
    assert not same.contradicts


def test_plot_escapes_and_asks_for_nothing() -> None:
    """The page holds no markup of the text and no address."""
    got = facts("[[DATE|Năm 2023]], [[IND|<script>x]] đạt [[VAL|5%]].")
    page = plot([Sourced("<b>", *got)])
    assert "<script>" not in page and "<b>" not in page and "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize("merged", [False, True])
def test_export(merged: bool) -> None:
    """Every text format holds the fact."""
    got = [Sourced("a", one) for one in facts("[[DATE|Năm 2023]], [[IND|GRDP]] đạt [[VAL|5 tỷ USD]].")]
    for name in ("table", "csv", "jsonl"):
        content = export(got, name, merged=merged).decode()
        assert "GRDP".lower() in content.lower() and content.endswith("\n")


def test_a_period_holds_for_its_sentence_and_for_the_list_under_its_heading() -> None:
    """What opens with a reporting period holds for it, until another comes."""
    opening = "[[DATE|Quý I/2024]], [[IND|GRDP]] [[CHG|tăng 6%]]; [[IND|thu ngân sách]] đạt [[VAL|5 tỷ đồng]]. "
    other = "[[DATE|Năm 2023]], [[IND|thu ngân sách]] đạt [[VAL|4 tỷ đồng]]."
    assert [fact.period for fact in facts(opening + other)] == [
        "2024-01-01/2024-03-31",
        "2024-01-01/2024-03-31",
        "2023-01-01/2023-12-31",
    ]
    heading = "Kết quả [[DATE|năm 2023]]\n"
    items = "- [[IND|GRDP]]: [[VAL|10%]].\n- [[IND|Tỷ lệ hộ nghèo]]: [[VAL|5%]]."
    assert {fact.period for fact in facts(heading + items)} == {"2023-01-01/2023-12-31"}


def test_the_year_of_prices_is_no_period() -> None:
    """What is measured in prices of a year is not of that year, nor is what follows."""
    marked = (
        "Chỉ tiêu [[DATE|năm 2024]]\n- [[IND|Giá trị sản xuất]] (giá [[DATE|2010]]): [[VAL|52.200 tỷ đồng]].\n"
        "- [[IND|Doanh thu du lịch]]: [[VAL|25.700 tỷ đồng]]."
    )
    assert {fact.period for fact in facts(marked)} == {"2024-01-01/2024-12-31"}
