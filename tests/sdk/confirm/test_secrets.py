"""No frame of the page's code holds a ticket, a form or the application's secret when an error leaves it.

An error tracker sends the local variables of every frame. What a server of WSGI or ASGI holds is its own.
"""

from __future__ import annotations

import asyncio
import io
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import windmill_approvals
from windmill_approvals import AsyncWindmill, Windmill
from windmill_approvals.confirm import AsyncConfirmation, Confirmation

from tests.sdk.confirm.visiting import SECRET, URL

PACKAGE = Path(windmill_approvals.__file__).parent
JOB = "11111111-2222-3333-4444-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"
LINK = f"http://server/api/w/demo/jobs_u/resume/{JOB}/1/{SIGNATURE}?approver=bob"
TYPED = "what-was-typed"
TOKEN = "token-of-the-application"


def fail(_: httpx.Request) -> httpx.Response:
    raise RuntimeError("a bug in a transport")


GIVEN: dict[str, Any] = {"base_url": "http://server", "token": TOKEN, "workspace": "demo"}


def ask_wsgi(body: bytes, read: Callable[[int], bytes] | None) -> str:
    app = Confirmation(Windmill(**GIVEN, transport=httpx.MockTransport(fail)), url=URL, secret=SECRET)
    query = urlsplit(app.link(LINK)).query
    reader: Any = io.BytesIO(body)
    if read is not None:
        reader = type("Reader", (), {"read": staticmethod(read)})()
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": reader,
    }
    with pytest.raises(RuntimeError) as raised:
        app(environ, lambda *_: pytest.fail("it answered"))
    return show_our_frames(raised.value, query)


def ask_asgi(body: bytes, read: Callable[[int], bytes] | None) -> str:
    query = ""

    async def receive() -> dict[str, Any]:
        if read is not None:
            read(0)
        return {"type": "http.request", "body": body}

    async def send(_: Any) -> None:
        pytest.fail("it answered")

    async def run() -> None:
        nonlocal query
        app = AsyncConfirmation(AsyncWindmill(**GIVEN, transport=httpx.MockTransport(fail)), url=URL, secret=SECRET)
        query = urlsplit(app.link(LINK)).query
        method = "POST" if body else "GET"
        await app({"type": "http", "method": method, "query_string": query.encode(), "headers": []}, receive, send)

    with pytest.raises(RuntimeError) as raised:
        asyncio.run(run())
    return show_our_frames(raised.value, query)


def show_our_frames(error: BaseException, query: str) -> str:
    """The local variables of each frame of the package, with what is secret of this request marked."""
    shown: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        for frame, _ in traceback.walk_tb(seen.__traceback__):
            if PACKAGE in Path(frame.f_code.co_filename).parents:
                shown += [f"{name} = {value!r}" for name, value in frame.f_locals.items()]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(shown).replace(query.removeprefix("token="), "THE TICKET")


def lose_the_visitor(_: int) -> bytes:
    raise RuntimeError("the visitor is gone")


@pytest.mark.parametrize("ask", [ask_wsgi, ask_asgi])
@pytest.mark.parametrize(("body", "read"), [(b"", None), (f"comment={TYPED}".encode(), lose_the_visitor)])
def test_no_frame_of_the_page_shows_a_secret(
    ask: Callable[[bytes, Callable[[int], bytes] | None], str], body: bytes, read: Callable[[int], bytes] | None
) -> None:
    shown = ask(body, read)
    for secret in ("THE TICKET", SECRET, SIGNATURE, TYPED, TOKEN):
        assert secret not in shown
