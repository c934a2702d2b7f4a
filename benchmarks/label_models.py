"""Compare label models on gold: the longest span, majority vote, Dawid-Skene, and the CRF.

    python -m benchmarks.label_models --gold DIR… [--fit DIR…]

Prints strict F1 of each label as a Markdown table, one a folder of --gold. Dawid-Skene (1979, crowd-kit's) is fitted on
the votes of --fit and of the folder it is scored on; it needs no gold. Its tasks are the stretches of text that some
function votes for; a function answers with its label, or with O where it votes for an overlapping stretch instead.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas
from crowdkit.aggregation import DawidSkene
from phogov.labels import OUTSIDE
from phogov.span import Span

from data.fit import gold_documents
from data.label_models import LABEL_MODELS
from data.labelling import apply
from data.score import scores

Documents = Sequence[tuple[str, list[Span]]]


def dawid_skene(documents: Documents, fit: Documents, iterations: int) -> list[list[Span]]:
    """Label documents by Dawid-Skene over the votes of `fit` and their own."""
    rows: list[tuple[tuple[int, int, int], str, str]] = []
    for number, (text, _) in enumerate([*documents, *fit]):
        votes = [(vote, name) for name, found in apply(text).items() for vote in found]
        owners: list[list[int]] = [[] for _ in text]
        for i, (vote, _) in enumerate(votes):
            for at in range(vote.start, vote.end):
                owners[at].append(i)
        for start, end in {(vote.start, vote.end) for vote, _ in votes if vote.start < vote.end}:
            touching = {i for at in range(start, end) for i in owners[at]}
            said: dict[str, str] = {}
            for vote, name in (votes[i] for i in sorted(touching)):
                exact = (vote.start, vote.end) == (start, end)
                said[name] = vote.label if exact else said.get(name, OUTSIDE)
            rows += [((number, start, end), name, label) for name, label in said.items()]
    tasks = {task: i for i, task in enumerate(dict.fromkeys(task for task, _, _ in rows))}
    table = pandas.DataFrame(
        [(tasks[task], name, label) for task, name, label in rows], columns=["task", "worker", "label"]
    )
    chances = DawidSkene(n_iter=iterations).fit_predict_proba(table)
    best, chance = chances.idxmax(axis=1), chances.max(axis=1)
    result = []
    for number, (text, _) in enumerate(documents):
        own = [
            task
            for task in tasks
            if task[0] == number and best[tasks[task]] != OUTSIDE and "\n" not in text[task[1] : task[2]]
        ]
        taken: list[Span] = []
        for _, start, end in sorted(own, key=lambda task: (-chance[tasks[task]], task[1] - task[2])):
            if all(end <= span.start or span.end <= start for span in taken):
                i = tasks[number, start, end]
                taken.append(Span(start, end, best[i], text[start:end], float(chance[i])))
        result.append(sorted(taken))
    return result


def main() -> None:
    """Print one table a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.label_models")
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    parser.add_argument("--fit", type=Path, nargs="*", default=[], help="more documents for Dawid-Skene's votes")
    options = parser.parse_args()
    fit = list(gold_documents(options.fit)) if options.fit else []
    for folder in options.gold:
        documents = list(gold_documents([folder]))
        gold = [spans for _, spans in documents]
        found = {name: [model(text, apply(text)) for text, _ in documents] for name, model in LABEL_MODELS.items()}
        for steps in (1, 40):
            found[f"Dawid-Skene, {steps} steps"] = dawid_skene(documents, fit, steps)
        tables = {name: scores(zip(gold, spans, strict=True)) for name, spans in found.items()}
        labels = [*next(iter(tables.values()))]
        print(f"\n{folder.name}: {len(documents)} documents\n")
        print("| label model | " + " | ".join(labels) + " |")
        print("|---" * (len(labels) + 1) + "|")
        for name, table in tables.items():
            print(f"| {name} | " + " | ".join(f"{table[label]['f1']:.3f}" for label in labels) + " |")


if __name__ == "__main__":
    main()
