"""Strict F1 of the teacher CRF and of the labelling functions alone on gold documents.

    python -m benchmarks.crf --model crf.bin --gold DIR

`crf.bin` is what `train.teach` wrote.
"""

import argparse
from pathlib import Path

from rich.console import Console

from data.label_models.crf import CrfTagger
from data.score import scores, table
from train.teach import gold_documents


def main() -> None:
    """Print one table for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crf")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    options = parser.parse_args()
    tagger = CrfTagger(options.model)
    documents = list(gold_documents([options.gold]))
    console = Console()
    console.print(table("CRF", scores((gold, tagger.spans(text, weak)) for text, gold, weak in documents)))
    console.print(table("labelling functions", scores((gold, weak) for _, gold, weak in documents)))


if __name__ == "__main__":
    main()
