"""A local Ray with two actors: the same spans, in Ray Data and on the command line, also when an actor is killed."""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from phogov.ray import tag_dataset, tag_on_ray
from phogov.tagger import Tagger
from phogov.workers import Model

ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

LINE = "Sáng 3/10, đồng chí Giàng Páo Mỷ dự hội nghị; thu ngân sách tỉnh Lai Châu đạt 2.100 tỷ đồng, tăng 5%.\n"
TEXTS = [f"Văn bản {i}. " + LINE * (1 + i % 3) for i in range(40)]


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    root = Path(__file__).parents[2] / "inference"
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": str(root), "HF_HUB_OFFLINE": "1"}},
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    yield
    ray.shutdown()


def test_a_dataset_gets_its_column(tiny_checkpoint: Path) -> None:
    dataset = ray.data.from_items([{"id": i, "text": text} for i, text in enumerate(TEXTS)], override_num_blocks=4)
    rows = tag_dataset(dataset, model=str(tiny_checkpoint), actors=1, batch_size=8).take_all()
    alone = Tagger.from_pretrained(tiny_checkpoint).tag_batch(TEXTS)
    assert [row["entities"] for row in rows] == [[asdict(span) for span in spans] for spans in alone]


def test_two_actors_of_which_one_is_killed(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phogov.workers.WORK_CHARACTERS", 1000)
    texts = [LINE * 20 for _ in range(8)]
    killed: list[int] = []

    def source() -> Iterator[str]:
        for i, text in enumerate(texts):
            if i == 5:
                found = subprocess.run(["pgrep", "-f", "ray::_Actor"], capture_output=True, text=True, check=False)
                first = int(found.stdout.split()[0])
                os.kill(first, signal.SIGKILL)
                killed.append(first)
            yield text

    found = list(tag_on_ray(source(), Model(str(tiny_checkpoint)), 2))
    assert killed
    assert found == list(Tagger.from_pretrained(tiny_checkpoint).tag_batch(texts))
