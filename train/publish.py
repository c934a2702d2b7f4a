"""Publish a checkpoint to a hub.

    python -m train.publish DIR --repo-id ORG/NAME [--private] [--revision TAG] [--evaluation FILE] [--space]
    python -m train.publish DIR --repo-id ORG/NAME --dry-run [--output FOLDER]

The folder is checked, loaded and made to tag a sentence; missing ONNX models are made; the card is rendered. All goes
up in one commit, which is then tagged with --revision (default: `v` and PhoGov's version). A failed upload leaves the
repository as it was, and the next run sends only what is not there yet. With --dry-run nothing is sent: FOLDER holds
what would be. The token is huggingface_hub's own (`hf auth login`, or HF_TOKEN); it is never printed.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import phogov
from phogov.backends import read_tags
from phogov.checkpoint import MANIFEST, read_manifest
from phogov.errors import CheckpointError, PhogovError, PublishError, UsageError
from phogov.files import new_folder
from phogov.formats import Tagged, jsonl
from phogov.labels import LABELS
from phogov.tagger import Tagger

from train.card import read_json, render
from train.encoder import TOKENIZER_FILES
from train.export import INT8, WHOLE, export
from train.finetune import METRICS

ROOT = Path(__file__).parents[1]
SPACE = Path(__file__).with_name("space")
GUIDE = ROOT / "docs" / "annotation.md"
CARD = "README.md"
EXAMPLE = (
    "Thu ngân sách nhà nước trên địa bàn tỉnh Lai Châu 9 tháng năm 2024 đạt 1.800 tỷ đồng, tăng 7,5% so với cùng kỳ."
)
FORBIDDEN = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".msgpack", ".h5")
"""Weights that can hold code; they are never published."""

_REPO_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_TAG = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")


@dataclass(frozen=True)
class Target:
    """Where to publish, and under which tag."""

    repo_id: str
    tag: str
    private: bool = False
    space: bool = False


@dataclass(frozen=True)
class File:
    """One file of the upload: its path in the repository, and its size in bytes."""

    path: str
    size: int


def check(checkpoint: Path) -> None:
    """Raise CheckpointError unless the folder is whole, safe, loads, and tags a sentence."""
    read_manifest(checkpoint)
    read_tags(checkpoint)
    for name in ("config.json", "model.safetensors", METRICS):
        if not (checkpoint / name).exists():
            raise CheckpointError(f"{checkpoint}: no {name}; publish what train.finetune wrote.")
    if found := [path.name for path in checkpoint.rglob("*") if path.suffix in FORBIDDEN]:
        raise CheckpointError(f"{checkpoint}: {', '.join(found)} may hold code and is not published; remove it.")
    Tagger.from_pretrained(checkpoint, backend="torch").tag(EXAMPLE)


def stage(checkpoint: Path, folder: Path, repo_id: str, evaluation: dict[str, Any] | None) -> list[File]:
    """Write what is to be uploaded into an empty folder; return its files."""
    if not (checkpoint / "onnx" / INT8).exists():
        export(checkpoint)
    for name in ("config.json", "model.safetensors", MANIFEST, METRICS, *TOKENIZER_FILES):
        if (checkpoint / name).exists():
            shutil.copyfile(checkpoint / name, folder / name)
    (folder / "onnx").mkdir()
    for name in (WHOLE, INT8):
        shutil.copyfile(checkpoint / "onnx" / name, folder / "onnx" / name)
    if set(read_manifest(checkpoint).labels) == set(LABELS) and GUIDE.exists():
        shutil.copyfile(GUIDE, folder / "labels.md")
    example = Tagged("example", EXAMPLE, tuple(Tagger.from_pretrained(folder).tag(EXAMPLE)))
    (folder / "example.jsonl").write_text("".join(jsonl.write([example])), encoding="utf-8")
    if evaluation:
        text = json.dumps(evaluation, ensure_ascii=False, indent=2)
        (folder / "evaluation.json").write_text(text + "\n", encoding="utf-8")
    metrics = read_json(checkpoint / METRICS)
    architecture = str(read_json(checkpoint / "config.json").get("model_type", "unknown"))
    card = render(repo_id, read_manifest(checkpoint), metrics, evaluation, architecture=architecture)
    (folder / CARD).write_text(card, encoding="utf-8")
    return files_of(folder)


def files_of(folder: Path) -> list[File]:
    """List a folder's files by their path in the repository."""
    return [
        File(path.relative_to(folder).as_posix(), path.stat().st_size)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def stage_space(folder: Path, repo_id: str) -> list[File]:
    """Write the Space that runs `phogov demo` with the published model."""
    for path in sorted(SPACE.iterdir()):
        text = path.read_text(encoding="utf-8")
        text = text.replace("{repo_id}", repo_id).replace("{version}", phogov.__version__)
        (folder / path.name).write_text(text, encoding="utf-8")
    return files_of(folder)


@contextmanager
def hub_errors(what: str) -> Iterator[None]:
    """Turn what can go wrong on the way to the hub into PublishError, without headers and tokens."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    try:
        yield
    except HfHubHTTPError as error:
        status = getattr(error.response, "status_code", "?")
        hint = " Log in with: hf auth login" if status in (401, 403) else ""
        raise PublishError(f"{what} failed: the hub answered {status}. Nothing was changed there.{hint}") from None
    except (httpx2.HTTPError, OSError, RuntimeError, ValueError) as error:
        cause = error.__cause__ or error
        status = getattr(getattr(cause, "response", None), "status_code", None)
        reason = f"the hub answered {status}" if status else type(cause).__name__
        raise PublishError(f"{what} failed ({reason}). Run the command again when the hub is in reach.") from None


def upload(folder: Path, repo_id: str, kind: str, tag: str | None, private: bool) -> str:
    """Send a folder as one commit, replacing what the repository held; return the commit's address."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    api = HfApi(library_name="phogov", library_version=phogov.__version__)
    with hub_errors(f"Creating {repo_id}"):
        sdk = "gradio" if kind == "space" else None
        api.create_repo(repo_id, repo_type=kind, private=private, exist_ok=True, space_sdk=sdk)
        there = set(api.list_repo_files(repo_id, repo_type=kind))
    ours = files_of(folder)
    stale = there - {file.path for file in ours} - {".gitattributes"}
    operations: list[Any] = [CommitOperationAdd(file.path, str(folder / file.path)) for file in ours]
    operations += [CommitOperationDelete(path) for path in sorted(stale)]
    with hub_errors(f"Uploading to {repo_id}"):
        message = f"PhoGov {phogov.__version__}"
        commit = api.create_commit(repo_id, operations, commit_message=message, repo_type=kind)
    if tag:
        with hub_errors(f"Tagging {repo_id}"):
            api.create_tag(repo_id, tag=tag, revision=commit.oid, repo_type=kind)
    return str(commit.commit_url)


def check_tag(repo_id: str, tag: str) -> None:
    """Raise PublishError when the repository has the tag already: a published version does not change."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    with hub_errors(f"Looking at {repo_id}"):
        try:
            tags = {ref.name for ref in HfApi().list_repo_refs(repo_id).tags}
        except RepositoryNotFoundError:
            return
    if tag in tags:
        raise PublishError(f"{repo_id} has a version {tag} already; choose another with --revision.")


def publish(checkpoint: Path, target: Target, evaluation: dict[str, Any] | None, dry: Path | None) -> list[str]:
    """Publish a checkpoint, or with `dry` only write the folders; return what to tell the user."""
    check(checkpoint)
    said: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        model, space = Path(temporary) / "model", Path(temporary) / "space"
        model.mkdir()
        files = stage(checkpoint, model, target.repo_id, evaluation)
        said += [f"{file.size / 1e6:10.3f} MB  {file.path}" for file in files]
        said.append(f"{sum(file.size for file in files) / 1e6:10.3f} MB  in all")
        if target.space:
            space.mkdir()
            stage_space(space, target.repo_id)
        if dry:
            with new_folder(dry, MANIFEST if not target.space else "model") as work:
                if target.space:
                    shutil.copytree(model, work / "model")
                    shutil.copytree(space, work / "space")
                else:
                    shutil.copytree(model, work, dirs_exist_ok=True)
            return [*said, f"dry run: nothing was sent; look at {dry}"]
        check_tag(target.repo_id, target.tag)
        said.append(f"published: {upload(model, target.repo_id, 'model', target.tag, target.private)} as {target.tag}")
        if target.space:
            address = upload(space, f"{target.repo_id}-demo", "space", None, target.private)
            said.append(f"published: {address}")
    return said


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.publish", description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint", type=Path, metavar="DIR", help="what train.finetune wrote")
    parser.add_argument("--repo-id", required=True, metavar="ORG/NAME")
    parser.add_argument("--private", action="store_true", help="create the repository private")
    parser.add_argument("--revision", default=f"v{phogov.__version__}", help="tag of this version")
    parser.add_argument("--evaluation", type=Path, help="what `phogov evaluate GOLD --json` printed, for the card")
    parser.add_argument("--space", action="store_true", help="publish the demo as ORG/NAME-demo too")
    parser.add_argument("--dry-run", action="store_true", help="write the folder, send nothing")
    parser.add_argument("--output", type=Path, help="folder of the dry run; default: DIR-publish")
    options = parser.parse_args(arguments)
    try:
        if not _REPO_ID.fullmatch(options.repo_id):
            raise UsageError(f"{options.repo_id!r} is not of the form ORG/NAME.")
        if not _TAG.fullmatch(options.revision):
            raise UsageError(f"{options.revision!r} will not do as a tag.")
        target = Target(options.repo_id, options.revision, options.private, options.space)
        evaluation = read_json(options.evaluation) if options.evaluation else None
        beside = options.checkpoint.resolve().with_name(f"{options.checkpoint.resolve().name}-publish")
        dry = (options.output or beside) if options.dry_run else None
        said = publish(options.checkpoint, target, evaluation, dry)
    except PhogovError as error:
        print(f"train.publish: {error}", file=sys.stderr)
        return error.exit_code
    print("\n".join(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
