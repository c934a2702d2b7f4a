"""The command line: `phogov tag`, `phogov indicators`, `phogov demo`, `phogov evaluate`."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from phogov import __version__
from phogov.documents import read_documents, total_bytes
from phogov.errors import InputError, PhogovError, UsageError
from phogov.files import new_file, new_folder
from phogov.formats import FORMATS, Tagged, brat, jsonl
from phogov.formats.terminal import render
from phogov.partial import partial_file
from phogov.progress import bar
from phogov.stream import Item, TagTexts, tag_stream
from phogov.workers import Model, tag_in_workers

ENGINES = ("local", "ray")
BRAT = "brat"

app = typer.Typer(
    help="Entities and socio-economic indicators in Vietnamese government and Party news.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ModelOption = Annotated[str | None, typer.Option(help="Checkpoint folder or hub name; default: the shipped model.")]
FilesArgument = Annotated[
    list[str], typer.Argument(help="Text, JSONL (.gz, .xz, .zst) or Parquet files, folders; - is standard input.")
]
RevisionOption = Annotated[str | None, typer.Option(help="Branch, tag or commit on the hub.")]
BackendOption = Annotated[str, typer.Option(help="auto, onnx or torch.")]


def main() -> None:
    """Run the command line: a user's error becomes one sentence and its exit code."""
    try:
        app()
    except PhogovError as error:
        print(f"phogov: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from error


def _version(wanted: bool) -> None:
    if wanted:
        print(f"phogov {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Entities and socio-economic indicators in Vietnamese government and Party news."""


@dataclass(frozen=True)
class Engine:
    """How to tag: with which model, in this process, in several, or on a Ray cluster."""

    model: Model
    workers: int = 1
    name: str = "local"

    def tag_texts(self) -> TagTexts:
        """Load what is needed and return what tags."""
        if self.name == "ray":
            from phogov.ray import tag_on_ray

            return partial(tag_on_ray, model=self.model, actors=self.workers)
        if self.workers > 1:
            return partial(tag_in_workers, model=self.model, workers=self.workers)
        return self.model.load().tag_batch


def tagged(
    paths: list[str],
    engine: Engine,
    failed: list[InputError],
    *,
    shown: bool = True,
    skip: Callable[[Iterator[Item]], Iterator[Item]] = iter,
) -> Iterator[Tagged]:
    """Tag every document that can be read, less those to skip; collect and report the errors of the others."""
    tag_texts = engine.tag_texts()
    with bar(total_bytes(paths), shown=shown) as progress:
        for found in tag_stream(skip(read_documents(paths, progress.read)), tag_texts):
            if isinstance(found, InputError):
                print(f"phogov: {found}", file=sys.stderr)
                failed.append(found)
            else:
                progress.done(found.text)
                yield found


def write_errors(output: Path, failed: list[InputError]) -> None:
    """Write why documents could not be read beside the output, or remove what an earlier run wrote."""
    target = output.with_name(f"{output.name}.errors.jsonl")
    if not failed:
        target.unlink(missing_ok=True)
        return
    with new_file(target) as work:
        lines = (json.dumps({"error": str(error)}, ensure_ascii=False) + "\n" for error in failed)
        work.write_text("".join(lines), encoding="utf-8")


@app.command()
def tag(
    files: FilesArgument,
    format: Annotated[
        str | None,
        typer.Option(help="jsonl, conll, html, labelstudio or brat.", autocompletion=lambda: [*FORMATS, BRAT]),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write, for brat a folder; default: standard output.")
    ] = None,
    model: ModelOption = None,
    revision: RevisionOption = None,
    backend: BackendOption = "auto",
    workers: Annotated[int, typer.Option(help="Processes, or Ray actors, to tag in.", min=1)] = 1,
    engine: Annotated[str, typer.Option(help="local, or ray for a Ray cluster.")] = "local",
) -> None:
    """Tag documents. On a terminal the text is coloured; otherwise, and with --output, it is JSON lines.

    JSON lines with --output go on where a stopped run of the same command was. Documents that cannot be read are
    reported, and listed in OUTPUT.errors.jsonl.

    Example: phogov tag report.txt --format html --output report.html
    """
    if format not in (None, BRAT, *FORMATS):
        raise UsageError(f"Unknown format {format!r}; known are {', '.join([*FORMATS, BRAT])}.")
    if format == BRAT and output is None:
        raise UsageError("brat's files go into a folder: name one with --output.")
    if engine not in ENGINES:
        raise UsageError(f"Unknown engine {engine!r}; known are {', '.join(ENGINES)}.")
    how = Engine(Model(model, revision, backend), workers, engine)
    failed: list[InputError] = []
    documents = partial(tagged, files, how, failed, shown=bool(output) or not sys.stdout.isatty())
    if output and format in (None, "jsonl"):
        with partial_file(output, [files, model, revision, backend, __version__]) as part:
            for line in jsonl.write(documents(skip=part.skip)):
                part.write(line)
    elif output and format == BRAT:
        with new_folder(output, brat.CONFIG) as work:
            if not brat.write_folder(documents(), work):
                raise InputError("No document could be tagged; nothing was written.")
    elif output:
        with new_file(output) as work, work.open("w", encoding="utf-8") as file:
            if not sum(map(file.write, FORMATS[format or "jsonl"](documents()))):
                raise InputError("No document could be tagged; nothing was written.")
    elif format is None and sys.stdout.isatty():
        console = Console()
        for document in documents():
            console.rule(Text(document.id))
            console.print(render(document))
    else:
        for piece in FORMATS[format or "jsonl"](documents()):
            sys.stdout.write(piece)
    if output:
        write_errors(output, failed)
    if failed:
        raise typer.Exit(1)


@app.command()
def indicators(
    files: FilesArgument,
    format: Annotated[str, typer.Option(help="table, jsonl, csv or parquet.")] = "table",
    output: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Put facts of one indicator, place, period together.")] = False,
    plot: Annotated[Path | None, typer.Option(help="HTML file to draw levels and targets over time in.")] = None,
    model: ModelOption = None,
    revision: RevisionOption = None,
    backend: BackendOption = "auto",
) -> None:
    """Extract which indicator had which value, when and where.

    Example: phogov indicators report.txt --format csv --output facts.csv
    """
    from phogov.facts import indicators as find
    from phogov.facts.export import FORMATS as FACT_FORMATS
    from phogov.facts.export import export
    from phogov.facts.merge import Sourced
    from phogov.facts.plot import plot as draw

    if format not in FACT_FORMATS:
        raise UsageError(f"Unknown format {format!r}; known are {', '.join(FACT_FORMATS)}.")
    if format == "parquet" and output is None:
        raise UsageError("Parquet is not text: name a file with --output.")
    engine = Engine(Model(model, revision, backend))
    failed: list[InputError] = []
    facts = [
        Sourced(document.id, fact)
        for document in tagged(files, engine, failed)
        for fact in find(document.text, document.spans)
    ]
    content = export(facts, format, merged=merge)
    if output:
        with new_file(output) as work:
            work.write_bytes(content)
    else:
        sys.stdout.write(content.decode())
    if plot:
        with new_file(plot) as work:
            work.write_text(draw(facts), encoding="utf-8")
    if failed:
        raise typer.Exit(1)


@app.command()
def demo(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 7860,
    model: Annotated[
        list[str] | None, typer.Option(help="Model to offer beside the shipped one; may be given several times.")
    ] = None,
) -> None:
    """Serve a page in which to tag text and files, in Vietnamese and English.

    Example: phogov demo --port 8000 --model my-tagger
    """
    from phogov.demo import launch

    launch(model, host=host, port=port)


@app.command()
def evaluate(
    gold: Annotated[str, typer.Argument(help="Gold file or folder, CoNLL file, or dataset folder.")],
    predictions: Annotated[
        str | None, typer.Option(help="JSONL of `phogov tag`, CoNLL, or gold markup to score.")
    ] = None,
    model: ModelOption = None,
    backend: BackendOption = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Score a checkpoint, the shipped model, or a file of predictions against gold.

    Example: phogov evaluate data/gold/seeds --model runs/seeds/checkpoint
    """
    from phogov.evaluation import evaluate_source
    from phogov.evaluation.report import render as render_scores

    result = evaluate_source(gold, model=model, predictions=predictions, backend=backend)
    if as_json:
        print(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    else:
        Console().print(render_scores(result))


if __name__ == "__main__":
    main()
