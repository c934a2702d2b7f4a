"""A stand-in hub on loopback: the few endpoints that huggingface_hub uses to publish and to load.

It keeps repositories in memory as commits of whole file trees. `fail` maps the name of a step to how many of its next
requests answer 500: `create`, `preupload`, `upload`, `commit`, `tag`, `resolve`.
"""

import base64
import hashlib
import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "hf_standinstandinstandin"
REGULAR = (".json", ".md", ".txt", ".py", ".yml", ".codes")


@dataclass
class Repo:
    """One repository: its commits by id, and what its branches and tags point at."""

    private: bool = False
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def tree(self, revision: str) -> tuple[str, dict[str, bytes]] | None:
        """Return the commit that a revision names, and its files."""
        commit = self.refs.get(revision, revision)
        return (commit, self.commits[commit]) if commit in self.commits else None

    def commit(self, files: dict[str, bytes]) -> str:
        """Put a tree on main."""
        seed = json.dumps([len(self.commits), sorted((k, hashlib.sha1(v).hexdigest()) for k, v in files.items())])
        name = hashlib.sha1(seed.encode()).hexdigest()
        self.commits[name] = files
        self.refs["main"] = name
        return name


class Hub:
    """The server. Use as a context manager; `url` is its endpoint."""

    def __init__(self) -> None:
        self.repos: dict[tuple[str, str], Repo] = {}
        self.objects: dict[str, bytes] = {}
        self.fail: Counter[str] = Counter()
        self.requests: list[str] = []
        hub = self

        class Handler(_Handler):
            owner = hub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Hub":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def files(self, repo_id: str, revision: str = "main", kind: str = "model") -> dict[str, bytes]:
        """Return what a repository holds at a revision."""
        found = self.repos[kind, repo_id].tree(revision)
        assert found, revision
        return found[1]


