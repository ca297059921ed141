"""The application on a socket: it starts, survives what clients do, and stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.connections import Connection
from windmill_approvals_mock.doors.in_thread import serving
from windmill_approvals_mock.doors.server import CannotListen, SocketServer, listen, port_of
from windmill_approvals_mock.wire.messages import Request, Response

PATIENCE = 120
"""Seconds after which something that should have happened counts as never happening."""


def hello(request: Request) -> Response:
    return Response(200, request.body or b"hello", "text/plain")


@pytest.fixture
def server() -> Iterator[SocketServer]:
    app = AsgiApp(hello)
    with SocketServer(app) as server:
        yield server
    app.close()


def raw(server: SocketServer, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").read()


def test_it_answers_on_a_free_port(server: SocketServer) -> None:
    response = httpx.get(f"http://127.0.0.1:{server.port}/")
    assert (response.text, dict(response.headers)) == ("hello", {"content-type": "text/plain", "content-length": "5"})


def test_connections_are_kept(server: SocketServer) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        assert [client.post("/", content=str(n)).text for n in range(3)] == ["0", "1", "2"]


def test_the_two_halves_of_an_answer_do_not_wait_for_each_other() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(("127.0.0.1", port_of(listening))):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"GET",
        b"GET / HTTP/1.1\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET /%ff%00 HTTP/1.1\r\nHost: localhost\r\n\xff: \xfe\r\n\r\n",
    ],
)
def test_broken_requests_do_not_kill_it(server: SocketServer, broken: bytes) -> None:
    raw(server, broken)
    assert httpx.get(f"http://127.0.0.1:{server.port}/").text == "hello"


def test_a_client_that_leaves_while_it_is_answered_does_no_harm() -> None:
    asked, left = threading.Event(), threading.Event()

    def slow(_: Request) -> Response:
        asked.set()
        left.wait()
        return Response(200)

    app = AsgiApp(slow, in_thread=lambda _: True)
    with SocketServer(app) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            asked.wait()
        left.set()
        assert httpx.get(f"http://127.0.0.1:{server.port}/").status_code == 200
    app.close()


def test_a_slow_request_delays_no_other() -> None:
    asked, may_end = threading.Event(), threading.Event()

    def handle(request: Request) -> Response:
        if request.path == "/slow":
            asked.set()
            may_end.wait()
        return Response(200)

    app = AsgiApp(handle, in_thread=lambda request: request.path == "/slow")
    with SocketServer(app) as server:
        base = f"http://127.0.0.1:{server.port}"
        slow = threading.Thread(target=httpx.get, args=(f"{base}/slow",))
        slow.start()
        asked.wait()
        assert httpx.get(f"{base}/quick").status_code == 200
        may_end.set()
        slow.join()
    app.close()


def test_the_port_is_free_again_afterwards() -> None:
    app = AsgiApp(hello)
    with SocketServer(app) as server:
        port = server.port
    with listen("127.0.0.1", port) as again:
        assert port_of(again) == port
    app.close()


def test_a_taken_port_is_named() -> None:
    with listen("127.0.0.1", 0) as first:
        port = port_of(first)
        with pytest.raises(CannotListen, match=f"port {port} of 127.0.0.1 is in use"):
            listen("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(CannotListen, match=r"cannot listen on port 0 of 192\.0\.2\.1"):
        listen("192.0.2.1", 0)


class Mock:
    base_url = "http://windmill.test"
    is_behind = False

    def handle(self, _: Request) -> Response:
        return Response(200, self.base_url.encode())


def test_a_mock_mints_for_the_socket_while_it_is_served() -> None:
    mock = Mock()
    with serving(mock) as base_url:
        assert httpx.get(f"{base_url}/").text == base_url
    assert mock.base_url == "http://windmill.test"


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * 1_000_000,
        b"GET / HTTP/1.1\r\nX: " + b"x" * 1_000_000,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200_000,
    ],
    ids=["a url", "a header", "headers"],
)
def test_a_head_without_an_end_is_refused_while_it_comes(server: SocketServer, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        with suppress(ConnectionError):
            connection.sendall(head)
        assert _hangs_up(connection, b"HTTP/1.1 431")


@pytest.mark.parametrize(
    "dripping",
    [
        b"GET / HTTP/1.1\r\nX",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
    ],
    ids=["head", "body", "chunks"],
)
def test_a_request_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch, dripping: bytes) -> None:
    monkeypatch.setattr(Connection, "seconds_for_a_request", 0.2)
    app = AsgiApp(hello)
    with (
        SocketServer(app) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(dripping)
        assert _hangs_up(connection, b"HTTP/1.1 408")
    app.close()


def test_a_request_that_came_whole_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "seconds_for_a_request", 0.2)
    was_slow = threading.Event()

    def handle(_: Request) -> Response:
        was_slow.wait(0.5)
        return Response(200, b"late", "text/plain")

    app = AsgiApp(handle)
    with SocketServer(app) as server, httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        assert [client.request(method, "/").text for method in ("GET", "POST", "GET")] == ["late"] * 3
    app.close()


def test_headers_behind_a_body_have_no_effect_and_no_limit(server: SocketServer) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(head + b"2\r\nhi\r\n0\r\n" + b"X-Trailer: y\r\n" * 10_000 + b"\r\n")
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"hi")


def _hangs_up(connection: socket.socket, start: bytes) -> bool:
    """Whether that is all that comes, unless the connection was reset while we still sent."""
    received = b""
    with suppress(ConnectionError):
        while part := connection.recv(65536):
            received += part
    return received.startswith(start) or not received
