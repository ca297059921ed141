"""The doors' own manners: what servers and frameworks may send besides plain requests."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from wsgiref.validate import validator

from windmill_approvals.confirm import AsyncConfirmation, Confirmation
from windmill_approvals.confirm._messages import LARGEST_BODY

from tests.sdk.confirm.conftest import MakeApplication
from tests.sdk.confirm.visiting import Application

HTTP = {"type": "http", "method": "POST", "query_string": b"", "headers": [], "path": "/", "root_path": ""}


def talk(app: Application, scope: dict[str, Any], messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the page sends to a server that sends `messages`, and no more."""
    assert isinstance(app.page, AsyncConfirmation)
    page, left, sent = app.page, list(messages), list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        return left.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(page(scope, receive, send))
    return sent


def test_a_server_starts_and_stops_it(make_application: MakeApplication) -> None:
    messages: list[dict[str, Any]] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = talk(make_application("asgi"), {"type": "lifespan"}, messages)
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_visitor_who_leaves_gets_nothing(make_application: MakeApplication) -> None:
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"a", "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert talk(make_application("asgi"), HTTP, messages) == []


def test_a_body_without_end_is_not_read_to_its_end(make_application: MakeApplication) -> None:
    part = {"type": "http.request", "body": b"x" * 65536, "more_body": True}
    sent = talk(make_application("asgi"), HTTP, [part] * (LARGEST_BODY // 65536 + 1))
    assert sent[0]["status"] == 404


def test_a_web_socket_is_closed(make_application: MakeApplication) -> None:
    assert talk(make_application("asgi"), {"type": "websocket"}, []) == [{"type": "websocket.close", "code": 1000}]


def test_wsgi_as_the_standard_has_it(app: Application) -> None:
    assert isinstance(app.page, Confirmation)
    link = app.mail("alice", app.ask())
    started: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "/approvals",
        "PATH_INFO": "/",
        "QUERY_STRING": link.partition("?")[2],
        "SERVER_NAME": "app.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> object:
        started.append(status)
        return io.BytesIO().write

    body = validator(app.page)(environ, start)  # type: ignore[arg-type]
    try:
        assert b"alice, do you approve?" in b"".join(body)
    finally:
        body.close()  # type: ignore[attr-defined]
    assert started == ["200 OK"]


def test_a_form_in_chunks_is_read_where_the_server_says_that_it_ends(app: Application) -> None:
    assert isinstance(app.page, Confirmation)
    run = app.ask()
    link = app.mail("alice", run)
    form = urlencode({**app.visitor.open(link).form, "decision": "approve"}, doseq=True).encode()
    started: list[str] = []
    for body in (form.ljust(LARGEST_BODY + 1, b"+"), form):
        environ = {
            "REQUEST_METHOD": "POST",
            "QUERY_STRING": link.partition("?")[2],
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
        }
        assert list(app.page(environ, lambda status, *_: started.append(status)))  # type: ignore[arg-type]
    assert [status[:3] for status in started] == ["413", "200"]
    assert app.votes(run) == [("alice", True)]


def test_a_wrong_length_is_none(app: Application) -> None:
    assert isinstance(app.page, Confirmation)
    started: list[str] = []
    for length in ("", "-1", "many", "9" * 30, "²"):
        environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"body")}
        assert list(app.page(environ, lambda status, *_: started.append(status)))  # type: ignore[arg-type]
    assert started == ["404 Not Found"] * 5
