"""The segmentation ceiling, counted by hand."""

from pathlib import Path

import pytest
from phogov.span import Span
from phogov.words import SEGMENTERS

from data.ceiling import ceiling, main

TEXT = "UBND tỉnh Lai Châu\nhọp sáng 3/10"


def span(text: str, label: str, start: int | None = None) -> Span:
    at = TEXT.index(text) if start is None else start
    return Span(at, at + len(text), label, text)


def test_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = [span("UBND tỉnh Lai Châu", "ORG"), span("tỉnh", "LOC"), span("3/10", "DATE"), span("Châu\nhọp", "EVENT")]
    whole = ceiling([(TEXT, [spans[0], spans[2]])], "none")
    assert (whole.spans, whole.lost, whole.f1) == (2, (), 1.0)
    # a segmenter that joins `Lai Châu` cuts nothing of these; one that joins `tỉnh Lai` cuts the second
    monkeypatch.setitem(SEGMENTERS, "joined", lambda text: [(0, 4), (5, 13), (14, 18), (19, 22), (23, 27), (28, 32)])
    joined = ceiling([(TEXT, [spans[1], spans[2]])], "joined")
    assert joined.lost == (spans[1],)
    assert joined.f1 == pytest.approx(2 * 1 / (1 + 2))
    assert joined.by_label() == {"LOC": 1}
    assert ceiling([(TEXT, [spans[3]])], "none").lost == (spans[3],)  # across a line break


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(Path(__file__).parents[2] / "data" / "gold" / "seeds"), "--segmenter", "none"]) == 0
    assert "| none | 420 | 0 | 1.0000 |" in capsys.readouterr().out


def test_no_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path)]) == 1
    assert "No gold files" in capsys.readouterr().err
