"""Make an untrained word CNN whose lexicon is that of a corpus.

    python -m train.lexicon --text PATH… --output DIR [--minimum N] [--hidden N] [--layers N] [--no-vectors]

The word embeddings start from vectors of the words' company in the corpus (`train.vectors`). DIR becomes a checkpoint
folder that `train.finetune` and `train.distill` start from.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from phogov.errors import InputError, PhogovError
from phogov.features import FEATURES, FIRST_WORD, UNK, Lexicon, lexicon_of, write_lexicon
from phogov.files import new_folder
from phogov.wordcnn import WordCnnConfig, WordCnnModel
from phogov.words import segment
from rich.progress import track

from train.corpus import read_texts
from train.vectors import word_vectors


def count_words(texts: list[Path], megabytes: float | None) -> Counter[str]:
    """Count the lower-case words of documents. Raises InputError when there are none."""
    counts: Counter[str] = Counter()
    for text in track(read_texts(texts, megabytes), description="counting words", transient=True):
        counts.update(text[start:end].lower() for start, end in segment(text))
    if not counts:
        raise InputError(f"No words in {', '.join(map(str, texts))}.")
    return counts


def read_ids(texts: list[Path], megabytes: float | None, lexicon: Lexicon) -> np.ndarray:
    """Return the word ids of all documents in a row; words outside of the lexicon are UNK."""
    known = {word: FIRST_WORD + i for i, word in enumerate(lexicon.words)}
    parts = [
        np.array([known.get(text[a:b].lower(), UNK) for a, b in segment(text)], dtype=np.int32)
        for text in track(read_texts(texts, megabytes), description="reading words", transient=True)
    ]
    return np.concatenate(parts)


def start_from_vectors(model: WordCnnModel, ids: np.ndarray, lexicon: Lexicon) -> None:
    """Replace the embeddings of the lexicon's words by vectors of their company; hashed words keep theirs."""
    size = FIRST_WORD + len(lexicon.words)
    weight = model.embeddings.words.weight
    vectors = torch.from_numpy(word_vectors(ids, size, weight.shape[1]))
    with torch.no_grad():
        weight[FIRST_WORD:size] = vectors[FIRST_WORD:]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.lexicon", description=__doc__.split("\n")[0])
    parser.add_argument("--text", type=Path, nargs="+", required=True, help="documents: text, JSONL, folders")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--megabytes", type=float, help="of each path at most, millions of characters")
    parser.add_argument("--minimum", type=int, default=3, help="times a word must occur to get its own embedding")
    parser.add_argument("--hidden", type=int, default=256, help="width of the convolutions")
    parser.add_argument("--layers", type=int, default=5, help="convolutions")
    parser.add_argument("--no-vectors", dest="vectors", action="store_false", help="start from random embeddings")
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args(arguments)
    try:
        lexicon = lexicon_of(count_words(options.text, options.megabytes).items(), options.minimum)
        torch.manual_seed(options.seed)
        config = WordCnnConfig(vocab_size=lexicon.size, hidden_size=options.hidden, num_hidden_layers=options.layers)
        with new_folder(options.output, FEATURES) as work:
            model = WordCnnModel(config)
            if options.vectors:
                start_from_vectors(model, read_ids(options.text, options.megabytes, lexicon), lexicon)
            model.save_pretrained(work)
            write_lexicon(work, lexicon)
    except PhogovError as error:
        print(f"train.lexicon: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{len(lexicon.words)} words: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
