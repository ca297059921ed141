"""What a client sends is read on the server's event loop, and only little at a time; all else is for threads.

What counts is computing, which is the same on a busy machine.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest
import yaml
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.asgi import BODY_LIMIT
from windmill_approvals_mock.doors.pace import may_take_long
from windmill_approvals_mock.testing.control_bodies import openapi_text
from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.routes import ALL_OPERATIONS

from tests.mockserver.driving import gated, step

pytestmark = pytest.mark.untraced
LONGEST = 0.05
"""Seconds of computing that one callback of the loop may take."""
TRIES = 10
"""The least of so many counts: what a machine does for others in between may look like computing, but not each time."""
PATIENCE = 120
TOKEN = "a-token-for-the-loop"
LOGIN = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
HEAD = "".join(f"{name}: {value}\r\n" for name, value in LOGIN.items()).encode() + b"Host: localhost\r\n"
RUN = b"POST /api/w/demo/jobs/run/preview_flow HTTP/1.1\r\nConnection: close\r\n" + HEAD
CHUNKED = RUN + b"Transfer-Encoding: chunked\r\n\r\n"


def with_body(body: bytes) -> bytes:
    return RUN + b"Content-Length: %d\r\n\r\n" % len(body) + body


SENT = {
    "a body of 10 MB": with_body(b'{"args":{"x":"' + b"x" * (BODY_LIMIT - 40) + b'"},"value":{"modules":[]}}'),
    "a body of 10 MB that is not JSON": with_body(b"[" * BODY_LIMIT),
    "a body that is too long": with_body(b"x" * (BODY_LIMIT + 1)),
    "chunks of one byte": CHUNKED + b"1\r\n7\r\n" * 100_000 + b"0\r\n\r\n",
    "what comes behind the chunks": CHUNKED + b"0\r\n" + b"a:\r\n" * 100_000 + b"\r\n",
    "ten thousand requests": b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 10_000 + b"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"a:\r\n" * 100_000 + b"\r\n",
    "a long header": b"GET / HTTP/1.1\r\na: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "a long URL": b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
}
READ = {
    "jobs": "/api/w/demo/jobs/list?per_page=1000",
    "queued jobs": "/api/w/demo/jobs/queue/list?per_page=1000",
    "ended jobs": "/api/w/demo/jobs/completed/list?per_page=1000",
    "the console": "/",
    "runs": "/_mock/runs",
    "the journal": "/_mock/journal",
    "a large job": "/api/w/demo/jobs_u/get/{large}",
    "links of a large job": "/api/w/demo/jobs/resume_urls/{large}/1",
}


@pytest.fixture(scope="module")
def mock() -> Iterator[MockWindmill]:
    """With a thousand runs that wait, and one with large arguments."""
    with MockWindmill(token=TOKEN) as mock:
        with httpx.Client(transport=mock.transport(), base_url=mock.base_url, headers=LOGIN) as client:
            mock.deploy("f/a/wait", [gated(), step("b")])
            for size in [*[1] * 1000, 9_000_000]:
                client.post("/api/w/demo/jobs/run/f/f/a/wait", json={"x": "x" * size})
        yield mock


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Of computing, for each callback of a server's event loop.

    Without garbage collection, which may fall into any of them: `serve` keeps it short, see `test_serve.py`.
    """
    seconds: list[float] = []
    run = asyncio.events.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        if threading.current_thread().name == "windmill-mock-server":
            seconds.append(time.thread_time() - began)

    monkeypatch.setattr(asyncio.events.Handle, "_run", timed)
    gc.disable()
    yield seconds
    gc.enable()


def least_of_longest(seconds: list[float], do: Callable[[], None]) -> float:
    """The longest callback while `do` was done, in the best of several tries."""
    least = float("inf")
    for _ in range(TRIES):
        seconds.clear()
        do()
        least = min(least, max(seconds))
        if least < LONGEST:
            break
    return least


def send(url: str, sent: bytes) -> bytes:
    """All that is answered until the server hangs up."""
    address = httpx.URL(url)
    assert address.port is not None
    with socket.create_connection((address.host, address.port), timeout=PATIENCE) as connection:
        sender = threading.Thread(target=_send_all, args=(connection, sent))
        sender.start()
        received = []
        with suppress(ConnectionError):
            while part := connection.recv(1 << 20):
                received.append(part)
        sender.join(PATIENCE)
    return b"".join(received)


def _send_all(connection: socket.socket, sent: bytes) -> None:
    with suppress(ConnectionError):
        connection.sendall(sent)


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_what_is_sent_is_read_little_by_little(mock: MockWindmill, seconds: list[float], sent: bytes) -> None:
    def ask() -> None:
        with mock.serve() as url:
            send(url, sent)
            assert httpx.get(f"{url}/api/version").status_code == 200

    assert least_of_longest(seconds, ask) < LONGEST


@pytest.mark.parametrize("path", READ.values(), ids=READ)
def test_what_is_large_is_made_in_a_thread(mock: MockWindmill, seconds: list[float], path: str) -> None:
    def ask() -> None:
        with mock.serve() as url:
            answer = httpx.get(url + path.format(large=mock.runs[-1].id), headers=LOGIN, timeout=PATIENCE)
        assert answer.status_code in (200, 303)

    assert least_of_longest(seconds, ask) < LONGEST


def test_only_what_reads_one_small_thing_is_answered_on_the_loop() -> None:
    paths = {name: f"/api{route.path}" for name, route in ALL_OPERATIONS.items()}
    quick = {name for name, path in paths.items() if not may_take_long(Request(ALL_OPERATIONS[name].method, path))}
    assert quick == {"backendVersion", "createJobSignature", "getResumeUrls"}


def test_none_of_the_mock_s_own_endpoints_and_pages_is_answered_on_the_loop() -> None:
    paths = [f"/_mock{path}" for path in yaml.safe_load(openapi_text())["paths"]]
    pages = ["/", "/runs/x", "/approve/demo/x", "/approve/demo/x/1/2"]
    assert all(may_take_long(Request("GET", path)) for path in [*paths, *pages])
