"""Raw text in, spans out."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

import numpy as np

from phogov.backends import Backend, load_backend
from phogov.chain import Chain, Run
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

AHEAD = 2
"""So many chunks are under way while an earlier one is decoded."""


@dataclass(frozen=True)
class _Piece:
    """One model input: the ids of a window, and which of its words are read from it."""

    line: int
    ids: list[int]
    first_pieces: Sequence[int]
    first_word: int


@dataclass(frozen=True)
class _Block:
    """Whole lines of a text, from `start` on; `last` says whether the text ends with them."""

    start: int
    content: str
    last: bool


@dataclass(frozen=True)
class _Line:
    """The words of one line of one block."""

    block: int
    offsets: list[tuple[int, int]]


@dataclass(frozen=True)
class _Prepared:
    """Blocks that are ready for the model."""

    blocks: list[_Block]
    views: list[TextView]
    lines: list[_Line]
    pieces: list[_Piece]


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

    def __init__(
        self, manifest: Manifest, tokenizer: Tokenizer, backend: Backend, batch_tokens: int = BATCH_TOKENS
    ) -> None:
        self.manifest = manifest
        self._batch_tokens = batch_tokens
        self._tokenizer = tokenizer
        self._backend = backend
        self._chain = Chain(backend.tags, np.array(manifest.transitions)) if manifest.transitions else None

    @classmethod
    def from_pretrained(
        cls,
        name: str | Path | None = None,
        *,
        revision: str | None = None,
        backend: str = "auto",
        device: str | None = None,
        threads: int | None = None,
    ) -> "Tagger":
        """Load the shipped model (None), a checkpoint folder, or a hub repository at a revision.

        `backend` is `auto`, `onnx` or `torch`; `device` is a torch device name such as `cpu` or `cuda`; `threads`, by
        default as many as this process has processors, is for ONNX Runtime. Raises
        CheckpointError when it cannot be found or does not fit, MissingDependencyError when it needs torch and there is
        none.
        """
        folder = resolve(name, revision)
        manifest = read_manifest(folder)
        check_safe(folder)
        loaded = load_backend(folder, backend, device, threads)
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

    def scored_runs(self, lines: Sequence[np.ndarray]) -> list[list[Run]]:
        """Return `(first, end, label, score)` of every span of each scored line, in words."""
        return scored_runs(lines, self.tags, self._chain)

    def lines(self, text: str) -> list[ScoredLine]:
        """Return each line of words with the log-probability of every tag, as a teacher needs them."""
        view = normalise(text, self.manifest.normalisation)
        lines = split_lines(view.text, segment(view.text, self.manifest.segmenter))
        words = [tuple(view.text[a:b] for a, b in offsets) for offsets in lines]
        pieces = [piece for i, line in enumerate(words) for piece in self._pieces(i, list(line))]
        return [ScoredLine(*pair) for pair in zip(words, self._score(pieces, [*map(len, words)]), strict=True)]

    def tag(self, text: str) -> list[Span]:
        """Return the spans of one text, in order, not overlapping; `text[s.start:s.end] == s.text` for each."""
        return next(self.tag_batch([text]))

    def tag_batch(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """Yield the spans of each text in turn. Any iterable will do; memory does not grow with its length.

        Nor does it, but for the spans, grow with the length of one text of many lines.

        Raises InputError for a text that is not a string.
        """
        found: list[Span] = []
        for prepared, scores in self._scored(_chunks(block for text in texts for block in _blocks(text))):
            spans: list[list[Span]] = [[] for _ in prepared.blocks]
            for line, runs in zip(prepared.lines, self.scored_runs(scores), strict=True):
                start = prepared.blocks[line.block].start
                spans[line.block] += _spans(prepared.views[line.block], line.offsets, runs, start)
            for block, new in zip(prepared.blocks, spans, strict=True):
                found += new
                if block.last:
                    yield found
                    found = []

    def _scored(self, chunks: Iterator[list[_Block]]) -> Iterator[tuple[_Prepared, list[np.ndarray]]]:
        """Yield chunks with the log-probabilities of their lines. Where there are several, the next one is prepared and
        the last one decoded while the model runs.
        """
        first = [*islice(chunks, 2)]
        if len(first) < 2:
            yield from (self._run(self._prepare(chunk)) for chunk in first)
            return
        with ThreadPoolExecutor(1) as preparing, ThreadPoolExecutor(1) as running:
            pending: deque[Future[tuple[_Prepared, list[np.ndarray]]]] = deque()
            for chunk in chain(first, chunks):
                ready = preparing.submit(self._prepare, chunk)
                pending.append(running.submit(self._run_ready, ready))
                if len(pending) > AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()

    def _prepare(self, blocks: list[_Block]) -> _Prepared:
        views = [normalise(block.content, self.manifest.normalisation) for block in blocks]
        lines = [
            _Line(i, offsets)
            for i, view in enumerate(views)
            for offsets in split_lines(view.text, segment(view.text, self.manifest.segmenter))
        ]
        words = ([views[line.block].text[a:b] for a, b in line.offsets] for line in lines)
        return _Prepared(
            blocks, views, lines, [piece for i, line in enumerate(words) for piece in self._pieces(i, line)]
        )

    def _run(self, prepared: _Prepared) -> tuple[_Prepared, list[np.ndarray]]:
        return prepared, self._score(prepared.pieces, [len(line.offsets) for line in prepared.lines])

    def _run_ready(self, ready: "Future[_Prepared]") -> tuple[_Prepared, list[np.ndarray]]:
        return self._run(ready.result())

    def _pieces(self, line: int, words: list[str]) -> Iterator[_Piece]:
        """Cut one line into windows that the model can take."""
        encoding = self._tokenizer.encode(words)
        limit = self.manifest.max_length - 2
        bos, eos = self._tokenizer.bos_id, self._tokenizer.eos_id
        if len(encoding.ids) == len(words) <= limit:
            yield _Piece(line, [bos, *encoding.ids, eos], range(1, len(words) + 1), 0)
            return
        bounds = np.searchsorted(np.asarray(encoding.word_ids), np.arange(len(words) + 1))
        covers = windows(np.diff(bounds).tolist(), limit, self.manifest.overlap)
        for window, (lo, hi) in zip(covers, owners(covers), strict=True):
            ids: list[int] = []
            first_pieces: list[int] = []
            for word in range(window.start, window.end):
                if lo <= word < hi:
                    first_pieces.append(len(ids) + 1)
                ids += encoding.ids[bounds[word] : min(bounds[word + 1], bounds[word] + limit)]
            yield _Piece(line, [bos, *ids, eos], first_pieces, lo)

    def _score(self, pieces: list[_Piece], lengths: Sequence[int]) -> list[np.ndarray]:
        """Return log-probabilities of shape (words, tags) for each line, given its number of words."""
        result = [np.zeros((length, len(self._backend.tags)), dtype=np.float32) for length in lengths]
        for batch in _batches(sorted(pieces, key=lambda piece: len(piece.ids)), self._batch_tokens):
            length = max(len(piece.ids) for piece in batch)
            ids = np.full((len(batch), length), self._tokenizer.pad_id, dtype=np.int64)
            mask = np.zeros((len(batch), length), dtype=np.int64)
            for row, piece in enumerate(batch):
                ids[row, : len(piece.ids)] = piece.ids
                mask[row, : len(piece.ids)] = 1
            log_probs = log_softmax(self._backend.logits(ids, mask), self.manifest.temperature)
            for row, piece in enumerate(batch):
                end = piece.first_word + len(piece.first_pieces)
                result[piece.line][piece.first_word : end] = log_probs[row, piece.first_pieces]
        return result


def _spans(view: TextView, offsets: list[tuple[int, int]], runs: Iterable[Run], shift: int) -> Iterator[Span]:
    for first, end, label, score in runs:
        start, stop = view.raw_span(offsets[first][0], offsets[end - 1][1])
        yield Span(shift + start, shift + stop, label, view.raw[start:stop], score)


def _blocks(text: str) -> Iterator[_Block]:
    """Cut a text behind line feeds into blocks of up to CHUNK_CHARACTERS, where its lines allow it.

    Nothing that is done to text reaches across a line feed, so the blocks give what the whole text would.
    """
    if not isinstance(text, str):
        raise InputError(f"A text must be a str, not {type(text).__name__}.")
    start = 0
    while len(text) - start > CHUNK_CHARACTERS:
        end = text.rfind("\n", start, start + CHUNK_CHARACTERS) + 1 or text.find("\n", start + CHUNK_CHARACTERS) + 1
        if not end or end == len(text):
            break
        yield _Block(start, text[start:end], last=False)
        start = end
    yield _Block(start, text[start:] if start else text, last=True)


def _chunks(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    chunk: list[_Block] = []
    size = 0
    for block in blocks:
        chunk.append(block)
        size += len(block.content)
        if size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _batches(pieces: list[_Piece], budget: int) -> Iterator[list[_Piece]]:
    """Cut pieces, sorted by length, into batches of at most `budget` ids, padding included."""
    at = 0
    while at < len(pieces):
        count = 1
        while at + count < len(pieces) and (count + 1) * len(pieces[at + count].ids) <= budget:
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
