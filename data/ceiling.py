"""How much the words allow: the strict F1 that a perfect model could reach, for each segmenter.

    python -m data.ceiling --gold DIR… [--segmenter NAME]…

A span is out of reach when its edge cuts through a word, or when it crosses a line break. Prints a Markdown table.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from phogov.bio import spans_to_tags
from phogov.errors import PhogovError
from phogov.span import Span
from phogov.tagger import split_lines
from phogov.words import SEGMENTERS, segment

from data.fit import gold_documents

DEFAULT = ("none", "underthesea")


@dataclass(frozen=True)
class Ceiling:
    """Gold spans, those out of reach, and how many of these each label has."""

    spans: int
    lost: tuple[Span, ...]

    @property
    def f1(self) -> float:
        """The F1 of a model that finds exactly the spans within reach."""
        reached = self.spans - len(self.lost)
        return 2 * reached / (reached + self.spans) if self.spans else 1.0

    def by_label(self) -> dict[str, int]:
        """Return how many spans of each label are out of reach, most first."""
        return dict(Counter(span.label for span in self.lost).most_common())


def ceiling(documents: Iterable[tuple[str, Sequence[Span]]], segmenter: str) -> Ceiling:
    """Measure a segmenter on (normalised text, gold spans over it)."""
    total, lost = 0, []
    for text, spans in documents:
        total += len(spans)
        left = set(spans)
        for offsets in split_lines(text, segment(text, segmenter)):
            here = [span for span in spans if offsets[0][0] <= span.start < offsets[-1][1]]
            left -= set(here) - set(spans_to_tags(offsets, here)[1])
        lost += sorted(left)
    return Ceiling(total, tuple(lost))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m data.ceiling", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of gold files")
    parser.add_argument("--segmenter", action="append", choices=tuple(SEGMENTERS), help="default: none and underthesea")
    options = parser.parse_args(arguments)
    try:
        documents = list(gold_documents(options.gold))
        print("| segmenter | spans | out of reach | strict F1 at best | by label |\n|---|---|---|---|---|")
        for name in options.segmenter or DEFAULT:
            found = ceiling(documents, name)
            labels = ", ".join(f"{label} {count}" for label, count in found.by_label().items())
            print(f"| {name} | {found.spans} | {len(found.lost)} | {found.f1:.4f} | {labels} |")
    except PhogovError as error:
        print(f"data.ceiling: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
