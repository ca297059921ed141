"""Where a spec comes from: a file, or a running server. Knows addresses and HTTP; reads nothing that was not named."""

from pathlib import Path

import httpx

from windmill_approvals_codegen.document import LARGEST_FILE, Document, parse_document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.progress import Progress

TIMEOUT = 30.0
# Of the two a server offers, the one without cycles of YAML anchors.
SPEC = "/api/openapi.json"
VERSION = "/api/version"


def is_server(source: str) -> bool:
    """Whether `source` is an address rather than a file."""
    return source.startswith(("http://", "https://"))


def read_source(source: str) -> Document:
    """The spec behind `source`: a file, a URL of one (`….json`, `….yaml`), or a server's base URL."""
    if not is_server(source):
        return read_document(Path(source))
    named = source.partition("?")[0].endswith((".json", ".yaml", ".yml"))
    url = source if named else base_url(source) + SPEC
    return parse_document(fetch(url), url)


def server_version(server: str) -> str:
    """What the server calls itself, such as `CE v1.788.0`."""
    url = base_url(server) + VERSION
    text = fetch(url).decode("utf-8", errors="replace").strip()
    if not text or len(text) > 200 or "<" in text:
        cure = "Name the base URL of a Windmill, as in https://windmill.example.com"
        raise CodegenError("does not answer as Windmill does", where=url, cure=cure)
    return text


def base_url(server: str) -> str:
    """`server` without what people paste with it: a trailing slash or `/api`."""
    return server.rstrip("/").removesuffix("/api")


def fetch(url: str) -> bytes:
    """The body of `url`, of bounded size; follows no redirects. Raises CodegenError for anything but a 200."""
    cure = "Check the address, and that the server is up."
    received = bytearray()
    try:
        with Progress(f"reading {url}") as progress, httpx.stream("GET", url, timeout=TIMEOUT) as answer:
            if answer.status_code != 200:
                if answer.is_redirect:
                    cure = f"It redirects to {answer.headers.get('location', 'nowhere')}: name that if you mean it."
                raise CodegenError(f"answers {answer.status_code}", where=url, cure=cure)
            whole = answer.headers.get("content-length", "")
            for chunk in answer.iter_bytes():
                received += chunk
                if len(received) > LARGEST_FILE:
                    problem = f"sends more than {LARGEST_FILE // 1024**2} MB"
                    raise CodegenError(problem, where=url, cure="Save the spec you need to a file and name that.")
                progress.at(len(received), int(whole) if whole.isdecimal() else None, "bytes")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        problem = f"cannot be reached: {str(error) or type(error).__name__}"
        raise CodegenError(problem, where=url, cure=cure) from None
    return bytes(received)
