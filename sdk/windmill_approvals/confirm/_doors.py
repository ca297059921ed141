"""Converts ASGI and WSGI messages to requests and responses of the page."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

from ._messages import LARGEST_BODY, Request, Response

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

Message: TypeAlias = "MutableMapping[str, Any]"
Receive: TypeAlias = "Callable[[], Awaitable[Message]]"
Send: TypeAlias = "Callable[[Message], Awaitable[None]]"


async def read_asgi(scope: Mapping[str, Any], receive: Receive) -> Request | None:
    """Return the request of an HTTP scope, or None if the visitor left before it was complete."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    body, left, more = bytearray(), LARGEST_BODY, True
    while more and left >= 0:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        left = LARGEST_BODY - len(body)
        more = message.get("more_body", False)
    query = scope.get("query_string", b"").decode("latin-1")
    return Request(scope["method"], query, headers, bytes(body) if left >= 0 else None)


async def send_asgi(response: Response, send: Send) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.headers]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


async def live(receive: Receive, send: Send) -> None:
    """Acknowledge the server's start and stop."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def read_wsgi(environ: Mapping[str, Any]) -> Request:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    body = _read_body(environ)
    query = environ.get("QUERY_STRING", "")
    return Request(environ["REQUEST_METHOD"], query, headers, body if len(body) <= LARGEST_BODY else None)


def _read_body(environ: Mapping[str, Any]) -> bytes:
    """Read the body, but no more than one byte too much.

    A body sent in chunks has no length; servers that read those say so with `wsgi.input_terminated`.
    """
    text = environ.get("CONTENT_LENGTH") or ""
    if not text and environ.get("wsgi.input_terminated"):
        length = LARGEST_BODY + 1
    else:
        length = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    body: bytes = environ["wsgi.input"].read(min(length, LARGEST_BODY + 1)) if length else b""
    return body


def send_wsgi(response: Response, start_response: StartResponse) -> Iterable[bytes]:
    start_response(f"{response.status} {HTTPStatus(response.status).phrase}", list(response.headers))
    return [response.body]
