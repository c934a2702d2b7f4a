"""Checkpoint folders: where they are found, and `phogov.json`, which says how their text was prepared."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from phogov.errors import CheckpointError, MissingDependencyError
from phogov.labels import LABELS, SCHEME_VERSION
from phogov.normalise import DEFAULT_STEPS, STEPS
from phogov.words import SEGMENTERS

MANIFEST = "phogov.json"
FORMAT = 1
SHIPPED = Path(__file__).parent / "model"

_ALLOWED = ("*.json", "*.safetensors", "*.onnx", "*.txt", "*.codes", "*.md")
MAX_JSON = 64_000_000
_ROW = re.compile(r"\[(?:\s*-?[\d.e-]+,?)+\s*\]")
_FILE = re.compile(r"[\w-][\w.-]*\.safetensors")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class Manifest:
    """What training did to text, for inference to do the same.

    `max_length` counts the pieces of one model input with its two special tokens, `overlap` those that consecutive
    windows share. `temperature` divides the logits before the softmax, so that scores are calibrated.
    """

    labels: tuple[str, ...] = LABELS
    scheme: int = SCHEME_VERSION
    segmenter: str = "none"
    normalisation: tuple[str, ...] = DEFAULT_STEPS
    max_length: int = 256
    overlap: int = 48
    temperature: float = 1.0
    transitions: tuple[tuple[float, ...], ...] = ()
    encoder: str = ""
    encoder_revision: str | None = None
    encoder_license: str | None = None
    made_with: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `phogov.json` into a checkpoint folder."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    text = _ROW.sub(lambda row: " ".join(row[0].split()), text)  # a row of the table, a line
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read `phogov.json`.

    Raises CheckpointError when it is missing or malformed, or asks for what this version does not know.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CheckpointError(f"{folder}: no {MANIFEST}; make the checkpoint with train.finetune.") from error
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: cannot be read ({error}).") from error
    return _checked(path, found)


def _checked(path: Path, found: Any) -> Manifest:
    if not isinstance(found, dict):
        raise CheckpointError(f"{path}: not a JSON object.")
    if found.get("format", FORMAT) > FORMAT or found.get("scheme", SCHEME_VERSION) > SCHEME_VERSION:
        raise CheckpointError(
            f"{path}: made by a newer PhoGov (format {found.get('format')}, label scheme {found.get('scheme')}; "
            f"this one knows {FORMAT} and {SCHEME_VERSION}). Upgrade with: pip install --upgrade phogov"
        )
    if found.get("scheme", SCHEME_VERSION) < SCHEME_VERSION:
        raise CheckpointError(
            f"{path}: label scheme {found['scheme']}, but this PhoGov reads scheme {SCHEME_VERSION}; train it again."
        )
    if unknown := set(found) - {entry.name for entry in fields(Manifest)}:
        raise CheckpointError(f"{path}: unknown keys {sorted(unknown)}; was it made by another program?")
    if found.get("segmenter", "none") not in SEGMENTERS:
        raise CheckpointError(
            f"{path}: segmenter {found['segmenter']!r} is unknown; known are {', '.join(SEGMENTERS)}."
        )
    if unknown := set(found.get("normalisation", ())) - set(STEPS):
        raise CheckpointError(f"{path}: normalisation {sorted(unknown)} is unknown; known are {', '.join(STEPS)}.")
    for key in ("labels", "normalisation"):
        if key in found:
            found[key] = tuple(found[key])
    try:
        found["transitions"] = tuple(tuple(map(float, row)) for row in found.get("transitions", ()))
    except (TypeError, ValueError) as error:
        raise CheckpointError(f"{path}: its transitions are no table of numbers.") from error
    manifest = Manifest(**found)
    size = 2 * len(manifest.labels) + 1
    if manifest.transitions and {len(manifest.transitions), *map(len, manifest.transitions)} != {size}:
        raise CheckpointError(f"{path}: its transitions are not {size} times {size}, as its labels ask for.")
    if not 0 <= manifest.overlap < manifest.max_length - 2 or manifest.temperature <= 0:
        raise CheckpointError(f"{path}: overlap, maximum length or temperature is out of range.")
    return manifest


def check_safe(folder: Path) -> None:
    """Raise CheckpointError when a checkpoint asks for remote code, names files outside of its folder, or is cut short.

    Called before anything of it is loaded.
    """
    config = _small_json(folder / "config.json")
    if config.get("auto_map"):
        raise CheckpointError(f"{folder}: config.json asks for remote code (auto_map); PhoGov runs none.")
    index = folder / "model.safetensors.index.json"
    named = set(_small_json(index).get("weight_map", {}).values()) if index.exists() else set()
    if outside := [name for name in named if not isinstance(name, str) or not _FILE.fullmatch(name)]:
        raise CheckpointError(f"{index}: {outside[0]!r} is no plain file name of the folder.")
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            head = file.read(8)
        if len(head) < 8 or 8 + int.from_bytes(head, "little") > path.stat().st_size:
            raise CheckpointError(f"{path}: not a whole safetensors file; download or copy it again.")


def _small_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_JSON:
            raise CheckpointError(f"{path}: larger than {MAX_JSON // 10**6} MB, which no such file is.")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: cannot be read ({type(error).__name__}).") from error
    if not isinstance(found, dict):
        raise CheckpointError(f"{path}: not a JSON object.")
    return found


def resolve(name: str | Path | None = None, revision: str | None = None) -> Path:
    """Return the folder of a checkpoint: the shipped one for None, a local folder, or a hub repository's snapshot.

    From the hub only safetensors, ONNX and text files are taken. Raises CheckpointError when it cannot be found.
    """
    if name is None:
        if not (SHIPPED / MANIFEST).exists():
            raise CheckpointError("This installation holds no model; install the phogov wheel, or name a checkpoint.")
        return SHIPPED
    folder = Path(name)
    if folder.is_dir():
        return folder
    if not _HUB_ID.fullmatch(str(name)):
        raise CheckpointError(f"{name}: no such folder, and not a hub name of the form ORG/NAME.")
    return download(str(name), revision)


def download(repo_id: str, revision: str | None = None) -> Path:
    """Fetch a hub repository's snapshot, or find it in the cache. Raises CheckpointError when neither works."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    except ImportError as error:
        raise MissingDependencyError("huggingface_hub, which loads from the hub,", "torch") from error
    try:
        return Path(snapshot_download(repo_id, revision=revision, allow_patterns=list(_ALLOWED)))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(
            f"{repo_id}: neither a local folder nor to be had from the hub ({reason}). "
            "Check the name and the network, or download it first and name its folder."
        ) from error
