"""The door for HTTP servers: an ASGI application over one function from request to response.

Knows the ASGI protocol, the limits of requests and the allowed hosts; does not know the API.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Collection, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from windmill_approvals_mock.doors.hosts import LOOPBACK_NAMES, name_of
from windmill_approvals_mock.doors.pace import may_take_long, waits
from windmill_approvals_mock.doors.threads import DaemonThreads
from windmill_approvals_mock.wire.messages import Delivery, Request, Response
from windmill_approvals_mock.wire.refusals import FRAMEWORK_TEXT

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ABORT = "windmill_approvals_mock.abort"
"""The extension of an ASGI scope that closes its connection."""
BODY_LIMIT = 10_000_000
LONGEST_URL = 65_534
MOST_HEADERS = 100
LONGEST_HEAD = 128 * 1024
"""Limits of a request, in bytes. The limits for URLs and the number of headers are those of Windmill's own server."""
MOST_THREADS = 256
SECONDS_UNTIL_STUCK = 1.0
"""A request that takes longer no longer counts as one of them: a stub may wait for a vote, and votes need threads."""
MOST_STUCK = 768
MOST_WAITING = 256
"""Requests that wait for a flow have their own threads, so that threads are free for the votes that end the flow."""

_log = logging.getLogger("windmill_approvals_mock")


class AsgiApp:
    """Answers HTTP with `handle`: on the event loop, or in a thread of its pool if `in_thread` is true."""

    def __init__(
        self,
        handle: Callable[[Request], Response],
        *,
        in_thread: Callable[[Request], bool] = may_take_long,
        other_hosts: Collection[str] = (),
        is_for_any_host: Callable[[str], bool] = lambda _: False,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        self._handle = handle
        self._in_thread = in_thread
        self._hosts = LOOPBACK_NAMES | {name_of(host) for host in other_hosts}
        self._is_for_any_host = is_for_any_host
        self._body_limit = body_limit
        self._threads = DaemonThreads(MOST_THREADS)
        self._waiting_threads = DaemonThreads(MOST_WAITING)
        self._stuck = 0

    def close(self) -> None:
        """End the idle threads now and the others after their request. Does not wait for them."""
        self._threads.shutdown(wait=False)
        self._waiting_threads.shutdown(wait=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            response = await self._answer(scope, receive)
            if response is not None:
                await _send(response, scope, send, with_body=scope["method"] != "HEAD")
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _answer(self, scope: Scope, receive: Receive) -> Response | None:
        """Return the answer; None if the client disconnected before it had sent its whole request."""
        refusal = _refuse_head(scope)
        if refusal is not None:
            return refusal
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["raw_path"].decode("latin-1")
        host = headers.get("host")
        if host is not None and name_of(host) not in self._hosts and not self._is_for_any_host(path):
            return _text(
                421,
                "This mock answers only requests for its own host; start it with --base-url to set it "
                "(see `windmill-approvals help run-a-shared-server`).\n",
            )
        try:
            body = await _body(headers, receive, self._body_limit)
        except _TooLong:
            return _text(413, "Failed to buffer the request body: length limit exceeded")
        if body is None:
            return None
        client = scope.get("client")
        query = scope["query_string"].decode("latin-1")
        return await self._handled(Request(scope["method"], path, query, headers, body, client[0] if client else None))

    def _handle_in(self, threads: DaemonThreads, request: Request) -> Awaitable[Response]:
        return asyncio.get_running_loop().run_in_executor(threads, self._handle, request)

    @contextmanager
    def _replacing_stuck(self) -> Iterator[None]:
        """Give the pool room for one more call while the one inside takes long."""
        is_stuck = False

        def replace() -> None:
            nonlocal is_stuck
            if self._stuck < MOST_STUCK:
                is_stuck = True
                self._stuck += 1
                self._threads.add_room()

        timer = asyncio.get_running_loop().call_later(SECONDS_UNTIL_STUCK, replace)
        try:
            yield
        finally:
            timer.cancel()
            if is_stuck:
                self._stuck -= 1
                self._threads.remove_room()

    async def _handled(self, request: Request) -> Response:
        try:
            if self._in_thread(request):
                if waits(request):
                    return await self._handle_in(self._waiting_threads, request)
                with self._replacing_stuck():
                    return await self._handle_in(self._threads, request)
            return self._handle(request)
        except asyncio.CancelledError:
            return _text(503, "The mock is stopping.\n")
        except Exception as error:
            # Not the error's message: it may contain a token or a signature of the request.
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("The mock failed with %s:\n%s", type(error).__name__, where)
            return _text(500, f"The mock itself failed ({type(error).__name__}); see its log.\n")


def _refuse_head(scope: Scope) -> Response | None:
    url = len(scope["raw_path"]) + len(scope["query_string"])
    if url > LONGEST_URL:
        return _text(414, f"A URL can have at most {LONGEST_URL} bytes; this one has {url}.\n")
    headers = scope["headers"]
    length = url + sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or length > LONGEST_HEAD:
        most = f"at most {MOST_HEADERS} headers and {LONGEST_HEAD} bytes"
        return _text(431, f"The head of a request can have {most}; this one has {len(headers)} and {length}.\n")
    return None


class _TooLong(Exception):
    """The body is larger than the limit."""


async def _body(headers: dict[str, str], receive: Receive, limit: int) -> bytes | None:
    if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > limit:
        raise _TooLong
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise _TooLong
        if not message.get("more_body", False):
            return b"".join(parts)


async def _send(response: Response, scope: Scope, send: Send, *, with_body: bool) -> None:
    delivery = response.delivery or Delivery()
    if delivery.delay:
        await asyncio.sleep(delivery.delay)
    if delivery.breaks_after == 0:
        _break(scope)
        return
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    if response.content_type is not None:
        headers.append((b"content-type", response.content_type.encode("latin-1")))
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = response.body if with_body else b""
    if delivery.breaks_after is not None:
        body = body[: int(len(body) * delivery.breaks_after)]
    if delivery.bytes_per_second is not None:
        for byte in body[:-1]:
            await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
            await asyncio.sleep(1 / delivery.bytes_per_second)
        body = body[-1:]
    breaks = delivery.breaks_after is not None
    await send({"type": "http.response.body", "body": body, "more_body": breaks})
    if breaks:
        _break(scope)


def _break(scope: Scope) -> None:
    """Close the connection, if the server supports it (see `doors.server`)."""
    abort = scope.get("extensions", {}).get(ABORT)
    if abort is not None:
        abort()


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _text(status: int, text: str) -> Response:
    return Response(status, text.encode(), FRAMEWORK_TEXT)
