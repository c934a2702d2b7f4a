"""The command line: `phogov tag`, `phogov indicators`, `phogov demo`, `phogov evaluate`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from phogov import __version__
from phogov.documents import read_documents
from phogov.errors import InputError, PhogovError, UsageError
from phogov.files import new_file
from phogov.formats import FORMATS, Tagged
from phogov.formats.terminal import render
from phogov.tagger import Tagger

app = typer.Typer(
    help="Entities and socio-economic indicators in Vietnamese government and Party news.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ModelOption = Annotated[str | None, typer.Option(help="Checkpoint folder or hub name; default: the shipped model.")]
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


def tagged(paths: list[str], tagger: Tagger, failed: list[InputError], *, bar: bool = True) -> Iterator[Tagged]:
    """Tag every document that can be read; collect and report the errors of the others. `bar` shows progress."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    off = not (bar and console.is_terminal)
    # redirected, what belongs in a file or pipe would go to the bar's terminal
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, disable=off) as progress:
        task = progress.add_task("tagging", total=None)
        for document in read_documents(paths):
            if isinstance(document, InputError):
                print(f"phogov: {document}", file=sys.stderr)
                failed.append(document)
                continue
            yield Tagged(document.id, document.text, tuple(tagger.tag(document.text)))
            progress.advance(task)


@app.command()
def tag(
    files: Annotated[list[str], typer.Argument(help="Text or JSONL files (.gz, .xz), folders; - is standard input.")],
    format: Annotated[
        str | None, typer.Option(help="jsonl, conll, html or labelstudio.", autocompletion=lambda: list(FORMATS))
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
    model: ModelOption = None,
    revision: Annotated[str | None, typer.Option(help="Branch, tag or commit on the hub.")] = None,
    backend: BackendOption = "auto",
) -> None:
    """Tag documents. On a terminal the text is coloured; otherwise, and with --output, it is JSON lines.

    Example: phogov tag report.txt --format html --output report.html
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"Unknown format {format!r}; known are {', '.join(FORMATS)}.")
    tagger = Tagger.from_pretrained(model, revision=revision, backend=backend)
    failed: list[InputError] = []
    documents = tagged(files, tagger, failed, bar=bool(output) or not sys.stdout.isatty())
    if output:
        with new_file(output) as work, work.open("w", encoding="utf-8") as file:
            written = 0
            for piece in FORMATS[format or "jsonl"](documents):
                written += file.write(piece)
            if not written:
                raise InputError("No document could be tagged; nothing was written.")
    elif format is None and sys.stdout.isatty():
        console = Console()
        for document in documents:
            console.rule(Text(document.id))
            console.print(render(document))
    else:
        for piece in FORMATS[format or "jsonl"](documents):
            sys.stdout.write(piece)
    if failed:
        raise typer.Exit(1)


@app.command()
def indicators(
    files: Annotated[list[str], typer.Argument(help="Text or JSONL files (.gz, .xz), folders; - is standard input.")],
    format: Annotated[str, typer.Option(help="table, jsonl, csv or parquet.")] = "table",
    output: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Put facts of one indicator, place, period together.")] = False,
    plot: Annotated[Path | None, typer.Option(help="HTML file to draw levels and targets over time in.")] = None,
    model: ModelOption = None,
    revision: Annotated[str | None, typer.Option(help="Branch, tag or commit on the hub.")] = None,
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
    tagger = Tagger.from_pretrained(model, revision=revision, backend=backend)
    failed: list[InputError] = []
    facts = [
        Sourced(document.id, fact)
        for document in tagged(files, tagger, failed)
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
