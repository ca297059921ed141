"""uvicorn's connection, with limits on what a client may send and how long it may take.

It stops an endless head and a request that arrives too slowly. The application checks complete requests.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from windmill_approvals_mock.doors.asgi import ABORT, LONGEST_HEAD

SECONDS_FOR_A_REQUEST = 60.0
"""Seconds from the first byte of a request to its last."""
READ_AT_ONCE = 16 * 1024
"""Bytes, and so how many requests in a row the event loop reads without a pause: asyncio's 256 kB hold ten thousand."""
_TOO_LARGE = (431, b"Request Header Fields Too Large", b"The head of this request has no end in sight.\n")
_TOO_SLOW = (408, b"Request Timeout", b"This request was still coming after a minute.\n")


class Connection(HttpToolsProtocol):
    """A connection that the application can close."""

    seconds_for_a_request = SECONDS_FOR_A_REQUEST
    _length_of_head = 0
    _is_in_head = True
    _deadline: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        if hasattr(transport, "max_size"):
            transport.max_size = READ_AT_ONCE
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_in_head:
            self._length_of_head += len(data)
            if self._length_of_head > 2 * LONGEST_HEAD:  # the application refuses what is only a little longer
                self._refuse(*_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {ABORT: self.transport.abort}
        self.scope["extensions"] = extensions
        self._is_in_head, self._length_of_head = True, 0
        self._deadline = self.loop.call_later(self.seconds_for_a_request, self._refuse, *_TOO_SLOW)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Ignore headers after the body, because nothing reads them and they have no limit."""
        if self._is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_in_head, self._length_of_head = True, 0
        self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: int, reason: bytes, text: bytes) -> None:
        """Close the connection, with an answer if none has started."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            head = b"HTTP/1.1 %d %b\r\ncontent-type: text/plain; charset=utf-8\r\n" % (status, reason)
            self.transport.write(head + b"content-length: %d\r\nconnection: close\r\n\r\n" % len(text) + text)
        self.transport.close()
