"""What two choices of weak supervision gain: weighing words by their confidence, and augmenting the seeds.

    python -m benchmarks.weak --corpus FILE --gold DIR [--megabytes 3] [--seeds 13 14 15] [--part NAME]

Confidence: a word CNN, from word vectors of the same text, learns from weak labels of so many megabytes of the corpus,
once with each word's loss weighed by its confidence, once without. Augmentation: it learns from the weak labels of the
five seeds alone, and from these and COPIES augmented copies, as many steps. Strict F1 on gold, mean and spread over the
random seeds, as a Markdown table.
"""

import argparse
import json
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

from phogov.backends import TorchBackend
from phogov.evaluation.document import read_labelled

from data import augment
from data.build import BuildConfig, build
from train import lexicon
from train.corpus import read_texts
from train.export import ROOT, f1_on
from train.finetune import FinetuneConfig, finetune

COPIES = 5
EPOCHS = 3
SEED_EPOCHS = 8


def runs(config: FinetuneConfig, seeds: list[int], gold: str, work: Path, name: str) -> list[float]:
    """Train with each seed; return the F1 on gold."""
    documents = read_labelled(gold)
    found = []
    for seed in seeds:
        output = work / f"{name}-{seed}"
        finetune(replace(config, output=output, seed=seed))
        found.append(f1_on(documents, output, TorchBackend(output, "cpu")))
    return found


def row(name: str, scores: list[float]) -> str:
    """Return a line of the table."""
    spread = f"{min(scores):.3f} to {max(scores):.3f}"
    return f"| {name} | {statistics.mean(scores):.3f} | {spread} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weak")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--gold", required=True)
    parser.add_argument("--megabytes", type=float, default=3.0, help="millions of characters of the corpus")
    parser.add_argument("--part", choices=("confidence", "augmentation"), help="only this one")
    parser.add_argument("--seeds", type=int, nargs="+", default=[13, 14, 15])
    options = parser.parse_args()
    lines = ["| weak labels | strict F1, mean | from, to |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        texts = work / "texts.jsonl"
        with texts.open("w", encoding="utf-8") as file:
            for number, text in enumerate(read_texts([options.corpus], options.megabytes)):
                file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        build(BuildConfig(inputs=(texts,), output=work / "weak"))
        build(BuildConfig(inputs=(ROOT / "seeds",), output=work / "seeds"))
        lexicon.main(["--text", str(texts), "--minimum", "5", "--output", str(work / "start")])
        base = FinetuneConfig(
            train=(str(work / "weak"),),
            encoder=str(work / "start"),
            output=work,
            epochs=EPOCHS,
            patience=99,
            batch_tokens=4096,
            learning_rate=2e-3,
            validation_share=0.02,
        )
        choices = (("weighted", "corpus, weighed by confidence"), ("ignore", "corpus, confidence ignored"))
        for choice, name in choices if options.part != "augmentation" else ():
            found = runs(replace(base, confidence=choice), options.seeds, options.gold, work, choice)
            lines.append(row(name, found))
        if options.part == "confidence":
            print("\n".join(lines))
            return
        more = work / "augmented.jsonl"
        augment.main(["--input", str(work / "seeds" / "train"), "--output", str(more), "--copies", str(COPIES)])
        small = replace(base, batch_tokens=1024, train=(str(work / "seeds" / "train"),))
        for epochs, train, name in (
            (SEED_EPOCHS * (COPIES + 1), small.train, "the five seeds"),
            (SEED_EPOCHS, (*small.train, str(more)), f"the five seeds and {COPIES} augmented copies"),
        ):
            config = replace(small, train=train, epochs=epochs)
            lines.append(row(name, runs(config, options.seeds, options.gold, work, f"seeds{len(train)}")))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
