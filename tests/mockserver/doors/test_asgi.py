"""The ASGI application answers whatever a server hands it, and only to the hosts it is for."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import pytest
from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.heads import LONGEST_HEAD, LONGEST_URL, MOST_HEADERS, HeadReader
from windmill_approvals_mock.doors.pace import may_take_long
from windmill_approvals_mock.wire.messages import Request, Response

Message = dict[str, Any]


def hello(request: Request) -> Response:
    return Response(200, f"{request.method} {request.path}?{request.query} {request.body.decode()}".encode(), "text/x")


def ask(
    app: AsgiApp,
    method: str = "GET",
    *,
    path: str = "/a%20b",
    headers: dict[str, str] | None = None,
    messages: list[Message] | None = None,
) -> list[Message]:
    """All that the application sends in answer to `messages`."""
    scope = {
        "type": "http",
        "method": method,
        "raw_path": path.encode(),
        "query_string": b"q=1",
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {"host": "127.0.0.1:80"}).items()],
    }
    try:
        return asyncio.run(_all_sent(app, scope, messages or [{"type": "http.request", "body": b""}]))
    finally:
        app.close()


async def _all_sent(app: AsgiApp, scope: Message, messages: list[Message]) -> list[Message]:
    sent: list[Message] = []
    waiting = iter(messages)

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def test_a_request_is_passed_on_as_it_was_sent() -> None:
    parts = [
        {"type": "http.request", "body": b"bo", "more_body": True},
        {"type": "http.request", "body": b"dy", "more_body": False},
    ]
    start, body = ask(AsgiApp(hello), "POST", messages=parts)
    assert (start["status"], body["body"]) == (200, b"POST /a%20b?q=1 body")


def test_an_answer_says_its_length_and_type() -> None:
    start, _ = ask(AsgiApp(hello))
    assert start["headers"] == [(b"content-type", b"text/x"), (b"content-length", b"15")]


def test_an_answer_without_a_body_has_no_content_type() -> None:
    start, _ = ask(AsgiApp(lambda _: Response(201)))
    assert start["headers"] == [(b"content-length", b"0")]


def test_head_has_the_headers_of_get_and_no_body() -> None:
    start, body = ask(AsgiApp(lambda _: Response(200, b"as for GET", "text/x")), "HEAD")
    assert (start["headers"][1], body["body"]) == ((b"content-length", b"10"), b"")


def test_head_is_told_from_get() -> None:
    seen: list[str] = []

    def handle(request: Request) -> Response:
        seen.append(request.method)
        return Response(200)

    ask(AsgiApp(handle), "HEAD")
    assert seen == ["HEAD"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]", "[::1]:80", "mock.test:8000"])
def test_hosts_that_are_answered(host: str) -> None:
    start, _ = ask(AsgiApp(hello, other_hosts=["mock.test:9"]), headers={"host": host})
    assert start["status"] == 200


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "127.0.0.1.evil.test:8000", "10.0.0.1", "", "["])
def test_foreign_hosts_are_refused(host: str) -> None:
    start, body = ask(AsgiApp(hello), headers={"host": host})
    assert (start["status"], b"only requests for its own host" in body["body"]) == (421, True)


def test_an_announced_body_beyond_the_limit_is_refused_unread() -> None:
    start, _ = ask(AsgiApp(hello, body_limit=3), "POST", headers={"content-length": "4"}, messages=[{"type": "none"}])
    assert start["status"] == 413


def test_a_body_that_grows_beyond_the_limit_is_refused() -> None:
    parts: list[Message] = [{"type": "http.request", "body": b"abc", "more_body": True}] * 2
    start, _ = ask(AsgiApp(hello, body_limit=5), "POST", messages=parts)
    assert start["status"] == 413


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ({"path": "/" + "x" * (LONGEST_URL - 4)}, 200),
        ({"path": "/" + "x" * (LONGEST_URL - 3)}, 414),
        ({"headers": {f"x-{number}": "" for number in range(MOST_HEADERS)}}, 200),
        ({"headers": {f"x-{number}": "" for number in range(MOST_HEADERS + 1)}}, 431),
        ({"headers": {"cookie": "x" * (LONGEST_HEAD - 20)}}, 200),
        ({"headers": {"cookie": "x" * LONGEST_HEAD}}, 431),
    ],
    ids=["a long url", "too long a url", "many headers", "too many headers", "a long header", "too long a header"],
)
def test_a_head_has_a_limit(head: dict[str, Any], status: int) -> None:
    start, body = ask(AsgiApp(hello), **head)
    assert (start["status"], b"at most" in body["body"]) == (status, status != 200)


def test_half_a_request_is_not_answered() -> None:
    parts: list[Message] = [{"type": "http.request", "body": b"abc", "more_body": True}, {"type": "http.disconnect"}]
    assert ask(AsgiApp(hello), "POST", messages=parts) == []


def test_a_failing_mock_answers_and_keeps_what_was_asked_to_itself(caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: Request) -> Response:
        raise RuntimeError(f"secret {request.path}")

    with caplog.at_level(logging.ERROR):
        start, body = ask(AsgiApp(fail))
    assert start["status"] == 500
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text.replace('raise RuntimeError(f"secret {request.path}")', "")
    assert b"secret" not in body["body"]


@pytest.mark.parametrize("in_thread", [True, False])
def test_what_may_take_long_runs_in_a_thread(in_thread: bool) -> None:
    def where(_: Request) -> Response:
        return Response(200, threading.current_thread().name.encode())

    _, body = ask(AsgiApp(where, in_thread=lambda _: in_thread))
    assert (body["body"] != threading.current_thread().name.encode()) is in_thread


@pytest.mark.parametrize(
    ("method", "path", "long"),
    [
        ("GET", "/api/w/demo/jobs/resume_urls/x/0", False),
        ("GET", "/api/version", False),
        ("GET", "/api/w/demo/jobs/list", True),
        ("GET", "/api/w/demo/jobs_u/get/x", True),
        ("GET", "/api/w/demo/flows/get/jobs/resume_urls/x/0", True),
        ("HEAD", "/api/version", True),
        ("GET", "/approve/demo/x", True),
        ("GET", "/api/w/demo/jobs_u/resume/x/0/00", True),
        ("GET", "/api/w/demo/jobs_u/cancel/x/0/00", True),
        ("POST", "/api/w/demo/jobs/run/preview_flow", True),
    ],
)
def test_which_requests_may_take_long(method: str, path: str, long: bool) -> None:
    assert may_take_long(Request(method, path)) is long


def test_a_server_may_announce_its_life() -> None:
    messages: list[Message] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    assert asyncio.run(_all_sent(AsgiApp(hello), {"type": "lifespan"}, messages)) == [
        {"type": "lifespan.startup.complete"},
        {"type": "lifespan.shutdown.complete"},
    ]


def test_websockets_are_closed() -> None:
    assert asyncio.run(_all_sent(AsgiApp(hello), {"type": "websocket"}, [])) == [{"type": "websocket.close"}]


def test_headers_that_are_kept_for_the_next_request_are_not_shown() -> None:
    reader = HeadReader((), lambda _: False)
    reader.read("GET", b"/", b"", [(b"authorization", b"Bearer secret")], None)
    assert "secret" not in repr(vars(reader)["_newest"][1])


def test_requests_in_a_row_have_their_own_headers_and_hosts() -> None:
    reader = HeadReader((), lambda _: False)
    heads: list[tuple[bytes, bytes]] = [(b"host", b"localhost"), (b"host", b"evil.test"), (b"host", b"localhost")]
    read = [reader.read("GET", b"/", b"", [head], None) for head in heads]
    assert [one.headers if isinstance(one, Request) else one.status for one in read] == [
        {"host": "localhost"},
        421,
        {"host": "localhost"},
    ]
