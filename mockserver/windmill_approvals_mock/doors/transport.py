"""The door for httpx clients in the same process, without a socket.

Knows httpx and the mock's own messages; does not know the API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import cast

import anyio.to_thread
import httpx

from windmill_approvals_mock.doors.pace import waits
from windmill_approvals_mock.wire.messages import Request, Response

RawHeaders = list[tuple[bytes, bytes]]

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
        self._newest_headers: tuple[RawHeaders, Mapping[str, str]] = [], {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return _delivered(request, self._handle(self._from_httpx(request, request.read())))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = self._from_httpx(request, await request.aread())
        if self._in_thread(asked):
            return _delivered(request, await anyio.to_thread.run_sync(self._handle, asked))
        return _delivered(request, self._handle(asked))

    def _from_httpx(self, request: httpx.Request, body: bytes) -> Request:
        request.extensions[IN_PROCESS] = True
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        return Request(request.method, path, query, self._read_headers(request.headers.raw), body)

    def _read_headers(self, raw: RawHeaders) -> Mapping[str, str]:
        """Return the headers as text. Requests in a row with equal headers share them, as those of one client do."""
        newest, headers = self._newest_headers
        if raw != newest:
            headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in raw}
            self._newest_headers = raw, headers
        return headers


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


class _Answer(httpx.Response):
    """A response that is in memory, and not compressed: reading it takes neither chunks nor a decoder."""

    _elapsed = timedelta(0)
    """What `elapsed` says: httpx measures it when a stream is closed, and this one already is."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        if self.is_stream_consumed:
            return super().iter_bytes(chunk_size)
        self.is_stream_consumed = self.is_closed = True
        return iter(cast(httpx.ByteStream, self.stream))

    @property
    def num_bytes_downloaded(self) -> int:
        return len(self.content)


def _to_httpx(response: Response, *, is_head: bool) -> httpx.Response:
    """Return the response, already read, as `httpx.Response(content=…)` makes it, in less time."""
    body = b"" if is_head else response.body
    headers: RawHeaders = []
    if response.headers:
        headers += [(name.encode("ascii"), value.encode("ascii")) for name, value in response.headers]
    if response.content_type is not None:
        headers.append((b"content-type", response.content_type.encode("ascii")))
    if body:
        headers.append((b"Content-Length", b"%d" % len(body)))
    answer = _Answer(response.status, headers=headers, stream=httpx.ByteStream(body))
    answer.read()
    return answer
