"""Words a second, latency, memory and start-up beside what else a user could take, in one run on the same text.

    python -m benchmarks.speed --gold DIR [--base DIR] [--spacy-gold DIR…] [--rounds 3] [--output docs/speed.md]

--gold are the texts that are tagged, and what F1 is measured on. --base is a checkpoint of PhoBERT-base's size
(`python -m benchmarks.phobert` makes one of random weights: for it no F1 is printed); it runs in ONNX and torch, and in
transformers' own token-classification pipeline, with the same weights. --spacy-gold trains spaCy's blank pipeline.
Systems take turns, round by round; medians. `words` are runs of letters or digits and single marks, as `phogov.words`
cuts them, for all systems alike. Start-up and peak memory are those of a process of its own that tags one document.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from phogov.backends import Backend, OnnxBackend, TorchBackend, processors
from phogov.checkpoint import SHIPPED, read_manifest
from phogov.normalise import normalise
from phogov.span import Span
from phogov.tagger import Tagger
from phogov.tokens import load_tokenizer
from phogov.words import segment

from benchmarks.peers import spacy
from benchmarks.phobert import DYNAMIC, STATIC
from data.fit import gold_documents
from data.score import scores
from train.export import WHOLE

SHARED_LABELS = ("PER", "LOC", "ORG")
"""What every peer knows."""

TagAll = Callable[[Sequence[str]], list[list[Span]]]


@dataclass
class System:
    """One way of tagging, and what was measured of it. `start` is a program that loads it and tags `text`."""

    name: str
    one_by_one: TagAll
    batched: TagAll | None = None
    start: str | None = None
    scored: bool = True
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"one": [], "batch": []})
    latency: list[float] = field(default_factory=list)
    spans: list[list[Span]] = field(default_factory=list)


def tagger(checkpoint: Path, backend: Backend) -> Tagger:
    """Put a checkpoint's parts and a backend together."""
    return Tagger(read_manifest(checkpoint), load_tokenizer(checkpoint), backend)


def phogov(name: str, loaded: Tagger, start: str | None = None, *, scored: bool = True) -> System:
    """A tagger of ours."""
    return System(
        name,
        lambda texts: [loaded.tag(text) for text in texts],
        lambda texts: list(loaded.tag_batch(texts)),
        start,
        scored,
    )


def pipeline(checkpoint: Path) -> System:
    """The pipeline of transformers: a line an input, words joined by spaces, as its users feed PhoBERT."""
    import torch
    from transformers import AutoModelForTokenClassification, PhobertTokenizer, TokenClassificationPipeline

    tokenizer = PhobertTokenizer(str(checkpoint / "vocab.txt"), str(checkpoint / "bpe.codes"), model_max_length=256)
    model = AutoModelForTokenClassification.from_pretrained(checkpoint, dtype=torch.float32).eval()

    def lines(text: str) -> list[str]:
        view = normalise(text).text
        found = []
        for line in view.split("\n"):
            words = [line[a:b] for a, b in segment(line)]
            found += [" ".join(words[i : i + 150]) for i in range(0, len(words), 150)]  # it knows no windows
        return found

    def tag(texts: Sequence[str], batch_size: int) -> list[list[Span]]:
        pipe = TokenClassificationPipeline(model=model, tokenizer=tokenizer, device="cpu", batch_size=batch_size)
        for text in texts:
            pipe(lines(text))
        return [[] for _ in texts]

    return System("transformers pipeline, fp32", lambda t: tag(t, 1), lambda t: tag(t, 8), scored=False)


def underthesea() -> System:
    """The recogniser of underthesea; its words are searched for in the text, for it gives no offsets."""
    from underthesea import ner

    def tag(text: str) -> list[Span]:
        found: list[Span] = []
        at = 0
        open_: list[Any] = []
        for line in text.split("\n"):
            for word, _, _, mark in ner(line) if line.strip() else []:
                start = text.find(word, at)
                if start < 0:
                    continue
                at = start + len(word)
                if mark.startswith("I-") and open_ and open_[-1][2] == mark[2:]:
                    open_[-1][1] = at
                elif mark != "O":
                    open_.append([start, at, mark[2:]])
        for start, end, label in open_:
            found.append(Span(start, end, label, text[start:end], 1.0))
        return found

    program = "from underthesea import ner; ner(text)"
    return System("underthesea ner", lambda texts: [tag(text) for text in texts], start=program)


def spacy_blank(folders: Sequence[Path]) -> System:
    """A blank pipeline of spaCy, trained on gold."""
    predict = spacy(list(gold_documents(folders)))
    return System("spaCy blank, trained", lambda texts: [predict(text) for text in texts])


