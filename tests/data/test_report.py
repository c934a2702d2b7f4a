"""What the report says of functions and labels: counted by hand on two small documents."""

import json
from pathlib import Path

import pytest
from phogov.gold import parse_gold

from data import report as module
from data.labelling.vote import LabellingFunction, Vote
from data.report import FunctionReport, label_reports, main, render_html, tally_votes


def test_votes_are_counted_by_hand() -> None:
    text, gold = parse_gold("[[PER|An]] ở [[LOC|Huế]] nay")
    votes = {
        "a": [Vote(0, 2, "PER"), Vote(5, 8, "PER")],  # one right; one in conflict with b
        "b": [Vote(5, 8, "LOC"), Vote(9, 12, "LOC")],  # one right; one of nothing
    }
    found = {name: FunctionReport(name, ()) for name in votes}
    tally_votes(text, votes, gold, found)
    a, b = (found[name].to_dict(len(text), 5) for name in "ab")
    assert (a["votes"], a["precision"], a["overlap"], a["conflict"]) == (2, 0.5, 0.5, 0.5)
    assert (b["votes"], b["precision"], b["overlap"], b["conflict"]) == (2, 0.5, 0.5, 0.5)
    assert a["coverage"] == pytest.approx(5 / 12)
    assert a["worst"] == [{"before": "An ở ", "surface": "Huế", "after": " nay", "gold": "LOC Huế", "times": 1}]
    assert b["worst"][0]["gold"] == "nothing"


def test_label_scores_by_hand() -> None:
    _, gold = parse_gold("[[PER|An]] ở [[LOC|Huế]]")
    found = label_reports([(gold, gold[:1]), (gold, gold)])
    assert (found["PER"].f1, found["LOC"].precision, found["LOC"].recall) == (1.0, 1.0, 0.5)
    assert found["all"].f1 == pytest.approx(2 * 3 / (3 + 4))
    low, high = found["all"].interval
    assert low <= found["all"].f1 <= high


def test_the_page_escapes_what_it_shows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    function = LabellingFunction("<b>", ("PER",), lambda text: [Vote(0, 8, "PER")])
    monkeypatch.setattr(module, "FUNCTIONS", (function,))
    monkeypatch.setattr(module, "apply", lambda text: {"<b>": [Vote(0, 8, "PER")]})
    (tmp_path / "a.txt").write_text("<script>alert(1)</script> [[LOC|Huế]]", encoding="utf-8")
    page = render_html(module.report([tmp_path], "longest"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page and "&lt;b&gt;" in page


def test_the_command_writes_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "a.txt").write_text("Ông [[PER|Giàng Páo Mỷ]] ở [[LOC|tỉnh Lai Châu]].", encoding="utf-8")
    assert main(["--gold", str(gold), "--output", str(tmp_path / "out")]) == 0
    assert "person_surname" in capsys.readouterr().out
    found = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert found["labels"]["PER"]["f1"] == 1.0
    assert "<svg" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [(["--gold", "nowhere"], 1, "No gold files"), (["--gold", "x", "--label-model", "best"], 2, "longest")],
)
def test_bad_input(arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == code
    assert message in capsys.readouterr().err
