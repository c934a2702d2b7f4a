"""The learnt choices of facts: their likelihoods against sums over all paths, and that they are learnt."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phogov.facts.choice import choose
from phogov.facts.timing import RELATIONS, Candidate, Surroundings, decode, relation
from phogov.span import Span

from data.goldfacts import read_facts
from train.facts import Choice, Example, example, fit_links, fit_periods, main, right_share

ROOT = Path(__file__).parents[2]
FACTS, SEEDS = ROOT / "data/gold/seeds-facts.jsonl", ROOT / "data/gold/seeds"
DATES = [Span(i, i + 1, "DATE", str(i)) for i in range(3)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from([None, 0, 1, 2]), min_size=1, max_size=4, unique=True), max_size=4), st.data())
def test_decoding_finds_the_best_of_all_paths(options: list[list[int | None]], data: st.DataObject) -> None:
    number = st.integers(-5, 5)
    weights: dict[str, float] = {}
    amounts = []
    for i, row in enumerate(options):
        candidates = []
        for j, one in enumerate(row):
            weights[f"own{i}{j}"] = data.draw(number)
            weights.update({f"T{how}{i}x{j}": data.draw(number) for how in RELATIONS})
            around = Surroundings(f"{i}x{j}", "s", "", "")
            candidates.append(Candidate(None if one is None else DATES[one], (f"own{i}{j}",), around))
        amounts.append(candidates)

    def total(path: tuple[int, ...]) -> float:
        found = [row[j] for row, j in zip(amounts, path, strict=True)]
        score = sum(weights[one.features[0]] for one in found)
        for before, after in itertools.pairwise(found):
            score += weights[after.surroundings.features(relation(before.date, after.date))[0]]
        return score

    best = max((total(path) for path in itertools.product(*(range(len(row)) for row in amounts))), default=0)
    assert total(tuple(decode(amounts, weights))) == pytest.approx(best)


def test_of_equals_the_first_is_chosen() -> None:
    assert choose([("a",), ("b", "unknown"), ("c",)], {"a": 1.0, "b": 2.0, "c": 2.0}) == 1
    assert choose([("x",), ("y",)], {}) == 0


def test_dates_are_learnt_along_the_chain() -> None:
    """Where only the date before tells: whatever the first amount had, the second has too."""

    def candidates(first: bool, cue: str) -> tuple[Candidate, ...]:
        names = ("f", cue) if first else ("s",)
        return tuple(
            Candidate(one, tuple(f"{name}{i}" for name in names), Surroundings("1p0", "K", "", ""))
            for i, one in enumerate((DATES[0], DATES[1], None))
        )

    examples = []
    for i in range(12):
        right = i % 3
        chain = [candidates(True, f"cue{right}"), candidates(False, "")]
        examples.append(
            Example(str(i), (), tuple(Choice(tuple(c.features for c in row), (right,), row) for row in chain))
        )
    weights = fit_periods(examples, strength=0.01)
    for i in range(3):
        assert decode([candidates(True, f"cue{i}"), candidates(False, "")], weights) == [i, i]


def test_the_seeds_are_learnt() -> None:
    examples = [example(one) for one in read_facts([FACTS], [SEEDS])]
    links, periods = right_share(examples, fit_links(examples, 0.1), fit_periods(examples, 0.1))
    assert links > 0.95
    assert periods > 0.9


def test_offsets_stand_for_words(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("[[DATE|Năm 2024]] thu [[VAL|5 tỷ đồng]]", encoding="utf-8")
    fact = {"doc": "x", "amount": [13, 22], "indicator": None, "period": [0, 8], "place": None}
    (tmp_path / "facts.jsonl").write_text(json.dumps(fact) + "\n", encoding="utf-8")
    (document,) = read_facts([tmp_path / "facts.jsonl"], [tmp_path])
    assert document.facts[0]["period"] == "Năm 2024"
    assert document.text[slice(*document.facts[0]["amount"])] == "5 tỷ đồng"


def test_what_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--facts", str(FACTS), "--gold", str(tmp_path)]) == 1
    assert "No document" in capsys.readouterr().err
    (tmp_path / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    assert main(["--facts", str(tmp_path / "bad.jsonl"), "--gold", str(SEEDS)]) == 1
    assert "bad.jsonl:1" in capsys.readouterr().err


def test_cross_validation_prints_shares(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--facts", str(FACTS), "--gold", str(SEEDS), "--folds", "2"]) == 0
    assert "on unseen documents" in capsys.readouterr().out
