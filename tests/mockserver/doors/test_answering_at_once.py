"""What a connection answers while it parses, without a task, and that nobody can tell from the answer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Any

import pytest
from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.connections import Connection
from windmill_approvals_mock.doors.server import Server, SocketServer
from windmill_approvals_mock.wire.messages import Delivery, Request, Response

PATIENCE = 120
ROUTINE = b"Host: localhost\r\n\r\n"
PLAIN = b"GET /a%20b?c=%20d HTTP/1.1\r\n" + ROUTINE


class Written(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("192.0.2.7", 1234) if name == "peername" else default

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes.append(bytes(data))

    def abort(self) -> None: ...

    def pause_reading(self) -> None: ...


def writes_while_reading(reads: Sequence[bytes], app: AsgiApp) -> list[bytes]:
    """What a connection has written when it has taken in each of `reads`, before any task runs."""

    async def take_in() -> list[bytes]:
        written, server = Written(), Server(app)
        server.config.load()
        connection = Connection(server.config, server.server_state, {})
        connection.connection_made(written)
        for data in reads:
            connection.data_received(data)
        return list(written.writes)

    try:
        return asyncio.run(take_in())
    finally:
        app.close()


def describe(request: Request) -> Response:
    return Response(200, f"{request.path}?{request.query} {request.headers} {request.client}".encode(), "text/plain")


def on_loop(_: Request) -> bool:
    return False


def in_thread(_: Request) -> bool:
    return True


def test_a_plain_request_is_answered_in_one_write() -> None:
    body = b"/a%20b?c=%20d {'host': 'localhost'} 192.0.2.7"
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n" % len(body)
    assert writes_while_reading([PLAIN], AsgiApp(describe, in_thread=on_loop)) == [head + body]


@pytest.mark.parametrize(
    ("reads", "answers"),
    [
        ([PLAIN, PLAIN], 2),
        ([PLAIN[:40], PLAIN[40:]], 1),
        ([PLAIN + PLAIN + PLAIN], 1),
        ([PLAIN + PLAIN, PLAIN], 1),
        ([PLAIN + PLAIN[:40], PLAIN[40:]], 2),
        ([b"GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n"], 1),
        ([b"HEAD / HTTP/1.1\r\n" + ROUTINE], 0),
        ([b"POST / HTTP/1.1\r\n" + ROUTINE], 0),
        ([b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n" + ROUTINE], 0),
        ([b"GET / HTTP/1.1\r\nConnection: close\r\n" + ROUTINE], 0),
        ([b"GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n" + ROUTINE], 0),
        ([b"GET / HTTP/1.1\r\nExpect: 100-continue\r\n" + ROUTINE], 0),
        ([b"GET / HTTP/1.1\r\nContent-Length: 2\r\n" + ROUTINE + b"hi"], 0),
        ([b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + ROUTINE + b"0\r\n\r\n"], 0),
    ],
    ids=[
        "two in a row",
        "one in two reads",
        "three in one read",
        "one while another waits for its task",
        "one and a half in one read",
        "a foreign host",
        "HEAD",
        "POST",
        "HTTP 1.0",
        "the last of its connection",
        "an upgrade",
        "100-continue",
        "a body",
        "a body in chunks",
    ],
)
def test_which_requests_are_answered_while_they_are_parsed(reads: list[bytes], answers: int) -> None:
    assert len(writes_while_reading(reads, AsgiApp(describe, in_thread=on_loop))) == answers


def test_what_takes_long_is_not_answered_while_it_is_parsed() -> None:
    assert writes_while_reading([PLAIN], AsgiApp(describe, in_thread=in_thread)) == []


def fail(_: Request) -> Response:
    raise RuntimeError


@pytest.mark.parametrize(
    "response",
    [
        Response(200, b"hello", "text/plain; charset=utf-8"),
        Response(200, b"100 %d", "text/100%d"),
        Response(404),
        Response(999, b"hello", "text/plain"),
        Response(200, b"hello", "text/plain", (("X-Name", "value"),)),
        Response(200, b"hello", "text/plain", delivery=Delivery(delay=0.001)),
        Response(200, b"hello", "text/plain", delivery=Delivery(breaks_after=0.5)),
        Response(200, b"hello", "text/plain", delivery=Delivery(bytes_per_second=10_000)),
        None,
    ],
    ids=["text", "percent signs", "empty", "a status of no class", "headers", "late", "broken", "slow", "failing"],
)
def test_the_answer_is_the_same_as_from_a_thread(response: Response | None) -> None:
    asked, received = [], []

    def handle(request: Request) -> Response:
        asked.append(request)
        return response if response is not None else fail(request)

    for where in (on_loop, in_thread):
        app = AsgiApp(handle, in_thread=where)
        with SocketServer(app) as server:
            received.append(ask_once(server.port))
        app.close()
    assert received[0] == received[1] != b""
    assert len(asked) == 2


def ask_once(port: int) -> bytes:
    """All that comes back for a plain request, until its answer is whole or the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(PLAIN)
        with connection.makefile("rb") as coming:
            lines = []
            while (line := coming.readline()) not in (b"", b"\r\n"):
                lines.append(line)
            lengths = [int(line.split()[1]) for line in lines if line.startswith(b"content-length")]
            return b"".join(lines) + coming.read(*lengths)


def test_requests_in_a_row_are_answered_in_their_order_whoever_answers() -> None:
    def handle(request: Request) -> Response:
        return Response(200, f"<{request.path}>".encode())

    app = AsgiApp(handle, in_thread=lambda request: request.path.startswith("/thread"))
    paths = ["/1", "/2", "/thread/3", "/4", "/thread/5", "/6"]
    sent = b"".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in paths)
    last = b"GET /last HTTP/1.1\r\nConnection: close\r\n" + ROUTINE
    with (
        SocketServer(app) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(sent + last)
        received = connection.makefile("rb").read()
    app.close()
    assert [part.partition(b">")[0].decode() for part in received.split(b"<")[1:]] == [*paths, "/last"]


def test_a_request_that_drips_behind_one_that_was_answered_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "seconds_for_a_request", 0.2)
    app = AsgiApp(describe, in_thread=on_loop)
    with (
        SocketServer(app) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(PLAIN + b"GET / HT")
        received = connection.makefile("rb").read()
    app.close()
    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"408"]
