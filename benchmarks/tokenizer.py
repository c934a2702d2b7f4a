"""PhoBERT's tokenizer beside transformers' own: the same ids, and how fast.

    python -m benchmarks.tokenizer --phobert DIR --text FILE… [--megabytes 10]

DIR holds PhoBERT's `vocab.txt` and `bpe.codes`. Every line of the text is encoded by both and compared. Then, single-
threaded and interleaved, new tokenizers of both kinds encode running text, and lines in which no word comes twice, ours
with offsets; and one unbroken text of 16,000 characters. Medians of one run on one machine.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

from phogov.normalise import normalise
from phogov.tokens import PhobertTokenizerFast
from phogov.words import segment
from transformers import PhobertTokenizer

from train.corpus import read_texts

ENDLESS = 16_000
ROUNDS = 5


def lines_of(paths: list[Path], megabytes: float, segmenter: str) -> Iterator[str]:
    """Yield lines of words, those of several syllables joined by `_`, one space between two."""
    for text in read_texts(paths, megabytes):
        view = normalise(text).text
        for line in view.split("\n"):
            words = [line[a:b].replace(" ", "_") for a, b in segment(line, segmenter)]
            if words:
                yield " ".join(words)


def distinct(lines: list[str]) -> list[str]:
    """Write every distinct word of the lines once, twenty to a line."""
    words = iter(dict.fromkeys(word for line in lines for word in line.split(" ")))
    return list(iter(lambda: " ".join(islice(words, 20)), ""))


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tokenizer")
    parser.add_argument("--phobert", type=Path, required=True)
    parser.add_argument("--text", type=Path, nargs="+", required=True)
    parser.add_argument("--megabytes", type=float, default=10.0, help="millions of characters of each file")
    parser.add_argument("--segmenter", default="none")
    options = parser.parse_args()
    files = str(options.phobert / "vocab.txt"), str(options.phobert / "bpe.codes")
    fast = PhobertTokenizerFast(*files)
    lines = list(lines_of(options.text, options.megabytes, options.segmenter))
    slow = PhobertTokenizer(*files)
    pairs = zip(fast(lines)["input_ids"], (slow(line)["input_ids"] for line in lines), strict=True)
    different = sum(ours != theirs for ours, theirs in pairs)
    print(f"lines {len(lines):,}, characters {sum(map(len, lines)):,}, with other ids than transformers': {different}")

    for name, sample in (("running text", lines[: len(lines) // 4]), ("distinct words", distinct(lines))):
        ours, theirs = [], []
        for _ in range(ROUNDS):  # new ones each time, for both keep a cache of words
            new, old = PhobertTokenizerFast(*files), PhobertTokenizer(*files)
            theirs.append(seconds(partial(list, map(old, sample))))
            ours.append(seconds(partial(new, sample)))
        count = sum(map(len, sample)) / 1e6
        fastest, slowest = statistics.median(ours), statistics.median(theirs)
        speeds = f"ours {count / fastest:.2f} million characters/s with offsets, transformers {count / slowest:.2f}"
        print(f"{name} ({count:.2f} million characters): {speeds}: {slowest / fastest:.1f} times")
    endless = "".join(lines).replace(" ", "")[:ENDLESS]
    mine = statistics.median(seconds(lambda: fast(endless)) for _ in range(ROUNDS))
    print(f"{ENDLESS:,} unbroken characters: ours {mine * 1000:.1f} ms, ", end="", flush=True)
    print(f"transformers {seconds(lambda: slow(endless)) * 1000:,.0f} ms")


if __name__ == "__main__":
    main()
