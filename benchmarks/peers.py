"""Train the peers on the same gold and measure them beside the shipped model, in one run.

    python -m benchmarks.peers --train DIR… --gold DIR [--model DIR] [--no-spacy] [--keep DIR]

The peers are a linear-chain CRF with hand features (python-crfsuite; words, shapes and bigrams in a window of 3) and
spaCy's blank pipeline (HashEmbedCNN, width 128, 18 epochs; `pip install spacy`). Prints strict F1 of each label, words
tagged a second, and seconds of training, as a Markdown table. Timings of one run on one machine. With --keep trained
peers stay in DIR and are taken from there the next time: with much gold they learn for long.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from phogov.files import new_file
from phogov.normalise import normalise
from phogov.span import Span
from phogov.tagger import Tagger, split_lines
from phogov.words import segment

from data.fit import gold_documents
from data.label_models.crf import CrfTagger, train
from data.score import scores

LOADED = 20.0
"""Seconds; what takes less was not trained but loaded."""

Documents = Sequence[tuple[str, list[Span]]]
Predict = Callable[[str], list[Span]]


def crf(documents: Documents, keep: Path) -> Predict:
    """Train the CRF."""
    model = keep / "crf.bin"
    if not model.exists():
        with new_file(model) as work:
            train(((text, gold, {}) for text, gold in documents), work)
    tagger = CrfTagger(model)
    return lambda text: tagger.spans(text, {})


def spacy(documents: Documents, keep: Path, epochs: int = 18, seed: int = 13) -> Predict:
    """Train spaCy's blank pipeline, a line an example, words cut as ours are."""
    import spacy as library
    from spacy import blank
    from spacy.tokens import Doc
    from spacy.util import fix_random_seed

    fix_random_seed(seed)
    nlp = blank("xx")
    model = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 128, "depth": 4, "embed_size": 5000, "window_size": 1}
    model |= {"maxout_pieces": 3, "subword_features": True, "pretrained_vectors": None}
    parser = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False}
    parser |= {"hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": model}
    ner = nlp.add_pipe("ner", config={"model": parser})

    def docs(text: str) -> list[tuple[Any, list[tuple[int, int]]]]:
        lines = split_lines(text, segment(text))
        return [(Doc(nlp.vocab, words=[text[a:b] for a, b in line]), line) for line in lines]

    folder = keep / "spacy"
    if folder.exists():
        nlp = library.load(folder)
    else:
        learn(nlp, ner, documents, docs, epochs, seed)
        nlp.to_disk(folder)

    def predict(text: str) -> list[Span]:
        found = []
        for doc, line in docs(text):
            for entity in nlp(doc).ents:
                start, end = line[entity.start][0], line[entity.end - 1][1]
                found.append(Span(start, end, entity.label_, text[start:end], 1.0))
        return found

    return predict


def learn(nlp: Any, ner: Any, documents: Documents, docs: Callable[[str], Any], epochs: int, seed: int) -> None:
    """Train a pipeline's entity recogniser."""
    from spacy.tokens import Doc
    from spacy.training import Example
    from spacy.util import compounding, minibatch

    examples = []
    for text, gold in documents:
        for doc, line in docs(text):
            first_at = {start: i for i, (start, _) in enumerate(line)}
            last_at = {end: i + 1 for i, (_, end) in enumerate(line)}
            marked = Doc(nlp.vocab, words=[token.text for token in doc])
            inside = [s for s in gold if s.start in first_at and s.end in last_at]
            marked.ents = [_entity(marked, first_at[s.start], last_at[s.end], s.label) for s in inside]
            examples.append(Example(doc, marked))
    for label in sorted({span.label for _, gold in documents for span in gold}):
        ner.add_label(label)  # type: ignore[attr-defined]
    optimizer = nlp.initialize(lambda: examples)
    chance = random.Random(seed)
    for _ in range(epochs):
        chance.shuffle(examples)
        for batch in minibatch(examples, size=compounding(4.0, 32.0, 1.001)):
            nlp.update(batch, sgd=optimizer, drop=0.2)


def _entity(doc: Any, first: int, end: int, label: str) -> Any:
    from spacy.tokens import Span as Entity

    return Entity(doc, first, end, label=label)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="folders of gold files")
    parser.add_argument("--gold", type=Path, required=True, help="folder of gold files to score on")
    parser.add_argument("--model", type=Path, help="a checkpoint; without it the shipped model")
    parser.add_argument("--keep", type=Path, help="folder for the trained peers")
    parser.add_argument("--no-spacy", dest="spacy", action="store_false")
    options = parser.parse_args()
    learnt, held = list(gold_documents(options.train)), list(gold_documents([options.gold]))
    words = sum(len(segment(text)) for text, _ in held)
    keep = options.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    makers: dict[str, Callable[[Documents, Path], Predict]] = {
        "PhoGov": lambda _documents, _keep: Tagger.from_pretrained(options.model).tag
    }
    makers["CRF"] = crf
    if options.spacy:
        makers["spaCy blank"] = spacy
    rows = []
    for name, maker in makers.items():
        began = time.perf_counter()
        predict = maker(learnt, keep)
        trained = time.perf_counter() - began
        predict(normalise(held[0][0]).text)
        began = time.perf_counter()
        found = [predict(text) for text, _ in held]
        spent = time.perf_counter() - began
        table = scores((gold, spans) for (_, gold), spans in zip(held, found, strict=True))
        rows.append((name, table, words / spent, None if name == "PhoGov" or trained < LOADED else trained))
    labels = [*rows[0][1]]
    print(f"{len(learnt)} documents learnt from, {len(held)} scored, {words} words\n")
    print("| | " + " | ".join(labels) + " | words/s | training, s |")
    print("|---" * (len(labels) + 3) + "|")
    for name, table, speed, trained_for in rows:
        cells = " | ".join(f"{table[label]['f1']:.3f}" if label in table else "" for label in labels)
        print(f"| {name} | {cells} | {speed:,.0f} | {'' if trained_for is None else f'{trained_for:.0f}'} |")


if __name__ == "__main__":
    main()
