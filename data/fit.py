"""Fit the sequence-aware label model on gold.

    python -m data.fit --gold DIR… [--output FILE] [--iterations N]

The CRF learns, from gold files, how far to trust which vote in which context. FILE (crfsuite's own format) is by
default the one that `data.build` uses.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from phogov.errors import InputError, PhogovError
from phogov.files import new_file
from phogov.gold import read_gold
from phogov.normalise import normalise
from phogov.span import Span
from rich.progress import track

from data.label_models import CRF_FILE
from data.label_models.crf import train
from data.labelling import apply


def gold_documents(folders: Sequence[Path]) -> Iterator[tuple[str, list[Span]]]:
    """Yield the normalised text and gold spans of every gold file. Raises InputError where there is none."""
    files = sorted(file for folder in folders for file in folder.glob("*.txt"))
    if not files:
        raise InputError(f"No gold files (*.txt) in {', '.join(map(str, folders))}.")
    for file in files:
        raw, spans = read_gold(file)
        view = normalise(raw)
        yield view.text, [Span(*(at := view.view_span(s.start, s.end)), s.label, view.text[slice(*at)]) for s in spans]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.fit", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold files to learn from")
    parser.add_argument("--output", type=Path, default=CRF_FILE)
    parser.add_argument("--iterations", type=int, default=100, help="of the optimiser")
    options = parser.parse_args(arguments)
    try:
        with new_file(options.output) as work:
            documents = list(gold_documents(options.gold))
            shown = track(documents, description="labelling gold", transient=True)
            train(((text, gold, apply(text)) for text, gold in shown), work, iterations=options.iterations)
    except PhogovError as error:
        print(f"data.fit: {error}", file=sys.stderr)
        return error.exit_code
    print(f"learnt from {len(documents)} documents: {options.output} ({options.output.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
