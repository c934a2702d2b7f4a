"""Let a CRF that learnt from gold label unlabelled documents, for a smaller network to learn from.

    python -m train.teach --gold DIR… --corpus FILE… --output DIR [--megabytes N]

writes `crf.bin`, the CRF (crfsuite's own format), and `train.jsonl`, lines of `{"tokens", "ner_tags", "confidence"}`.
The CRF sees the labelling functions' spans as features. Lines without any label are thinned out.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from phogov.errors import InputError, PhogovError
from phogov.gold import read_gold
from phogov.normalise import normalise
from phogov.span import Span
from rich.progress import track

from data.labelling import weak_spans
from train.corpus import read_texts
from train.crf import CrfTagger, Tagged, lines_of, train

MINIMUM_WORDS = 4
PLAIN_SHARE = 0.15
"""Share of the lines without a label that is kept: they teach what is outside, and there are many."""


def gold_documents(folders: Sequence[Path]) -> Iterator[tuple[str, list[Span], list[Span]]]:
    """Yield (normalised text, gold spans, weak spans) of every gold file."""
    files = sorted(file for folder in folders for file in folder.glob("*.txt"))
    if not files:
        raise InputError(f"No gold files (*.txt) in {', '.join(map(str, folders))}.")
    for file in files:
        raw, spans = read_gold(file)
        view = normalise(raw)
        moved = [Span(*(at := view.view_span(s.start, s.end)), s.label, view.text[slice(*at)]) for s in spans]
        yield view.text, moved, weak_spans(view.text)


def informative(tagged: Tagged, chance: random.Random) -> bool:
    """Say whether a line is worth learning from."""
    if len(tagged.tags) < MINIMUM_WORDS:
        return False
    return any(tag != "O" for tag in tagged.tags) or chance.random() < PLAIN_SHARE


def label_corpus(tagger: CrfTagger, texts: Iterator[str], seed: int) -> Iterator[Tagged]:
    """Yield the tagged lines that are worth learning from."""
    chance = random.Random(seed)
    for text in texts:
        for line in lines_of(text, weak_spans(text)):
            tagged = tagger.tag_line(line)
            if informative(tagged, chance):
                yield tagged


def write_rows(rows: Iterator[Tagged], path: Path) -> int:
    """Write rows as JSON lines; the file appears when all are written. Returns how many."""
    count = 0
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        for row in rows:
            fields = {
                "tokens": row.line.words,
                "ner_tags": row.tags,
                "confidence": [round(value, 3) for value in row.confidence],
            }
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            count += 1
    partial.replace(path)
    return count


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.teach", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold files to learn from")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="unlabelled documents")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--megabytes", type=float, help="of each corpus file at most, millions of characters")
    parser.add_argument("--iterations", type=int, default=80, help="of the CRF's optimiser")
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args(arguments)
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        model = options.output / "crf.bin"
        if not model.exists():
            train(track(list(gold_documents(options.gold)), description="gold"), model, iterations=options.iterations)
        texts = track(read_texts(options.corpus, options.megabytes), description="labelling")
        count = write_rows(label_corpus(CrfTagger(model), iter(texts), options.seed), options.output / "train.jsonl")
    except PhogovError as error:
        print(f"train.teach: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{count} lines labelled: {options.output / 'train.jsonl'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
