"""Reads a spec from a file, a folder, a git tag or a running server. Reads nothing that was not named."""

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from windmill_approvals_codegen.document import LARGEST_FILE, Document, parse_document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.progress import Progress

TIMEOUT = 30.0
# Of the two a server offers, the one without cycles of YAML anchors.
SPEC = "/api/openapi.json"
VERSION = "/api/version"
# Where Windmill's source tree has its two files.
API_FILE, FLOW_FILE = "backend/windmill-api/openapi.yaml", "openflow.openapi.yaml"


@dataclass(frozen=True)
class Source:
    """A spec and the other files it may refer to, by file name. `server` is the server it came from, if any."""

    document: Document
    externals: Mapping[str, Document] = field(default_factory=dict)
    server: str | None = None


def is_address(source: str) -> bool:
    """Whether `source` is an address rather than a file."""
    return source.startswith(("http://", "https://"))


def read_source(source: str) -> Source:
    """Read the spec behind `source`.

    It is a file, a URL of one (`….json`, `….yaml`), a server's base URL, a folder with Windmill's two files (a source
    tree, or the two side by side), or `CLONE@TAG`, those of a tag of a git clone. Raises CodegenError without one.
    """
    if is_address(source):
        named = source.partition("?")[0].endswith((".json", ".yaml", ".yml"))
        url = source if named else normalize_base_url(source) + SPEC
        return Source(
            parse_document(fetch(url), hide_secrets(url)), server=None if named else normalize_base_url(source)
        )
    path = Path(source)
    clone, _, tag = source.rpartition("@")
    if not path.exists() and clone and Path(clone).is_dir():
        return _read_two_files(API_FILE, lambda name: _read_tag(Path(clone), tag, name))
    if path.is_dir():
        main = next((name for name in (API_FILE, "openapi.yaml", "openapi.json") if (path / name).is_file()), None)
        if main is None:
            cure = f"Put {Path(API_FILE).name} and {FLOW_FILE} of Windmill's source into it, or name a file."
            raise CodegenError("this folder holds no openapi.yaml", where=source, cure=cure)
        return _read_two_files(main, lambda name: read_document(path / name) if (path / name).is_file() else None)
    return Source(read_document(path))


def _read_two_files(main: str, read: Callable[[str], Document | None]) -> Source:
    document, flows = read(main), read(FLOW_FILE)
    assert document is not None
    return Source(document, {} if flows is None else {FLOW_FILE: flows})


def _read_tag(clone: Path, tag: str, name: str) -> Document:
    # A tag that begins with a dash would be read as an option.
    command = ["git", "-C", str(clone), "show", "--end-of-options", f"{tag}:{name}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        cure = "Install git, or check the tag out and name the folder."
        raise CodegenError("git is not installed", where=str(clone), cure=cure) from None
    if done.returncode != 0:
        problem = f"git has no {name} at {tag}: {done.stderr.decode(errors='replace').strip()[:200]}"
        raise CodegenError(problem, where=str(clone), cure="Fetch the tag first: git fetch --tags")
    return parse_document(done.stdout, f"{clone}@{tag}:{name}")


def fetch_server_version(server: str) -> str:
    """Return what the server calls itself, such as `CE v1.788.0`."""
    url = normalize_base_url(server) + VERSION
    text = fetch(url).decode("utf-8", errors="replace").strip()
    if not text or len(text) > 200 or "<" in text:
        cure = "Name the base URL of a Windmill, as in https://windmill.example.com"
        raise CodegenError("does not answer as Windmill does", where=hide_secrets(url), cure=cure)
    return text


def normalize_base_url(server: str) -> str:
    """Return `server` without a trailing slash or `/api`."""
    return server.rstrip("/").removesuffix("/api")


def hide_secrets(url: str) -> str:
    """Return `url` as messages show it: without a user's name and password, and without its query."""
    return re.sub(r"//[^/?#]*@", "//", url).partition("?")[0]


def fetch(url: str) -> bytes:
    """Return the body of `url`, of bounded size. Follows no redirects. Raises CodegenError unless the status is 200."""
    cure = "Check the address, and that the server is up."
    received = bytearray()
    try:
        with Progress(f"reading {hide_secrets(url)}") as progress, httpx.stream("GET", url, timeout=TIMEOUT) as answer:
            if answer.status_code != 200:
                if answer.is_redirect:
                    location = hide_secrets(answer.headers.get("location", "nowhere"))
                    cure = f"It redirects to {location}: name that if you mean it."
                raise CodegenError(f"answers {answer.status_code}", where=hide_secrets(url), cure=cure)
            whole = answer.headers.get("content-length", "")
            for chunk in answer.iter_bytes():
                received += chunk
                if len(received) > LARGEST_FILE:
                    problem = f"sends more than {LARGEST_FILE // 1024**2} MB"
                    raise CodegenError(
                        problem, where=hide_secrets(url), cure="Save the spec you need to a file and name that."
                    )
                progress.at(len(received), int(whole) if whole.isdecimal() else None, "bytes")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        problem = f"cannot be reached: {hide_secrets(str(error)) or type(error).__name__}"
        raise CodegenError(problem, where=hide_secrets(url), cure=cure) from None
    return bytes(received)
