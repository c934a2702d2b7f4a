"""Every failure that a user can cause: each says what was wrong and what to do."""


class PhogovError(Exception):
    """The base of all errors below. The command line prints its message and exits with `exit_code`."""

    exit_code = 1


class UsageError(PhogovError):
    """The command or call was put together wrongly."""

    exit_code = 2


class InputError(PhogovError):
    """A document cannot be read: missing, empty, binary, not UTF-8, or not the format it claims."""


class FormatError(InputError):
    """A line of a data file is malformed; the message names the file and the line."""


class LabelError(PhogovError):
    """A label or BIO tag is unknown, or a sequence of tags is not legal."""


class CheckpointError(PhogovError):
    """A checkpoint is missing, incomplete, or was made with another scheme, segmenter or version."""


class MissingDependencyError(PhogovError):
    """An optional dependency is not installed; the message names the extra to install."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} is not installed. Install it with: pip install 'phogov[{extra}]'")


class OutputError(PhogovError):
    """An output folder or file cannot be written, or holds something else."""


class WorkerError(PhogovError):
    """A worker process or actor died, or could not be started."""


class PublishError(PhogovError):
    """The hub cannot be reached, refuses, or holds what must not be replaced."""