def started(program: str, text: str) -> tuple[float, float]:
    """Return the seconds until a new process has tagged a text, and its peak memory in MB."""
    code = (
        "import sys, time\nbegan = time.perf_counter()\ntext = sys.stdin.read()\n"
        f"{program}\nspent = time.perf_counter() - began\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(spent, int(peak.split()[1]) / 1024)"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    seconds, megabytes = result.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def measure(systems: Sequence[System], texts: Sequence[str], rounds: int) -> None:
    """Let the systems take turns."""
    for system in systems:
        system.one_by_one(texts[:1])
    for number in range(rounds):
        for system in systems:
            began = time.perf_counter()
            for text in texts:
                before = time.perf_counter()
                found = system.one_by_one([text])
                system.latency.append(time.perf_counter() - before)
                if not number:
                    system.spans += found
            system.seconds["one"].append(time.perf_counter() - began)
            if system.batched:
                began = time.perf_counter()
                system.batched(texts)
                system.seconds["batch"].append(time.perf_counter() - began)
            print(f"round {number + 1}: {system.name}", file=sys.stderr)


def table(systems: Sequence[System], gold: Sequence[list[Span]], texts: Sequence[str]) -> str:
    """Return the Markdown table."""
    words = sum(len(segment(text)) for text in texts)
    slowest = next((s for s in systems if s.name.startswith("transformers")), systems[0])
    base = words / statistics.median(slowest.seconds["batch"] or slowest.seconds["one"])
    lines = [
        "| | words/s, one by one | words/s, best batch | times the pipeline | p50, ms | p99, ms | start-up, s "
        "| peak, MB | F1 | F1, PER LOC ORG |",
        "|---" * 10 + "|",
    ]
    for system in systems:
        one = words / statistics.median(system.seconds["one"])
        batch = words / statistics.median(system.seconds["batch"]) if system.seconds["batch"] else None
        ordered = sorted(system.latency)
        p50, p99 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        start, peak = started(system.start, texts[0]) if system.start else (None, None)
        whole = narrow = None
        if system.scored:
            pairs = list(zip(gold, system.spans, strict=True))
            kept = [[[s for s in spans if s.label in SHARED_LABELS] for spans in pair] for pair in pairs]
            narrow = scores((a, b) for a, b in kept)["all"]["f1"]
            whole = scores(pairs)["all"]["f1"] if "underthesea" not in system.name else None
        cells = [
            system.name,
            f"{one:,.0f}",
            f"{batch:,.0f}" if batch else "",
            f"{max(one, batch or 0) / base:.1f}",
            f"{p50 * 1000:.1f}",
            f"{p99 * 1000:.1f}",
            f"{start:.2f}" if start else "",
            f"{peak:.0f}" if peak else "",
            f"{whole:.3f}" if whole is not None else "",
            f"{narrow:.3f}" if narrow is not None else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold files")
    parser.add_argument("--base", type=Path, help="checkpoint of PhoBERT-base's size")
    parser.add_argument("--spacy-gold", type=Path, nargs="+", help="folders of gold files to train spaCy on")
    parser.add_argument("--documents", type=int, default=8, help="so many of the texts are tagged")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--output", type=Path, help="Markdown file to write the table to")
    options = parser.parse_args()
    documents = list(gold_documents([options.gold]))[: options.documents]
    texts, gold = [text for text, _ in documents], [spans for _, spans in documents]
    program = "from phogov import tag; tag(text)"
    systems = [
        phogov("PhoGov, shipped int8", tagger(SHIPPED, OnnxBackend(SHIPPED, next(SHIPPED.glob("*.onnx")))), program)
    ]
    if options.base:
        onnx = options.base / "onnx"
        for name, file in (("int8 static", STATIC), ("int8 dynamic", DYNAMIC), ("fp32, ONNX", WHOLE)):
            loaded = tagger(options.base, OnnxBackend(options.base, onnx / file))
            systems.append(phogov(f"PhoBERT-base size, {name}", loaded, scored=False))
        for kind in ("bfloat16", "float32"):
            loaded = tagger(options.base, TorchBackend(options.base, "cpu", kind))
            systems.append(phogov(f"PhoBERT-base size, {kind}, torch", loaded, scored=False))
        systems.append(pipeline(options.base))
    systems.append(underthesea())
    if options.spacy_gold:
        systems.append(spacy_blank(options.spacy_gold))
    measure(systems, texts, options.rounds)
    words = sum(len(segment(text)) for text in texts)
    cpu = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    head = f"{len(texts)} documents, {words:,} words, {processors()} processors of {cpu}, {options.rounds} rounds\n"
    text = f"{head}\n{table(systems, gold, texts)}\n"
    print(text)
    if options.output:
        options.output.write_text(text, encoding="utf-8")


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


if __name__ == "__main__":
    main()
