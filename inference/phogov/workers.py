"""Tagging in several processes of one machine."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from multiprocessing import get_context
from typing import TypeVar

from phogov.backends import processors
from phogov.errors import WorkerError
from phogov.span import Span
from phogov.tagger import CHUNK_CHARACTERS, Tagger

WORK_CHARACTERS = CHUNK_CHARACTERS // 2
"""Texts are handed to a worker together up to this size."""

Handle = TypeVar("Handle")


@dataclass(frozen=True)
class Model:
    """What a process needs to load a tagger: the arguments of `Tagger.from_pretrained`."""

    name: str | None = None
    revision: str | None = None
    backend: str = "auto"
    device: str | None = None
    threads: int | None = None

    def load(self) -> Tagger:
        """Load the tagger."""
        return Tagger.from_pretrained(
            self.name, revision=self.revision, backend=self.backend, device=self.device, threads=self.threads
        )


def chunked(texts: Iterator[str]) -> Iterator[list[str]]:
    """Put texts together to pieces of work of about WORK_CHARACTERS."""
    chunk: list[str] = []
    held = 0
    for text in texts:
        chunk.append(text)
        held += len(text)
        if held >= WORK_CHARACTERS:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


def in_order(
    texts: Iterator[str],
    submit: Callable[[list[str]], Handle],
    result: Callable[[Handle], list[list[Span]]],
    ahead: int,
) -> Iterator[list[Span]]:
    """Yield the spans of each text; at most `ahead` pieces of work are under way."""
    pending: deque[Handle] = deque()
    for chunk in chunked(texts):
        pending.append(submit(chunk))
        if len(pending) >= ahead:
            yield from result(pending.popleft())
    yield from chain.from_iterable(map(result, pending))


_tagger: Tagger | None = None


def _start(model: Model) -> None:
    global _tagger
    _tagger = model.load()


def _work(texts: list[str]) -> list[list[Span]]:
    assert _tagger is not None
    return list(_tagger.tag_batch(texts))


def tag_in_workers(texts: Iterator[str], model: Model, workers: int) -> Iterator[list[Span]]:
    """Yield the spans of each text, tagged by `workers` processes, each with its share of the processors.

    Raises WorkerError when a process dies.
    """
    share = replace(model, threads=max(1, processors() // workers))
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (share,))

    def submit(chunk: list[str]) -> Future[list[list[Span]]]:
        with _deaths_said():
            return pool.submit(_work, chunk)

    def result(future: Future[list[list[Span]]]) -> list[list[Span]]:
        with _deaths_said():
            return future.result()

    try:
        yield from in_order(texts, submit, result, 2 * workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _deaths_said() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise WorkerError("A worker died (out of memory?). Start again to go on, with fewer --workers.") from error
