"""The door for HTTP servers: an ASGI application over one function from request to response.

Knows the ASGI protocol and which thread answers; does not know the API.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from windmill_approvals_mock.doors.heads import HeadReader, RawHeaders, text_response
from windmill_approvals_mock.doors.pace import may_take_long, waits
from windmill_approvals_mock.doors.threads import DaemonThreads
from windmill_approvals_mock.wire.messages import Delivery, Request, Response

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ABORT = "windmill_approvals_mock.abort"
"""The extension of an ASGI scope that closes its connection."""
ANSWER = "windmill_approvals_mock.answer"
"""The extension of an ASGI scope with an answer that was made already and is only to be sent."""
BODY_LIMIT = 10_000_000
"""Bytes of a request's body."""
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
        self._heads = HeadReader(other_hosts, is_for_any_host)
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

    def answer_at_once(
        self, method: str, raw_path: bytes, query: bytes, headers: RawHeaders, client: str | None
    ) -> Response | None:
        """Answer a request without a body here and now; return None if it is for a thread."""
        request = self._heads.read(method, raw_path, query, headers, client)
        if isinstance(request, Response):
            return request
        try:
            return None if self._in_thread(request) else self._handle(request)
        except Exception as error:
            return _report(error)

    async def _answer(self, scope: Scope, receive: Receive) -> Response | None:
        """Return the answer; None if the client disconnected before it had sent its whole request."""
        made = scope.get("extensions", {}).get(ANSWER)
        if made is not None:
            return cast(Response, made)
        client = scope.get("client")
        request = self._heads.read(
            scope["method"], scope["raw_path"], scope["query_string"], scope["headers"], client[0] if client else None
        )
        if isinstance(request, Response):
            return request
        try:
            body = await _body(request.headers, receive, self._body_limit)
        except _TooLong:
            return text_response(413, "Failed to buffer the request body: length limit exceeded")
        if body is None:
            return None
        return await self._handled(replace(request, body=body) if body else request)

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
            return text_response(503, "The mock is stopping.\n")
        except Exception as error:
            return _report(error)


def _report(error: Exception) -> Response:
    """Log where the mock failed, and return the answer that says so.

    Not the error's message: it may contain a token or a signature of the request.
    """
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("The mock failed with %s:\n%s", type(error).__name__, where)
    return text_response(500, f"The mock itself failed ({type(error).__name__}); see its log.\n")


class _TooLong(Exception):
    """The body is larger than the limit."""


async def _body(headers: Mapping[str, str], receive: Receive, limit: int) -> bytes | None:
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
