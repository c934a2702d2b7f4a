"""Raw text in, spans out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from phogov.backends import Backend, load_backend
from phogov.checkpoint import Manifest, check_safe, read_manifest, resolve
from phogov.decoding import log_softmax, scored_runs
from phogov.errors import CheckpointError, InputError
from phogov.normalise import TextView, normalise
from phogov.span import Span
from phogov.tokens import Tokenizer, load_tokenizer
from phogov.windows import owners, windows
from phogov.words import segment

BATCH_TOKENS = 4096
"""Pieces of one model run, padding included."""

CHUNK_CHARACTERS = 200_000
"""Texts are taken together up to this size: it bounds memory, and fills batches with lines of like length."""


@dataclass(frozen=True)
class _Piece:
    """One model input: the ids of a window, and which of its words are read from it."""

    line: int
    ids: list[int]
    first_pieces: list[int]
    first_word: int


@dataclass(frozen=True)
class _Line:
    """The words of one line of one text."""

    text: int
    offsets: list[tuple[int, int]]


@dataclass(frozen=True)
class ScoredLine:
    """The words of one line, and the log-probability of each tag for each: float32 of shape (words, tags)."""

    words: tuple[str, ...]
    log_probs: np.ndarray


def split_lines(text: str, offsets: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group words by line: the model was trained on lines, and no span crosses a line break."""
    lines: list[list[tuple[int, int]]] = []
    last = 0
    for word in offsets:
        if not lines or "\n" in text[last : word[0]]:
            lines.append([])
        lines[-1].append(word)
        last = word[1]
    return lines


class Tagger:
    """A loaded checkpoint. Make one with `Tagger.from_pretrained`; it may be used from several threads."""

    def __init__(self, manifest: Manifest, tokenizer: Tokenizer, backend: Backend) -> None:
        self.manifest = manifest
        self._tokenizer = tokenizer
        self._backend = backend

    @classmethod
    def from_pretrained(
        cls,
        name: str | Path | None = None,
        *,
        revision: str | None = None,
        backend: str = "auto",
        device: str | None = None,
    ) -> "Tagger":
        """Load the shipped model (None), a checkpoint folder, or a hub repository at a revision.

        `backend` is `auto`, `onnx` or `torch`; `device` is a torch device name such as `cpu` or `cuda`. Raises
        CheckpointError when it cannot be found or does not fit, MissingDependencyError when it needs torch and there is
        none.
        """
        folder = resolve(name, revision)
        manifest = read_manifest(folder)
        check_safe(folder)
        loaded = load_backend(folder, backend, device)
        if {tag[2:] for tag in loaded.tags if tag != "O"} != set(manifest.labels):
            raise CheckpointError(f"{folder}: config.json and phogov.json name different labels.")
        return cls(manifest, load_tokenizer(folder), loaded)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that this model knows."""
        return self.manifest.labels

    @property
    def tags(self) -> tuple[str, ...]:
        """The BIO tags, in the order of `ScoredLine.log_probs`."""
        return self._backend.tags

    def lines(self, text: str) -> list[ScoredLine]:
        """Return each line of words with the log-probability of every tag, as a teacher needs them."""
        view = normalise(text, self.manifest.normalisation)
        lines = split_lines(view.text, segment(view.text, self.manifest.segmenter))
        words = [tuple(view.text[a:b] for a, b in offsets) for offsets in lines]
        return [ScoredLine(*pair) for pair in zip(words, self._score([list(one) for one in words]), strict=True)]

    def tag(self, text: str) -> list[Span]:
        """Return the spans of one text, in order, not overlapping; `text[s.start:s.end] == s.text` for each."""
        return next(self.tag_batch([text]))

    def tag_batch(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """Yield the spans of each text in turn. Any iterable will do; memory does not grow with its length.

        Raises InputError for a text that is not a string.
        """
        for chunk in _chunks(texts):
            yield from self._tag_chunk(chunk)

    def _tag_chunk(self, texts: list[str]) -> list[list[Span]]:
        views = [normalise(text, self.manifest.normalisation) for text in texts]
        lines = [
            _Line(i, offsets)
            for i, view in enumerate(views)
            for offsets in split_lines(view.text, segment(view.text, self.manifest.segmenter))
        ]
        scores = self._score([[views[line.text].text[a:b] for a, b in line.offsets] for line in lines])
        found: list[list[Span]] = [[] for _ in texts]
        for line, log_probs in zip(lines, scores, strict=True):
            found[line.text] += self._spans(views[line.text], line, log_probs)
        return found

    def _spans(self, view: TextView, line: _Line, log_probs: np.ndarray) -> Iterator[Span]:
        for first, end, label, score in scored_runs(log_probs, self._backend.tags):
            start, stop = view.raw_span(line.offsets[first][0], line.offsets[end - 1][1])
            yield Span(start, stop, label, view.raw[start:stop], score)

    def _pieces(self, line: int, words: list[str]) -> Iterator[_Piece]:
        """Cut one line into windows that the model can take."""
        encoding = self._tokenizer.encode(words)
        limit = self.manifest.max_length - 2
        word_ids = np.asarray(encoding.word_ids)
        bounds = np.searchsorted(word_ids, np.arange(len(words) + 1))
        covers = windows(np.diff(bounds).tolist(), limit, self.manifest.overlap)
        for window, (lo, hi) in zip(covers, owners(covers), strict=True):
            ids: list[int] = []
            first_pieces: list[int] = []
            for word in range(window.start, window.end):
                if lo <= word < hi:
                    first_pieces.append(len(ids) + 1)
                ids += encoding.ids[bounds[word] : min(bounds[word + 1], bounds[word] + limit)]
            yield _Piece(line, [self._tokenizer.bos_id, *ids, self._tokenizer.eos_id], first_pieces, lo)

    def _score(self, lines: list[list[str]]) -> list[np.ndarray]:
        """Return log-probabilities of shape (words, tags) for each line of words."""
        pieces = [piece for i, words in enumerate(lines) for piece in self._pieces(i, words)]
        pieces.sort(key=lambda piece: len(piece.ids))
        result = [np.zeros((len(words), len(self._backend.tags)), dtype=np.float32) for words in lines]
        for batch in _batches(pieces):
            length = max(len(piece.ids) for piece in batch)
            ids = np.full((len(batch), length), self._tokenizer.pad_id, dtype=np.int64)
            mask = np.zeros((len(batch), length), dtype=np.int64)
            for row, piece in enumerate(batch):
                ids[row, : len(piece.ids)] = piece.ids
                mask[row, : len(piece.ids)] = 1
            logits = self._backend.logits(ids, mask)
            for row, piece in enumerate(batch):
                chosen = log_softmax(logits[row, piece.first_pieces], self.manifest.temperature)
                result[piece.line][piece.first_word : piece.first_word + len(chosen)] = chosen
        return result


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        if not isinstance(text, str):
            raise InputError(f"A text must be a str, not {type(text).__name__}.")
        chunk.append(text)
        size += len(text)
        if size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _batches(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Cut pieces, sorted by length, into batches of at most BATCH_TOKENS."""
    at = 0
    while at < len(pieces):
        count = 1
        while at + count < len(pieces) and (count + 1) * len(pieces[at + count].ids) <= BATCH_TOKENS:
            count += 1
        yield pieces[at : at + count]
        at += count


@lru_cache(maxsize=1)
def shipped() -> Tagger:
    """Return the shipped model, loaded once."""
    return Tagger.from_pretrained()


def tag(text: str) -> list[Span]:
    """Tag one text with the shipped model: no network and no torch needed."""
    return shipped().tag(text)
