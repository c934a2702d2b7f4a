"""A progress bar over input files, on a terminal only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


@dataclass
class Bar:
    """A running bar: how much of the input was read, and how many documents and words are done."""

    progress: Progress
    task: TaskID
    documents: int = 0
    words: int = 0

    def read(self, count: int) -> None:
        """Count bytes of the input."""
        self.progress.advance(self.task, count)

    def done(self, text: str) -> None:
        """Count a document."""
        self.documents += 1
        self.words += len(text.split())
        elapsed = self.progress.tasks[self.task].elapsed or 1e-9
        speed = f"{self.documents:,} documents, {self.words / elapsed:,.0f} words/s"
        self.progress.update(self.task, speed=speed)


@contextmanager
def bar(total: int | None, *, shown: bool = True) -> Iterator[Bar]:
    """Show a bar for input of `total` bytes, where standard error is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("tagging"), BarColumn(), TextColumn("{task.fields[speed]}"), TimeRemainingColumn())
    off = not (shown and console.is_terminal)
    # redirected, what belongs in a file or pipe would go to the bar's terminal
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, disable=off) as progress:
        yield Bar(progress, progress.add_task("tagging", total=total, speed=""))
