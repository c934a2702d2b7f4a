"""Let large models teach a small one on unlabelled text.

    python -m train.distill --teacher DIR… [--weak] [--crf FILE] [--train F…] --encoder DIR --text PATH… --output DIR

With --weak the label model of `data.build` is a teacher too, with --crf one that was trained without votes. Every
teacher gives each word of the documents a probability for each tag; the student learns their mean, by cross-entropy
with these soft labels (Hinton et al., 2015). Lines in which no teacher sees a span are thinned out. Rows of --train,
labelled by hand, are learnt beside them, GOLD_TIMES an epoch. DIR becomes a checkpoint like that of `train.finetune`,
which may go on from there with gold.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from phogov.checkpoint import MANIFEST
from phogov.decoding import decode
from phogov.errors import InputError, PhogovError, UsageError
from phogov.files import check_free
from phogov.labels import LABELS, OUTSIDE, bio_tags
from phogov.tagger import ScoredLine, Tagger
from rich.progress import track
from transformers import set_seed

from data.label_models import CRF_FILE
from data.label_models.crf import CrfTagger, lines_of
from data.labelling import apply
from train.corpus import read_texts
from train.encoder import find_encoder
from train.encoding import Row
from train.finetune import FinetuneConfig, run
from train.rows import check_tags, read_rows, split_validation

MINIMUM_WORDS = 4
GOLD_TIMES = 4
"""So often an epoch sees a row that was labelled by hand; a hundredth as many would be lost among the others."""

PLAIN_SHARE = 0.15
"""Share of the lines without a span that is kept: they teach what is outside, and there are many."""


class Teacher(Protocol):
    """What gives each word of a text a probability for each tag. Taggers do."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The BIO tags, in the order of the probabilities."""
        ...

    def lines(self, text: str) -> list[ScoredLine]:
        """Return the lines of a text."""
        ...


class CrfTeacher:
    """A CRF as a teacher: the label model, with the votes of the labelling functions, or one that knows words alone."""

    tags = bio_tags(LABELS)

    def __init__(self, file: Path = CRF_FILE, *, votes: bool = True) -> None:
        self._crf, self._votes = CrfTagger(file), votes

    def lines(self, text: str) -> list[ScoredLine]:
        """Return the lines of a normalised text."""
        lines = lines_of(text, apply(text) if self._votes else {})
        floor = 1e-9
        return [ScoredLine(one.words, np.log(self._crf.probabilities(one, self.tags) + floor)) for one in lines]


def soft_rows(teachers: Sequence[Teacher], text: str) -> Iterator[Row]:
    """Yield the lines of a normalised text with the teachers' mean probabilities.

    Raises UsageError when teachers cut the text into different words.
    """
    for lines in zip(*(teacher.lines(text) for teacher in teachers), strict=True):
        first = lines[0]
        if any(line.words != first.words for line in lines):
            raise UsageError("The teachers cut text into different words; they need the same segmenter.")
        tags = teachers[0].tags
        mean = np.mean(
            [np.exp(line.log_probs[:, order(teacher, tags)]) for line, teacher in zip(lines, teachers, strict=True)],
            axis=0,
        )
        (best,) = decode([np.log(np.maximum(mean, 1e-9))], tags)
        yield Row(first.words, tuple(tags[i] for i in best), (1.0,) * len(first.words), mean.astype(np.float16))


def certain(row: Row, tags: Sequence[str]) -> Row:
    """Return a row whose soft labels are its tags."""
    soft = np.zeros((len(row.tags), len(tags)), dtype=np.float16)
    soft[np.arange(len(row.tags)), [tags.index(tag) for tag in row.tags]] = 1
    return replace(row, soft=soft)


def order(teacher: Teacher, tags: Sequence[str]) -> list[int]:
    """Return where a teacher has each tag. Raises UsageError when its tags are others."""
    if set(teacher.tags) != set(tags):
        raise UsageError("The teachers know different labels; they need the same.")
    return [teacher.tags.index(tag) for tag in tags]


