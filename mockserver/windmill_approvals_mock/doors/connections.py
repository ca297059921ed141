"""uvicorn's connection, with limits on what a client may send and how long it may take, and a short way to an answer.

It stops an endless head and a request that arrives too slowly. The application checks complete requests.

A request that the application can answer on the event loop needs no task and no ASGI messages, which take as long as
the answer itself. Such an answer is written while the request is parsed. Whatever is not plain goes uvicorn's way.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from functools import lru_cache
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from windmill_approvals_mock.doors.asgi import ABORT, ANSWER, AsgiApp
from windmill_approvals_mock.doors.heads import LONGEST_HEAD

SECONDS_FOR_A_REQUEST = 60.0
"""Seconds from the first byte of a request to its last."""
READ_AT_ONCE = 16 * 1024
"""Bytes, and so how many requests in a row the event loop reads without a pause: asyncio's 256 kB hold ten thousand."""
_TOO_LARGE = (431, b"Request Header Fields Too Large", b"The head of this request has no end in sight.\n")
_NOT_PLAIN = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
"""Headers of a request that has a body, or that awaits something before its answer."""
_TOO_SLOW = (408, b"Request Timeout", b"This request was still coming after a minute.\n")
# uvicorn has the lines below 600 only, and drops a connection whose answer has another status.
STATUS_LINE.update({status: b"HTTP/1.1 %d \r\n" % status for status in range(600, 1000)})


class Connection(HttpToolsProtocol):
    """A connection that the application can close."""

    seconds_for_a_request = SECONDS_FOR_A_REQUEST
    _length_of_head = 0
    _is_in_head = True
    _is_incomplete = False
    """Whether a request has begun and not yet come whole."""
    _may_answer_at_once = False
    """Only one request of what is read in one go may be, so that the loop does not compute long for one connection."""
    _is_answered = False
    """Whether the newest request was answered without uvicorn."""
    _extensions: dict[Any, Any]
    """Of the ASGI scope of the newest request."""
    _deadline: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        if hasattr(transport, "max_size"):
            transport.max_size = READ_AT_ONCE
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._may_answer_at_once = True
        super().data_received(data)
        if self._is_incomplete and self._deadline is None:
            self._deadline = self.loop.call_later(self.seconds_for_a_request, self._refuse, *_TOO_SLOW)
        if self._is_in_head:
            self._length_of_head += len(data)
            if self._length_of_head > 2 * LONGEST_HEAD:  # the application refuses what is only a little longer
                self._refuse(*_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._extensions = {ABORT: self.transport.abort}
        self.scope["extensions"] = self._extensions
        self._is_in_head, self._length_of_head = True, 0
        self._is_incomplete = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Ignore headers after the body, because nothing reads them and they have no limit."""
        if self._is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._is_answered = self._is_plain() and self._answer()
        if not self._is_answered:
            super().on_headers_complete()

    def _is_plain(self) -> bool:
        """Whether the request is a GET without a body, on a connection that stays and has nothing else to send."""
        is_free = self.cycle is None or self.cycle.response_complete
        return (
            self._may_answer_at_once
            and is_free
            and not self.flow.write_paused
            and self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and all(name not in _NOT_PLAIN for name, _ in self.headers)
        )

    def _answer(self) -> bool:
        """Answer the request, if no thread has to do it. Return whether the answer is written."""
        self._may_answer_at_once = False
        url = httptools.parse_url(self.url)
        client = self.client[0] if self.client else None
        app = cast(AsgiApp, self.app)
        answer = app.answer_at_once("GET", url.path, url.query or b"", self.headers, client)
        if answer is None:
            return False
        if answer.headers or answer.delivery is not None:
            self._extensions[ANSWER] = answer
            return False
        self.transport.write(_head_of(answer.status, answer.content_type) % len(answer.body) + answer.body)
        self.on_response_complete()
        return True

    def on_message_complete(self) -> None:
        if not self._is_answered:
            super().on_message_complete()
        self._is_in_head, self._length_of_head = True, 0
        self._is_incomplete = False
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


@lru_cache(maxsize=64)
def _head_of(status: int, content_type: str | None) -> bytes:
    """Return the head of an answer, with a `%d` for the length of its body."""
    kind = b"content-type: %b\r\n" % content_type.encode("latin-1") if content_type is not None else b""
    return STATUS_LINE[status] + kind.replace(b"%", b"%%") + b"content-length: %d\r\n\r\n"
