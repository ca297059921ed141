"""The door for httpx clients in the same process, without a socket.

Knows httpx and the mock's own messages; does not know the API.
"""

from __future__ import annotations

from collections.abc import Callable

import anyio.to_thread
import httpx

from windmill_approvals_mock.doors.pace import waits
from windmill_approvals_mock.wire.messages import Request, Response

IN_PROCESS = "windmill_approvals.in_process"
"""An extension of each response. It tells our client that waiting does not help here, so that it retries without
pauses, and whether the clock is frozen."""


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """An httpx transport, for sync and async clients, that calls `handle`.

    For an async client `handle` runs on the event loop, or in a thread if `in_thread` is true of the request.
    """

    def __init__(self, handle: Callable[[Request], Response], in_thread: Callable[[Request], bool] = waits) -> None:
        self._handle = handle
        self._in_thread = in_thread

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return _delivered(request, self._handle(_from_httpx(request, request.read())))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = _from_httpx(request, await request.aread())
        if self._in_thread(asked):
            return _delivered(request, await anyio.to_thread.run_sync(self._handle, asked))
        return _delivered(request, self._handle(asked))


def _from_httpx(request: httpx.Request, body: bytes) -> Request:
    request.extensions[IN_PROCESS] = True
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in request.headers.raw}
    return Request(request.method, path, query, headers, body)


def _delivered(request: httpx.Request, response: Response) -> httpx.Response:
    """Return or raise what the client sees. Nothing waits: a response after the client's timeout times out at once."""
    delivery = response.delivery
    if delivery is None:
        return _to_httpx(response, is_head=request.method == "HEAD")
    allowed = request.extensions.get("timeout", {}).get("read")
    needed = delivery.delay + (len(response.body) / delivery.bytes_per_second if delivery.bytes_per_second else 0)
    if allowed is not None and needed > allowed:
        raise httpx.ReadTimeout("The mock's answer is late on purpose", request=request)
    if delivery.breaks_after is not None:
        raise httpx.RemoteProtocolError("The mock broke the connection on purpose", request=request)
    return _to_httpx(response, is_head=request.method == "HEAD")


def _to_httpx(response: Response, *, is_head: bool) -> httpx.Response:
    headers = list(response.headers)
    if response.content_type is not None:
        headers.append(("content-type", response.content_type))
    return httpx.Response(response.status, headers=headers, content=b"" if is_head else response.body)