def label(teachers: Sequence[Teacher], texts: Iterator[str], seed: int) -> list[Row]:
    """Return the lines of all texts that are worth learning from. Raises InputError when there are none."""
    chance = random.Random(seed)
    rows = []
    for text in texts:
        for row in soft_rows(teachers, text):
            plain = all(tag == OUTSIDE for tag in row.tags)
            if len(row.tokens) >= MINIMUM_WORDS and (not plain or chance.random() < PLAIN_SHARE):
                rows.append(row)
    if not rows:
        raise InputError("No line of the text is worth learning from; give more documents.")
    return rows


def distill(
    config: FinetuneConfig,
    teachers: Sequence[str],
    texts: Sequence[Path],
    megabytes: float | None = None,
    *,
    weak: bool = False,
    crf: Path | None = None,
) -> dict[str, Any]:
    """Teach a student, write its checkpoint, and return what `metrics.json` holds."""
    check_free(config.output, MANIFEST)
    loaded: list[Teacher] = [Tagger.from_pretrained(teacher) for teacher in teachers]
    if weak:
        loaded.append(CrfTeacher())
    if crf:
        loaded.append(CrfTeacher(crf, votes=False))
    tags = loaded[0].tags
    source = track(read_texts(texts, megabytes), description="teachers label", transient=True)
    rows = label(loaded, iter(source), config.seed)
    if config.validation:
        validation = read_rows(config.validation)
    else:
        rows, validation = split_validation(rows, config.validation_share)
    gold = [row for path in config.train for row in read_rows(path)]
    test = read_rows(config.test) if config.test else []
    for part, name in (
        (validation, config.validation or "validation"),
        (test, config.test or "test"),
        (gold, "the training data"),
    ):
        check_tags(part, tags, name)
    rows += [certain(row, tags) for row in gold] * GOLD_TIMES
    set_seed(config.seed)
    return run(config, find_encoder(config.encoder, config.encoder_revision), tags, rows, validation, test)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    defaults = FinetuneConfig(train=(), encoder="", output=Path(), epochs=1, validation_share=0.01)
    parser = argparse.ArgumentParser(prog="python -m train.distill", description=__doc__.split("\n")[0])
    parser.add_argument("--teacher", action="append", required=True, help="a checkpoint; may be repeated")
    parser.add_argument("--weak", action="store_true", help="let the label model of the labelling functions teach too")
    parser.add_argument("--crf", type=Path, help="let a CRF teach too that was trained without votes")
    parser.add_argument("--train", action="append", default=[], help="rows labelled by hand; may be repeated")
    parser.add_argument("--encoder", required=True, help="the student: a local folder or a hub name")
    parser.add_argument("--text", type=Path, nargs="+", required=True, help="unlabelled documents")
    parser.add_argument("--megabytes", type=float, help="of each path at most, millions of characters")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--validation", help="dataset folder, jsonl or CoNLL; without it a hundredth is held out")
    parser.add_argument("--test", help="the same kinds; scored once, at the end")
    parser.add_argument("--epochs", type=int, default=defaults.epochs)
    parser.add_argument("--learning-rate", type=float, default=defaults.learning_rate)
    parser.add_argument("--batch-tokens", type=int, default=defaults.batch_tokens)
    parser.add_argument("--dropout", type=float, default=defaults.dropout)
    parser.add_argument("--resume", action="store_true", help="go on where a stopped run of the same settings was")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    options = vars(parser.parse_args(arguments))
    teachers, texts, megabytes, weak, crf = (
        options.pop(name) for name in ("teacher", "text", "megabytes", "weak", "crf")
    )
    options["train"] = tuple(options["train"])
    try:
        metrics = distill(replace(defaults, **options), teachers, texts, megabytes, weak=weak, crf=crf)
    except PhogovError as error:
        print(f"train.distill: {error}", file=sys.stderr)
        return error.exit_code
    for part in ("validation", "test"):
        if part in metrics:
            print(f"{part} strict F1 {metrics[part]['strict']['f1']:.4f}")
    print(f"checkpoint: {options['output']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
