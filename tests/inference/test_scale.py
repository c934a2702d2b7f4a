"""Tagging much: other engines give what one process gives, and a kill neither loses nor repeats a document."""

import gzip
import json
import lzma
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from phogov.documents import Document, read_documents, total_bytes
from phogov.errors import InputError, OutputError, WorkerError
from phogov.formats.tagged import Tagged
from phogov.partial import part_file, partial_file
from phogov.stream import tag_stream
from phogov.tagger import Tagger
from phogov.workers import Model, tag_in_workers

ROOT = Path(__file__).parents[2]
LINE = "Sáng 3/10, đồng chí Giàng Páo Mỷ dự hội nghị; thu ngân sách tỉnh Lai Châu đạt 2.100 tỷ đồng, tăng 5%.\n"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "inference"), "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"}


def rows(count: int, lines: int = 3) -> list[dict]:
    return [{"id": f"d{i}", "text": f"Văn bản {i}. " + LINE * (1 + i % lines)} for i in range(count)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Some hundred documents, a bad one among them."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(300)]
    lines.insert(120, '{"id": "bad"}')
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "phogov.cli", *map(str, arguments)]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, env=ENVIRONMENT, check=False)


def test_killed_at_any_moment_and_started_again(archive: Path, tiny_checkpoint: Path, tmp_path: Path) -> None:
    whole, output = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    assert run("tag", archive, "--model", tiny_checkpoint, "--output", whole).returncode == 1
    arguments = command("tag", archive, "--model", tiny_checkpoint, "--output", output)
    kills = 0
    for wanted in (1, 90, 200):
        with subprocess.Popen(arguments, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                parts = [*tmp_path.glob(".out.jsonl.*.part")]
                if parts and parts[0].read_bytes().count(b"\n") >= wanted:
                    process.send_signal(signal.SIGKILL)
                    kills += 1
                    break
                time.sleep(0.01)
        if kills == 1:  # cut off within a line, as a power failure does
            part = next(tmp_path.glob(".out.jsonl.*.part"))
            part.write_bytes(part.read_bytes()[:-7])
    last = run("tag", archive, "--model", tiny_checkpoint, "--output", output)
    assert kills >= 1
    assert last.returncode == 1
    assert output.read_bytes() == whole.read_bytes()
    assert [json.loads(line)["id"] for line in output.open(encoding="utf-8")] == [row["id"] for row in rows(300)]
    (error,) = [json.loads(line) for line in (tmp_path / "out.jsonl.errors.jsonl").open(encoding="utf-8")]
    assert error["error"].endswith("archive.jsonl:121: no string under the key 'text'.")
    assert not [*tmp_path.glob(".out*")]


def test_other_documents_are_not_gone_on_with(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"

    class Killed(Exception):
        pass

    with pytest.raises(Killed), partial_file(target, "settings") as part:
        part.write('{"id": "a"}\n')
        raise Killed
    documents = [Document("a", "x"), Document("b", "y")]
    with pytest.raises(OutputError, match="begun with other documents"), partial_file(target, "settings") as part:
        list(part.skip(documents[1:]))
    with pytest.raises(OutputError, match="more documents"), partial_file(target, "settings") as part:
        list(part.skip([]))
    with partial_file(target, "settings") as part:
        bad = InputError("bad")
        assert list(part.skip([bad, *documents])) == [bad, documents[1]]
        part.write('{"id": "b"}\n')
    assert target.read_text() == '{"id": "a"}\n{"id": "b"}\n'
    assert part_file(target, "settings") != part_file(target, "others")


def test_workers_give_what_one_process_gives(tiny_checkpoint: Path) -> None:
    texts = [row["text"] for row in rows(60)]
    alone = list(Tagger.from_pretrained(tiny_checkpoint).tag_batch(texts))
    model = Model(str(tiny_checkpoint))
    assert list(tag_in_workers(iter(texts), model, 2)) == alone


def test_a_dead_worker_is_said(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phogov.workers.WORK_CHARACTERS", 1000)

    def texts() -> Iterator[str]:
        yield LINE * 20
        for _ in range(5):
            children = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False)
            for child in children.stdout.split():
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(int(child), signal.SIGKILL)
            yield LINE * 20

    if not Path("/proc").exists():
        pytest.skip("needs /proc")
    with pytest.raises(WorkerError, match="Start again to go on"):
        list(tag_in_workers(texts(), Model(str(tiny_checkpoint)), 2))


def test_errors_stay_where_they_stood() -> None:
    items = [InputError("1"), Document("a", "x"), InputError("2"), InputError("3"), Document("b", "y"), InputError("4")]
    found = list(tag_stream(items, lambda texts: iter([[] for _ in texts])))
    assert [item.id if isinstance(item, Tagged) else str(item) for item in found] == ["1", "a", "2", "3", "b", "4"]


def test_a_long_text_is_cut_at_lines_and_gives_the_same(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = Tagger.from_pretrained(tiny_checkpoint)
    text = "\r\n".join(LINE.strip() for _ in range(40)) + "\n\n" + LINE * 3 + "🙂" * 300 + " Lai Châu"
    whole = tagger.tag(text)
    for size in (1, 50, 333, 2000):
        monkeypatch.setattr("phogov.tagger.CHUNK_CHARACTERS", size)
        found = tagger.tag(text)
        assert [(s.start, s.end, s.label, s.text) for s in found] == [(s.start, s.end, s.label, s.text) for s in whole]
        assert [s.score for s in found] == pytest.approx([s.score for s in whole], abs=1e-5)
        assert all(text[span.start : span.end] == span.text for span in whole)


def test_every_kind_of_file(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    zstandard = pytest.importorskip("zstandard")
    from pyarrow.parquet import write_table

    given = rows(5)
    lines = "".join(json.dumps(row) + "\n" for row in given).encode()
    (tmp_path / "a.jsonl").write_bytes(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "c.jsonl.xz").write_bytes(lzma.compress(lines))
    half = lines.index(b"\n") + 1  # two frames, as concatenated files have
    packed = zstandard.compress(lines[:half]) + zstandard.compress(lines[half:])
    (tmp_path / "d.jsonl.zst").write_bytes(packed)
    write_table(pyarrow.Table.from_pylist(given), tmp_path / "e.parquet")
    for path in sorted(tmp_path.iterdir()):
        seen: list[int] = []
        found = list(read_documents([path], seen.append))
        assert [(item.id, item.text) for item in found if isinstance(item, Document)] == [
            (row["id"], row["text"]) for row in given
        ], path
        assert sum(seen) == pytest.approx(total_bytes([path]), abs=5)
    assert len(list(read_documents([tmp_path]))) == 25


@pytest.mark.parametrize("name", ["x.jsonl.zst", "x.parquet", "x.jsonl.gz", "x.jsonl.xz"])
def test_damaged_files_are_reported(name: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("zstandard")
    (tmp_path / name).write_bytes(b"not what the name says" * 9)
    (error,) = read_documents([tmp_path / name])
    assert isinstance(error, InputError)
    assert str(error).startswith(f"{tmp_path / name}: cannot be read")


def test_parquet_without_text(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import write_table

    write_table(pyarrow.Table.from_pylist([{"id": 1}, {"id": 2}]), tmp_path / "x.parquet")
    assert [str(item) for item in read_documents([tmp_path / "x.parquet"])] == [
        f"{tmp_path / 'x.parquet'}:{i}: no string under the key 'text'." for i in (1, 2)
    ]


def test_unknown_engine(tiny_checkpoint: Path, archive: Path) -> None:
    result = run("tag", archive, "--model", tiny_checkpoint, "--engine", "spark")
    assert result.returncode == 2
    assert "Unknown engine 'spark'; known are local, ray." in result.stderr
