"""PhoBERT's tokenizer for whole texts, with offsets and word ids, in the shape that transformers' collators take."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from phogov.errors import InputError, UsageError
from phogov.normalise import normalise
from phogov.tokens.phobert import PhobertWordTokenizer, Pieces
from phogov.words import segment

_SOLID = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")


class _Word(NamedTuple):
    """A word as PhoBERT reads it, and the raw offset of its first character, or the bounds of each of them."""

    text: str
    start: int
    bounds: tuple[Sequence[int], Sequence[int]] | None = None

    def offsets(self, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Map offsets within the word to raw ones."""
        if self.bounds is None:
            start = self.start
            return [(start + a, start + b) for a, b in pieces]
        starts, ends = self.bounds
        return [(starts[a], ends[b - 1]) for a, b in pieces]


class PhobertTokenizerFast:
    """PhoBERT's ids as transformers' slow `PhobertTokenizer` gives them, with what that one lacks.

        tokenizer = PhobertTokenizerFast.from_pretrained("phobert-base-v2")
        batch = tokenizer(["Tỉnh_uỷ Lào_Cai họp ."])                        # words already joined by _
        batch = tokenizer(["Tỉnh uỷ Lào Cai họp."], segmenter="underthesea")  # raw text

    Two things differ on purpose: a line break ends a word instead of making it unknown, and `<mask>` or `</s>` spelled
    in a text is text.
    """

    padding_side = "right"
    model_input_names = ("input_ids", "attention_mask")
    pad_token_id, bos_token_id, eos_token_id, unk_token_id = 1, 0, 2, 3

    def __init__(self, vocab: str | Path, codes: str | Path) -> None:
        self._words = PhobertWordTokenizer(Path(vocab), Path(codes))
        self.mask_token_id = self._words.vocab_size - 1

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> "PhobertTokenizerFast":
        """Load `vocab.txt` and `bpe.codes` of a folder. Raises CheckpointError when they cannot be read."""
        return cls(Path(folder) / "vocab.txt", Path(folder) / "bpe.codes")

    def __len__(self) -> int:
        return self._words.vocab_size

    def __call__(
        self,
        texts: str | Sequence[str],
        *,
        segmenter: str | None = None,
        max_length: int | None = None,
        add_special_tokens: bool = True,
    ) -> dict[str, list[Any]]:
        """Return `input_ids`, `attention_mask`, `offset_mapping` and `word_ids`: a list a text, or flat for one text.

        Without a segmenter words are what stands between white space. With one (`none` for syllables, `underthesea`,
        `vncorenlp`) the text is normalised and cut as the tagger does. Offsets count code points of the text as given;
        special tokens have offsets (0, 0) and word id None. Nothing is cut off unless `max_length`, special tokens
        included, says so. Raises InputError for what is not a str.
        """
        batch = [texts] if isinstance(texts, str) else list(texts)
        for text in batch:
            if not isinstance(text, str):
                raise InputError(f"A text must be a str, not {type(text).__name__}.")
        room = None if max_length is None else max_length - 2 * add_special_tokens
        if room is not None and room < 1:
            raise UsageError(f"A maximum length of {max_length} leaves no room for text.")
        found: dict[str, list[Any]] = {"input_ids": [], "attention_mask": [], "offset_mapping": [], "word_ids": []}
        for ids, offsets, word_ids in self._encoded(batch, segmenter):
            ids, offsets = ids[:room], offsets[:room]
            words: list[int | None] = [*word_ids[:room]]
            if add_special_tokens:
                ids = [self.bos_token_id, *ids, self.eos_token_id]
                offsets, words = [(0, 0), *offsets, (0, 0)], [None, *words, None]
            found["input_ids"].append(ids)
            found["attention_mask"].append([1] * len(ids))
            found["offset_mapping"].append(offsets)
            found["word_ids"].append(words)
        return {name: values[0] for name, values in found.items()} if isinstance(texts, str) else found

    def _encoded(
        self, texts: list[str], segmenter: str | None
    ) -> Iterator[tuple[list[int], list[tuple[int, int]], list[int]]]:
        """Yield each text's ids, offsets and word ids, without special tokens."""
        if segmenter is None:
            spans = [[match.span() for match in _SOLID.finditer(text)] for text in texts]
            pieces = iter(self._words.pieces([word for text in texts for word in text.split()]))
            for where in spans:
                yield _placed(where, list(islice(pieces, len(where))))
            return
        cut = [list(_segmented(text, segmenter)) for text in texts]
        pieces = iter(self._words.pieces([word.text for words in cut for word in words]))
        for words in cut:
            ids: list[int] = []
            offsets: list[tuple[int, int]] = []
            word_ids: list[int] = []
            for i, (word, (new, bounds)) in enumerate(zip(words, pieces, strict=False)):
                ids += new
                word_ids += [i] * len(new)
                offsets += word.offsets(bounds)
            yield ids, offsets, word_ids

    def pad(
        self,
        encoded_inputs: Sequence[dict[str, Any]] | dict[str, list[Any]],
        padding: bool | str = True,
        max_length: int | None = None,
        pad_to_multiple_of: int | None = None,
        return_tensors: str | None = None,
        **ignored: Any,
    ) -> dict[str, Any]:
        """Pad to the longest, or to `max_length` where `padding` says so, as transformers' collators ask for it.

        Only what a model reads is kept. Returns lists; with `return_tensors` `np` or `pt` int64 of (batch, length).
        """
        if isinstance(encoded_inputs, dict):
            rows = encoded_inputs["input_ids"]
        else:
            rows = [one["input_ids"] for one in encoded_inputs]
        length = max(map(len, rows), default=0)
        if padding == "max_length" and max_length:
            length = max(length, max_length)
        if pad_to_multiple_of:
            length = -(-length // pad_to_multiple_of) * pad_to_multiple_of
        if not padding or padding == "do_not_pad":
            return {"input_ids": rows, "attention_mask": [[1] * len(row) for row in rows]}
        ids = np.full((len(rows), length), self.pad_token_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        padded: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        if return_tensors == "pt":
            import torch

            return {name: torch.from_numpy(array) for name, array in padded.items()}
        return padded if return_tensors == "np" else {name: array.tolist() for name, array in padded.items()}


def _placed(spans: list[tuple[int, int]], pieces: list[Pieces]) -> tuple[list[int], list[tuple[int, int]], list[int]]:
    """Return the ids, offsets and word ids of words that stand at `spans`. Most words are one piece: stretches of such
    are copied whole.
    """
    firsts = [ids[0] for ids, _ in pieces]
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    word_ids: list[int] = []
    done = 0
    for i in [i for i, (several, _) in enumerate(pieces) if len(several) > 1]:
        several, bounds = pieces[i]
        start = spans[i][0]
        ids += firsts[done:i] + several
        offsets += spans[done:i] + [(start + a, start + b) for a, b in bounds]
        word_ids += [*range(done, i), *[i] * len(several)]
        done = i + 1
    return ids + firsts[done:], offsets + spans[done:], [*word_ids, *range(done, len(spans))]


def _segmented(text: str, segmenter: str) -> Iterator[_Word]:
    """Yield the words of raw text; a run of white space inside of one becomes `_`."""
    view = normalise(text)
    for first, end in segment(view.text, segmenter):
        word = view.text[first:end]
        if view.starts is None or view.ends is None:
            if not _SPACE.search(word):
                yield _Word(word, first)
                continue
            starts, ends = list(range(first, end)), list(range(first + 1, end + 1))
        else:
            starts, ends = view.starts[first:end].tolist(), view.ends[first:end].tolist()
        kept = [i for i, character in enumerate(word) if not (character.isspace() and word[i - 1].isspace())]
        yield _Word(_SPACE.sub("_", word), first, ([starts[i] for i in kept], [ends[i] for i in kept]))
