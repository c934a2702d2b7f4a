"""Arrows between folders go one way, and importing phogov is quick."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {"inference/phogov": {"data", "train"}, "data": {"train"}}
HEAVY = ("torch", "transformers", "onnxruntime", "datasets", "pandas", "underthesea", "numpy")


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_arrows(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            assert not {name.split(".")[0] for name in names} & FORBIDDEN[folder], path


def test_import_pulls_in_nothing_heavy() -> None:
    code = f"import phogov, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "inference"
    )
    assert result.stdout.strip() == "[]"


def test_tagging_needs_no_torch() -> None:
    code = (
        "import sys; sys.modules['torch'] = None; from phogov import tag; print(tag('Năm 2024, tỉnh Lai Châu.') != [])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "inference"
    )
    assert result.stdout.strip() == "True"
