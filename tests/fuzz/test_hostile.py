"""Bytes that no client of good will sends: the server answers or hangs up, and goes on answering others."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from windmill_approvals_mock import MockWindmill

SECONDS = 120
JOB = "11111111-2222-3333-4444-555555555555"
MANY = 1_000


@dataclass
class Server:
    mock: MockWindmill
    port: int

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        given = {"Host": "127.0.0.1", "Authorization": f"Bearer {self.mock.token}", "Content-Length": str(len(body))}
        if body:
            given["Content-Type"] = "application/json"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        return f"{method} {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode() + body

    def answer(self, sent: bytes, *, and_no_more: bool = False) -> bytes:
        """All that comes back until the server hangs up, also when it does so while we still send."""
        received = b""
        with self.connect() as connection, suppress(ConnectionError):
            connection.sendall(sent)
            if and_no_more:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        return received

    def still_mints(self) -> bool:
        path = f"/api/w/{self.mock.workspace}/jobs/resume_urls/{JOB}/1"
        return self.answer(self.request("GET", path)).startswith(b"HTTP/1.1 200")


@contextmanager
def serving() -> Iterator[Server]:
    with MockWindmill() as mock, mock.serve() as base:
        yield Server(mock, urlsplit(base).port or 0)


@pytest.fixture
def server(caplog: pytest.LogCaptureFixture) -> Iterator[Server]:
    with caplog.at_level(logging.WARNING), serving() as server:
        yield server
        assert server.still_mints()
    assert [record.getMessage() for record in caplog.records if "mock" in record.name] == []


def status(answer: bytes) -> int | None:
    """None when the server hung up without an answer."""
    return int(answer.split(b" ", 2)[1]) if answer else None


PREVIEW = "/api/w/demo/jobs/run/preview_flow"


# -- too much ------------------------------------------------------------------------------
def test_a_huge_header(server: Server) -> None:
    assert status(server.answer(server.request("GET", "/api/version", X_Long="x" * 2_000_000))) in {None, 200, 400, 431}


def test_a_hundred_thousand_headers(server: Server) -> None:
    sent = b"GET /api/version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n"
    assert status(server.answer(sent)) in {None, 200, 400, 431}


def test_a_huge_path(server: Server) -> None:
    assert status(server.answer(server.request("GET", f"/api/w/{'x' * 1_000_000}/jobs/list"))) in {None, 400, 414, 431}


def test_a_body_beyond_the_limit(server: Server) -> None:
    assert status(server.answer(server.request("POST", PREVIEW, b" " * 10_000_001))) in {None, 413}


def test_a_body_that_only_says_it_is_huge(server: Server) -> None:
    assert status(server.answer(server.request("POST", PREVIEW, b"{}", Content_Length="9" * 30))) in {None, 400, 413}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b'{"value":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b"9" * 1_000_000,
        b'{"value": ' + b"9" * 10_000 + b"}",
        b'{"value": 1e999999}',
        b'{"value": -' + b"0" * 100_000 + b"1}",
        b'"' + b"\\u0041" * 500_000 + b'"',
        b'{"value": {"modules": [' + b'{"id": "a", "value": {"type": "identity"}},' * 5_000 + b"]}}",
    ],
    ids=[
        "brackets",
        "objects",
        "closed brackets",
        "digits",
        "a long number",
        "a large number",
        "zeros",
        "escapes",
        "a comma",
    ],
)
def test_json_that_is_too_much(server: Server, body: bytes) -> None:
    assert status(server.answer(server.request("POST", PREVIEW, body))) in {400, 413, 422}


# -- what cannot be read -------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b'{"value": "\xff"}',
        b'{"value": "\\ud800"}',
        b"\xef\xbb\xbf{}",
        b"\x1f\x8b\x08\x00",
        b"\x00",
        b"NaN",
    ],
)
def test_bodies_in_no_encoding(server: Server, body: bytes) -> None:
    assert status(server.answer(server.request("POST", PREVIEW, body))) in {400, 413, 422}


@pytest.mark.parametrize(
    "path",
    [
        f"/api/w/demo/jobs/resume_urls/{JOB}/%31",
        f"/api/w/demo/jobs/resume_urls/{JOB}/1?approver=%ff%00%f0%9f%92%a9",
        f"/api/w/demo/jobs/resume_urls/{JOB}/1?approver=%&flow_level=%%",
        f"/api/w/%ff/jobs/resume_urls/{JOB}/1",
        f"/api/w/demo/jobs/resume_urls/{JOB}%00/1",
        "/api/w/demo/jobs_u/get/..%2f..%2fversion",
        "/api/w/demo/jobs/../../../../etc/passwd",
        "/approve/demo/%ff?token=%ff",
        "//api//version",
        "*",
    ],
)
def test_paths_and_queries_in_no_encoding(server: Server, path: str) -> None:
    assert status(server.answer(server.request("GET", path))) in {200, 400, 401, 404}


@pytest.mark.parametrize("token", ["\xff", "Bearer", "\t", "x" * 100_000, "ümlaut"])
def test_tokens_that_are_none(server: Server, token: str) -> None:
    assert status(server.answer(server.request("GET", "/api/users/whoami", Authorization=f"Bearer {token}"))) in {
        None, 400, 401, 431,
    }  # fmt: skip


@pytest.mark.parametrize("cookie", ["token", "=", ";;;", "token=\xff", 'token="\\777"', "a=b; token=" + "x" * 10_000])
def test_cookies_that_are_none(server: Server, cookie: str) -> None:
    path = f"/api/w/demo/jobs_u/get/{JOB}"
    sent = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    assert status(server.answer(sent.encode())) in {400, 404}


# -- half of it ----------------------------------------------------------------------------
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_request_that_breaks_off(server: Server, share: float) -> None:
    whole = server.request("POST", PREVIEW, json.dumps({"value": {"modules": []}}).encode())
    assert status(server.answer(whole[: int(len(whole) * share)], and_no_more=True)) in {None, 400}


def test_a_client_that_goes_away_before_the_answer(server: Server) -> None:
    for _ in range(50):
        with server.connect() as connection:
            connection.sendall(server.request("POST", PREVIEW, b'{"value": {"modules": []}}'))


def test_requests_in_one_go_are_answered_in_their_order(server: Server) -> None:
    first, last = (server.request("GET", path) for path in ("/api/version", "/api/nowhere"))
    answer = server.answer(first.replace(b"Connection: close\r\n", b"") + last)
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404"]


def test_two_lengths_are_no_way_to_smuggle_a_request(server: Server) -> None:
    smuggled = server.request("GET", "/api/version")
    sent = server.request("POST", PREVIEW, b"", Transfer_Encoding="chunked", Content_Length=str(len(smuggled)))
    assert server.answer(sent + b"0\r\n\r\n" + smuggled).count(b"HTTP/1.1 200") == 0


# -- many of them --------------------------------------------------------------------------
def test_a_thousand_idle_connections_leave_room_for_others() -> None:
    resource = pytest.importorskip("resource", reason="there is no such limit here")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MANY + 200
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"this machine allows {hard} open files; the test needs {wanted}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    try:
        with serving() as server, ExitStack() as stack:
            for number in range(MANY):
                connection = stack.enter_context(server.connect())
                if number % 2:
                    connection.sendall(b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n")
            assert server.still_mints()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
