"""Fit what decoding needs to a checkpoint: the temperature of its scores, and transitions between its tags.

    python -m train.decoder DIR --train F… --validation F

`train.finetune` does it by itself. With other held-out rows, or after a change of weights, it can be done again: only
`phogov.json` changes. Transitions are counted in the rows of --train; both are fitted on those of --validation.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from phogov.backends import read_tags
from phogov.checkpoint import Manifest, check_safe, read_manifest, write_manifest
from phogov.decoding import log_softmax
from phogov.errors import PhogovError
from phogov.tokens import load_tokenizer

from train.calibration import fit_temperature
from train.encoder import find_encoder, load_for_tagging
from train.encoding import Row, encode_rows
from train.metrics import strict_scores
from train.rows import check_tags, read_rows
from train.trainer import score, tags_of
from train.transitions import fit_transitions, transition_matrix

BUDGET = 4096


def with_decoder(
    manifest: Manifest,
    rows: Sequence[Row],
    scores: Sequence[np.ndarray],
    held: Sequence[Row],
    tags: Sequence[str],
    chain: np.ndarray | None = None,
) -> Manifest:
    """Return the manifest with the temperature and transitions that fit held-out rows.

    `scores` are the log-probabilities, of shape (words, tags), of each held-out row. `chain` are transitions that the
    model has learnt; they stand beside those of `rows`, and what decodes best is kept.
    """
    truth = [row.tags for row in held]
    temperature = fit_temperature(scores, truth, tags)
    found = fit_transitions(transition_matrix(rows, tags), scores, truth, tags, temperature, learnt=chain)
    if found is None:
        return replace(manifest, temperature=temperature, transitions=())
    unscaled = found * temperature
    temperature = fit_temperature(scores, truth, tags, unscaled)
    table = np.round(unscaled / temperature, 3).tolist()
    return replace(manifest, temperature=temperature, transitions=tuple(map(tuple, table)))


def unscaled_transitions(manifest: Manifest) -> np.ndarray | None:
    """Return a checkpoint's transitions as they are beside scores of temperature 1; None where it has none."""
    return np.array(manifest.transitions) * manifest.temperature if manifest.transitions else None


def decoded(scores: Sequence[np.ndarray], tags: Sequence[str], manifest: Manifest) -> list[list[str]]:
    """Return the tags of every row, decoded as the tagger does with this manifest."""
    table = np.array(manifest.transitions) if manifest.transitions else None
    return tags_of([log_softmax(one, manifest.temperature) for one in scores], tags, table)


def fit(checkpoint: Path, train: Sequence[str], validation: str) -> tuple[Manifest, float]:
    """Fit a checkpoint's decoder and write its manifest; return this and the strict F1 on the held-out rows.

    Raises PhogovError subclasses for a checkpoint or data that will not do.
    """
    manifest, tags = read_manifest(checkpoint), read_tags(checkpoint)
    check_safe(checkpoint)
    rows = [row for path in train for row in read_rows(path)]
    held = read_rows(validation)
    for part, source in ((rows, "the training data"), (held, validation)):
        check_tags(part, tags, source)
    model = load_for_tagging(find_encoder(str(checkpoint)), tags, seed=0)
    tokenizer = load_tokenizer(checkpoint)
    examples = encode_rows(
        held,
        tokenizer,
        {tag: i for i, tag in enumerate(tags)},
        max_length=manifest.max_length,
        overlap=manifest.overlap,
        steps=manifest.normalisation,
    )
    scores = score(model, held, list(examples), tags, BUDGET, tokenizer.pad_id)
    manifest = with_decoder(manifest, rows, scores, held, tags, unscaled_transitions(manifest))
    write_manifest(checkpoint, manifest)
    return manifest, strict_scores([row.tags for row in held], decoded(scores, tags, manifest))["f1"]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.decoder", description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint", type=Path, metavar="DIR")
    parser.add_argument("--train", action="append", required=True, help="dataset folder, jsonl or CoNLL")
    parser.add_argument("--validation", required=True, help="the same kinds")
    options = parser.parse_args(arguments)
    try:
        manifest, f1 = fit(options.checkpoint, options.train, options.validation)
    except PhogovError as error:
        print(f"train.decoder: {error}", file=sys.stderr)
        return error.exit_code
    kept = "with transitions" if manifest.transitions else "without transitions"
    print(f"temperature {manifest.temperature}, {kept}: validation strict F1 {f1:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
