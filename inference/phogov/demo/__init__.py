"""A page in which to tag text and files: `phogov demo`."""

import os
from collections.abc import Sequence

from phogov.errors import MissingDependencyError

__all__ = ["launch"]


def launch(
    models: Sequence[str] | None = None, *, host: str = "127.0.0.1", port: int = 7860, block: bool = True
) -> str:
    """Serve the page and return its address; with `block` only when it is stopped.

    `models` are checkpoint folders or hub names to offer beside the shipped model. Raises MissingDependencyError
    without gradio, CheckpointError for a model that does not load.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    try:
        import gradio  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError("gradio, which serves the demo,", "demo") from error
    from phogov.demo.app import serve

    return serve(list(models or ()), host, port, block)
