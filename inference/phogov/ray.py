"""Tagging on a Ray cluster: actors that load the model once.

    from phogov.ray import tag_dataset
    tag_dataset(ray.data.read_parquet("s3://archive/*.parquet")).write_parquet("s3://archive/tagged")

An actor that dies is started again, and its work is done again.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from phogov.errors import MissingDependencyError, WorkerError
from phogov.span import Span
from phogov.workers import Model, in_order

RESTARTS = 3
"""So often an actor, and a piece of work, may fail before all stops."""


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise MissingDependencyError("Ray", "ray") from error
    return ray


class _Actor:
    """A process with a loaded tagger."""

    def __init__(self, model: Model) -> None:
        self._tagger = model.load()

    def tag(self, texts: list[str]) -> list[list[Span]]:
        """Tag a piece of work."""
        return list(self._tagger.tag_batch(texts))


class _Column:
    """Adds a column of spans to batches of rows, for Ray Data."""

    def __init__(self, model: Model, column: str) -> None:
        self._tagger, self._column = model.load(), column

    def __call__(self, batch: Any) -> Any:
        import pyarrow

        whole, words = pyarrow.int64(), pyarrow.string()
        span = {"start": whole, "end": whole, "label": words, "text": words, "score": pyarrow.float64()}
        found = self._tagger.tag_batch(text or "" for text in batch[self._column].to_pylist())
        rows = [[asdict(one) for one in spans] for spans in found]
        return batch.append_column("entities", pyarrow.array(rows, pyarrow.list_(pyarrow.struct(span))))


def tag_dataset(
    dataset: Any,
    *,
    column: str = "text",
    model: str | None = None,
    revision: str | None = None,
    backend: str = "auto",
    device: str | None = None,
    actors: int | tuple[int, int] = 1,
    cpus: float = 1,
    gpus: float = 0,
    batch_size: int = 64,
) -> Any:
    """Return a `ray.data.Dataset` with a column `entities` more: for each row of text a list of spans.

    `actors` of them (or from, to as many) run with `cpus` processors and `gpus` each; with `gpus` ask for the device
    `cuda` too. Nothing is tagged before the result is read or written. Rows keep their order where Ray is told to
    preserve it. Raises MissingDependencyError without Ray.
    """
    ray = _ray()
    source = Model(model, revision, backend, device, max(1, int(cpus)))
    low, high = (actors, actors) if isinstance(actors, int) else actors
    return dataset.map_batches(
        _Column,
        fn_constructor_args=(source, column),
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=ray.data.ActorPoolStrategy(min_size=low, max_size=high),
        num_cpus=cpus,
        num_gpus=gpus or None,
    )


def tag_on_ray(texts: Iterator[str], model: Model, actors: int) -> Iterator[list[Span]]:
    """Yield the spans of each text, tagged by actors of the cluster that `RAY_ADDRESS` names, or of a local one.

    Raises WorkerError when the work of an actor fails RESTARTS times.
    """
    ray = _ray()
    ray.init(ignore_reinit_error=True, log_to_driver=False, logging_level="error")
    share = replace(model, threads=1)
    remote = ray.remote(num_cpus=1, max_restarts=RESTARTS, max_task_retries=RESTARTS)(_Actor)
    pool = [remote.remote(share) for _ in range(actors)]
    turn = 0

    def submit(chunk: list[str]) -> Any:
        nonlocal turn
        turn += 1
        return pool[turn % actors].tag.remote(chunk)

    def result(handle: Any) -> list[list[Span]]:
        try:
            return ray.get(handle)
        except ray.exceptions.RayError as error:
            raise WorkerError(f"Ray: {str(error).strip().splitlines()[-1]}") from error

    try:
        yield from in_order(texts, submit, result, 2 * actors)
    finally:
        for actor in pool:
            ray.kill(actor)