class _Handler(BaseHTTPRequestHandler):
    owner: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Stay silent."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if "Content-Length" not in (headers or {}):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _json(self, value: Any, status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _failing(self, step: str) -> bool:
        self.owner.requests.append(step)
        if self.owner.fail[step] > 0:
            self.owner.fail[step] -= 1
            self._json({"error": f"the {step} step is out of order"}, 500)
            return True
        return False

    def _authorized(self) -> bool:
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self._send(401, b"{}", {"X-Error-Message": "Invalid credentials in Authorization header"})
        return False

    def _repo(self, kind: str, name: str) -> Repo | None:
        repo = self.owner.repos.get((kind, name))
        if repo is None:
            self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})
        return repo

    def do_POST(self) -> None:
        """Create, preupload, LFS batch, commit, tag."""
        path = unquote(urlsplit(self.path).path).strip("/")
        body = self._body()
        if not self._authorized():
            return
        if path.endswith(".git/info/lfs/objects/batch"):
            self._batch(json.loads(body))
        elif path == "api/repos/create":
            self._create(json.loads(body))
        elif path == "api/validate-yaml":
            self._json({"errors": [], "warnings": []})
        elif path.count("/") >= 4 and path.startswith("api/"):
            _, kinds, organisation, name, step, *rest = path.split("/")
            repo = self._repo(kinds.removesuffix("s"), f"{organisation}/{name}")
            if repo is None or self._failing(step):
                return
            if step == "preupload":
                self._preupload(repo, json.loads(body))
            elif step == "commit":
                prefix = "" if kinds == "models" else f"{kinds}/"
                self._commit(repo, body, f"{prefix}{organisation}/{name}")
            elif step == "tag":
                self._tag(repo, "/".join(rest), json.loads(body)["tag"])
        else:
            self._send(404)

    def _create(self, wanted: dict[str, Any]) -> None:
        if self._failing("create"):
            return
        kind = wanted.get("type", "model")
        name = f"{wanted['organization']}/{wanted['name']}" if wanted.get("organization") else wanted["name"]
        existing = (kind, name) in self.owner.repos
        if not existing:
            private = bool(wanted.get("private")) or wanted.get("visibility") == "private"
            repo = self.owner.repos[kind, name] = Repo(private)
            repo.commit({".gitattributes": b"*.safetensors filter=lfs\n"})
        prefix = "" if kind == "model" else f"{kind}s/"
        self._json({"url": f"{self.owner.url}/{prefix}{name}"}, 409 if existing else 200)

    def _preupload(self, repo: Repo, wanted: dict[str, Any]) -> None:
        modes = [
            {
                "path": file["path"],
                "uploadMode": "regular" if file["path"].endswith(REGULAR) else "lfs",
                "shouldIgnore": False,
            }
            for file in wanted["files"]
        ]
        self._json({"files": modes})

    def _batch(self, wanted: dict[str, Any]) -> None:
        objects = []
        for one in wanted["objects"]:
            entry = {"oid": one["oid"], "size": one["size"]}
            if one["oid"] not in self.owner.objects:
                entry["actions"] = {"upload": {"href": f"{self.owner.url}/lfs/{one['oid']}"}}
            objects.append(entry)
        self._json({"transfer": "basic", "objects": objects})

    def do_PUT(self) -> None:
        """Take an LFS object; one that does not match its digest is refused."""
        oid = self.path.rsplit("/", 1)[-1]
        content = self._body()
        if self._failing("upload"):
            return
        if hashlib.sha256(content).hexdigest() != oid:
            self._send(400)
            return
        self.owner.objects[oid] = content
        self._send(200)

    def _commit(self, repo: Repo, body: bytes, name: str) -> None:
        files = dict(repo.commits[repo.refs["main"]])
        for line in body.decode().splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                files[value["path"]] = self.owner.objects[value["oid"]]
            elif entry["key"] == "deletedFile":
                del files[value["path"]]
        commit = repo.commit(files)
        url = f"{self.owner.url}/{name}/commit/{commit}"
        self._json({"success": True, "commitOid": commit, "commitUrl": url})

    def _tag(self, repo: Repo, revision: str, tag: str) -> None:
        if tag in repo.refs:
            self._json({"error": "tag exists"}, 409)
            return
        repo.refs[tag] = repo.refs.get(revision, revision)
        self._json({})

    def do_GET(self) -> None:
        """Repository information, trees, and files."""
        path = unquote(urlsplit(self.path).path).strip("/")
        if path.startswith("api/") and path.count("/") >= 3:
            self._information(path)
        elif path.startswith("api/"):
            self.owner.requests.append(path)
            self._send(404, b"{}")
        else:
            self._resolve(path)

    do_HEAD = do_GET

    def _information(self, path: str) -> None:
        _, kinds, organisation, name, *rest = path.split("/")
        repo = self._repo(kinds.removesuffix("s"), f"{organisation}/{name}")
        if repo is None:
            return
        revision = "/".join(rest[1:]) if rest[:1] in (["revision"], ["tree"]) else "main"
        found = repo.tree(revision.split("/")[0] if rest[:1] == ["tree"] else revision)
        if found is None:
            self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        elif rest[:1] == ["tree"]:
            oid = {file: hashlib.sha1(content).hexdigest() for file, content in found[1].items()}
            self._json([{"type": "file", "path": f, "size": len(c), "oid": oid[f]} for f, c in found[1].items()])
        elif rest[:1] == ["refs"]:
            branches = [{"name": "main", "ref": "refs/heads/main", "targetCommit": repo.refs["main"]}]
            tags = [
                {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": commit}
                for tag, commit in repo.refs.items()
                if tag != "main"
            ]
            self._json({"branches": branches, "tags": tags, "converts": []})
        else:
            siblings = [{"rfilename": file, "size": len(content)} for file, content in found[1].items()]
            self._json(
                {
                    "id": f"{organisation}/{name}",
                    "modelId": f"{organisation}/{name}",
                    "sha": found[0],
                    "private": repo.private,
                    "siblings": siblings,
                    "tags": [],
                }
            )

    def _resolve(self, path: str) -> None:
        owner, separator, rest = path.partition("/resolve/")
        repo = self._repo("model", owner) if separator else None
        if repo is None or self._failing("resolve"):
            if not separator:
                self._send(404)
            return
        revision, _, file = rest.partition("/")
        found = repo.tree(revision)
        if found is None or file not in found[1]:
            self._send(404, b"", {"X-Error-Code": "EntryNotFound" if found else "RevisionNotFound"})
            return
        content = found[1][file]
        headers = {
            "X-Repo-Commit": found[0],
            "ETag": f'"{hashlib.sha256(content).hexdigest()}"',
            "Content-Length": str(len(content)),
        }
        start = 0
        if wanted := self.headers.get("Range"):
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            headers["Content-Length"] = str(len(content) - start)
        self._send(206 if start else 200, content[start:], headers)
