"""How tagging scales: with the length of a document, with their number, and with workers.

    python -m benchmarks.scaling --text FILE… [--megabytes 1 10 100] [--output FILE.md]

Length: the seconds for documents of 100 to 100,000 syllables, as a multiple of the same text in documents of 100.
Number: peak memory and words a second of `phogov tag --output` over inputs of so many megabytes, made of the text over
and over. Workers: words a second of the same command with 1, 2, … processes. One run on one machine, lengths
interleaved, medians. Needs /proc for memory.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from phogov.backends import processors
from phogov.tagger import Tagger

from train.corpus import read_texts

LENGTHS = (100, 1_000, 10_000, 100_000)
ROUNDS = 3


def lines_of(files: list[Path], syllables: int) -> list[str]:
    """Return lines of text with so many syllables together."""
    found: list[str] = []
    count = 0
    for text in read_texts(files, None):
        for line in text.split("\n"):
            if words := line.split():
                found.append(line)
                count += len(words)
            if count >= syllables:
                return found
    return found


def documents(lines: list[str], syllables: int) -> list[str]:
    """Put lines together to documents of about so many syllables."""
    found: list[str] = []
    document: list[str] = []
    count = 0
    for line in lines:
        document.append(line)
        count += len(line.split())
        if count >= syllables:
            found.append("\n".join(document))
            document, count = [], 0
    return [*found, "\n".join(document)] if document else found


def by_length(lines: list[str]) -> list[tuple[int, float, float]]:
    """Return (syllables a document, seconds for all, as a multiple of the first) with the shipped model."""
    tagger = Tagger.from_pretrained()
    cut = {length: documents(lines, length) for length in LENGTHS}
    spent: dict[int, list[float]] = {length: [] for length in LENGTHS}
    list(tagger.tag_batch(cut[LENGTHS[0]]))
    for _ in range(ROUNDS):
        for length, texts in cut.items():
            began = time.perf_counter()
            for _ in tagger.tag_batch(texts):
                pass
            spent[length].append(time.perf_counter() - began)
    medians = {length: statistics.median(seconds) for length, seconds in spent.items()}
    return [(length, seconds, seconds / medians[LENGTHS[0]]) for length, seconds in medians.items()]


def write_input(lines: list[str], megabytes: float, path: Path) -> int:
    """Write JSON lines of so many megabytes of text; return their words."""
    texts = documents(lines, 600)

    def endless() -> Iterator[str]:
        while True:
            yield from texts

    written = words = 0
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(endless()):
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
            written += len(text.encode())
            words += len(text.split())
            if written >= megabytes * 1e6:
                return words
    return words


def command(source: Path, workers: int) -> tuple[float, float]:
    """Tag a file with the command line; return the seconds, and the peak memory in MB of the process that leads."""
    with tempfile.TemporaryDirectory() as folder:
        program = "import sys; from phogov.cli import app; app(sys.argv[1:], standalone_mode=False)"
        peak = "; print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])"
        arguments = ["tag", str(source), "--output", str(Path(folder) / "out.jsonl"), "--workers", str(workers)]
        began = time.perf_counter()
        result = subprocess.run(
            [sys.executable, "-c", program + peak, *arguments], capture_output=True, text=True, check=True
        )
        return time.perf_counter() - began, int(result.stdout.split()[-1]) / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling")
    parser.add_argument("--text", type=Path, nargs="+", required=True)
    parser.add_argument("--megabytes", type=float, nargs="+", default=[1, 10, 100])
    parser.add_argument("--output", type=Path, help="Markdown file")
    options = parser.parse_args()
    lines = lines_of(options.text, LENGTHS[-1])
    parts = [f"{processors()} processors, the shipped model\n"]
    parts += ["| syllables a document | seconds | multiple |\n|---|---|---|"]
    parts += [f"| {length:,} | {seconds:.2f} | {multiple:.2f} |" for length, seconds, multiple in by_length(lines)]
    parts += ["\n| input, MB | seconds | words/s | peak, MB |\n|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        for megabytes in options.megabytes:
            words = write_input(lines, megabytes, source)
            seconds, peak = command(source, 1)
            parts.append(f"| {megabytes:g} | {seconds:.1f} | {words / seconds:,.0f} | {peak:.0f} |")
        words = write_input(lines, 10, source)
        parts += ["\n| workers | words/s over 10 MB |\n|---|---|"]
        for workers in range(1, processors() + 1):
            parts.append(f"| {workers} | {words / command(source, workers)[0]:,.0f} |")
    text = "\n".join(parts) + "\n"
    print(text)
    if options.output:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
