"""The Gradio page: text or files in, coloured spans, facts and a plot out."""

import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from phogov.documents import Document, read_documents
from phogov.errors import InputError, PhogovError
from phogov.facts.export import export
from phogov.facts.frame import row
from phogov.facts.indicators import indicators
from phogov.facts.merge import Sourced
from phogov.facts.plot import plot
from phogov.formats import FORMATS, Tagged
from phogov.formats.colours import COLOURS, MEANING
from phogov.tagger import Tagger

SHIPPED = "PhoGov"
MAX_BYTES = 5_000_000
"""Of one text or file: what a browser can still show."""

SHOWN = 20_000
"""Characters of text that are shown coloured; all of it is tagged, and is in the downloads."""

COLUMNS = ("indicator", "kind", "value", "unit", "period", "place")
HEADS = ("Chỉ tiêu · Indicator", "Loại · Kind", "Giá trị · Value", "Đơn vị · Unit", "Kỳ · Period", "Nơi · Place")
SEEDS = Path(__file__).parents[3] / "seeds"

Shown = tuple[dict[str, Any], list[list[Any]], str, str, str, str]


@lru_cache(maxsize=4)
def tagger(name: str) -> Tagger:
    """Load a model once."""
    return Tagger.from_pretrained(None if name == SHIPPED else name)


def documents(text: str, file: str | None) -> Iterator[Document]:
    """Yield what the visitor gave. Raises InputError when it is nothing, too large, or cannot be read."""
    if file:
        if Path(file).stat().st_size > MAX_BYTES:
            raise InputError(f"Tệp quá lớn · The file is larger than {MAX_BYTES // 10**6} MB.")
        for one in read_documents([file]):
            if isinstance(one, InputError):
                raise InputError(str(one).replace(str(Path(file).parent) + "/", "")) from one
            yield one
    elif not text.strip():
        raise InputError("Chưa có văn bản · There is no text yet: type some, or choose a file.")
    elif len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise InputError(f"Văn bản quá dài · The text is larger than {MAX_BYTES // 10**6} MB.")
    else:
        yield Document("text", text)


def show(model: str, text: str, file: str | None) -> Shown:
    """Tag, and return what the page shows: coloured text, facts, plot, summary, and two files to download."""
    try:
        engine = tagger(model)
        found = list(documents(text, file))
        tagged = [
            Tagged(one.id, one.text, tuple(spans))
            for one, spans in zip(found, engine.tag_batch(one.text for one in found), strict=True)
        ]
    except PhogovError as error:
        raise gr.Error(escape(str(error)), duration=None) from error
    facts = [
        Sourced(one.id, fact)
        for one in tagged
        for fact in indicators(one.text, one.spans)
        if fact.indicator is not None
    ]
    rows = [[_cell(row(one.fact)[name]) for name in COLUMNS] for one in facts]
    style = "width:100%;height:24rem;border:0"
    frame = f'<iframe title="plot" sandbox style="{style}" srcdoc="{escape(plot(facts))}"></iframe>'
    count = sum(len(one.spans) for one in tagged)
    summary = f"{len(tagged)} văn bản · documents, {count} thực thể · spans, {len(facts)} số liệu · facts"
    return coloured(tagged), rows, frame, summary, *_downloads(tagged, facts)


def _cell(value: Any) -> Any:
    return "" if value is None else value


def coloured(tagged: list[Tagged]) -> dict[str, Any]:
    """Return the opening of the documents as gr.HighlightedText takes it."""
    parts: list[str] = []
    entities: list[dict[str, Any]] = []
    at = 0
    for one in tagged:
        text = one.text[: SHOWN - at]
        entities += [
            {"entity": span.label, "start": at + span.start, "end": at + span.end}
            for span in one.spans
            if span.end <= len(text)
        ]
        parts.append(text + "\n\n")
        at += len(text) + 2
        if at >= SHOWN:
            break
    return {"text": "".join(parts), "entities": entities}


def _downloads(tagged: list[Tagged], facts: list[Sourced]) -> tuple[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="phogov-"))
    lines, table = folder / "spans.jsonl", folder / "facts.csv"
    lines.write_text("".join(FORMATS["jsonl"](tagged)), encoding="utf-8")
    table.write_bytes(export(facts, "csv"))
    return str(lines), str(table)


def examples() -> list[list[str]]:
    """Return the opening of each seed document, where the seeds are at hand."""
    files = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    texts = [file.read_text(encoding="utf-8-sig")[:3000] for file in files]
    return [[text] for text in texts] or [
        ["Thu ngân sách tỉnh Lai Châu 9 tháng năm 2024 đạt 1.800 tỷ đồng, tăng 7,5%."]
    ]


def page(models: list[str], tag: Callable[..., Shown] = show) -> gr.Blocks:
    """Lay the page out."""
    legend = " · ".join(f"**{label}** {vietnamese} / {english}" for label, (vietnamese, english) in MEANING.items())
    with gr.Blocks(title="PhoGov", analytics_enabled=False) as blocks:
        gr.Markdown("# PhoGov\nThực thể và chỉ tiêu kinh tế - xã hội · Entities and socio-economic indicators")
        with gr.Row():
            with gr.Column():
                model = gr.Dropdown([SHIPPED, *models], value=SHIPPED, label="Mô hình · Model")
                text = gr.Textbox(lines=10, max_lines=20, label="Văn bản · Text", elem_id="text")
                file = gr.File(
                    label="Tệp · File (.txt, .jsonl)", file_types=[".txt", ".jsonl", ".gz", ".xz"], elem_id="file"
                )
                button = gr.Button("Gán nhãn · Tag", variant="primary", elem_id="tag")
                gr.Examples(examples(), [text], label="Ví dụ · Examples", cache_examples=False)
            with gr.Column():
                summary = gr.Markdown(elem_id="summary")
                spans = gr.HighlightedText(
                    label="Kết quả · Spans", color_map=COLOURS, elem_id="spans", show_legend=True
                )
                gr.Markdown(legend)
        table = gr.Dataframe(
            headers=list(HEADS), label="Số liệu · Facts", interactive=False, wrap=True, elem_id="facts"
        )
        picture = gr.HTML(label="Biểu đồ · Plot", elem_id="plot")
        with gr.Row():
            lines = gr.DownloadButton("JSONL", elem_id="jsonl")
            csv = gr.DownloadButton("CSV", elem_id="csv")
        outputs = [spans, table, picture, summary, lines, csv]
        button.click(tag, [model, text, file], outputs, api_name="tag")
        text.submit(tag, [model, text, file], outputs, api_visibility="private")
    return blocks


def serve(models: list[str], host: str, port: int, block: bool) -> str:
    """Load the models, so that a wrong one is said at once, and serve the page."""
    for name in (SHIPPED, *models):
        tagger(name)
    fonts = ["system-ui", "sans-serif"]
    _, address, _ = page(models).launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=not block,
        share=False,
        quiet=True,
        max_file_size=MAX_BYTES,
        theme=gr.themes.Default(font=fonts, font_mono=["monospace"]),
        footer_links=[],
        css="#spans * { word-break: normal; overflow-wrap: anywhere; }",
    )
    return str(address)
