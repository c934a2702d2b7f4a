"""What a release holds: public names, versions that agree, wheel and sdist, the shipped model's checksums."""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import phogov
import pytest
from phogov.checkpoint import SHIPPED

ROOT = Path(__file__).parents[1]
SUMS = "SHA256SUMS"


def test_public_names() -> None:
    assert sorted(phogov.__all__) == ["Fact", "Span", "Tagger", "indicators", "tag"]
    assert all(getattr(phogov, name) for name in phogov.__all__)


def test_versions_agree() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", phogov.__version__)
    assert f"version: {phogov.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {phogov.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_shipped_model_is_the_one_that_was_summed() -> None:
    lines = (SHIPPED / SUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {path.name: path for path in SHIPPED.iterdir() if path.name != SUMS}
    assert set(sums) == set(files)
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sums[name], name


def test_the_shipped_folder_holds_nothing_that_runs_code() -> None:
    assert {path.suffix for path in SHIPPED.iterdir()} <= {".json", ".onnx", ""}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel and an sdist, built from a copy of the files that git knows."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).exists() and not name.startswith(("train/encoder/", "train/wordcnn/", "data/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def test_the_wheel_holds_the_package_and_its_model_alone(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    needed = ("phogov/__init__.py", "phogov/py.typed", "phogov/model/phogov.json", "phogov/formats/page/page.css")
    assert all(name in names for name in (*needed, "phogov/tables/indicators.csv"))
    assert any(name.endswith(".onnx") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if not name.startswith(("phogov/", f"phogov-{phogov.__version__}.dist-info/"))]
    assert wheel.stat().st_size < 40e6


def test_the_sdist_builds_the_same(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "inference/phogov/model/phogov.json"} <= names
