"""A server made of canned answers, and a clock that stands still. The mock server is met in tests/contract."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from windmill_approvals import AsyncWindmill, Windmill, _clock

from tests.secrecy import Watch, nothing_leaks

JOB = "11111111-2222-3333-4444-555555555555"
FLOW = "99999999-8888-7777-6666-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"

Reply = httpx.Response | BaseException | Callable[[httpx.Request], httpx.Response]


class Server(httpx.MockTransport):
    """Answers with the replies given, in order, the last one again and again; keeps the requests."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, BaseException):
            raise reply
        if isinstance(reply, httpx.Response):
            return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)
        return reply(request)

    @property
    def request(self) -> httpx.Request:
        """The only request there was."""
        (only,) = self.requests
        return only

    @property
    def line(self) -> str:
        """Method, path and query of the only request, as they were on the wire."""
        return f"{self.request.method} {self.request.url.raw_path.decode()}"

    @property
    def body(self) -> Any:
        return json.loads(self.request.content)


def links(job: str = JOB, resume_id: int = 1) -> dict[str, str]:
    path = f"{job}/{resume_id}/{SIGNATURE}"
    return {
        "approvalPage": f"http://public/approve/demo/{FLOW}?token={SIGNATURE}",
        "cancel": f"http://public/api/w/demo/jobs_u/cancel/{path}",
        "resume": f"http://public/api/w/demo/jobs_u/resume/{path}",
    }


class Clock:
    """Time that passes only while someone sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for name in ("monotonic", "sleep", "sleep_async"):
        monkeypatch.setattr(_clock, name, getattr(clock, name))
    monkeypatch.setattr(_clock, "now", clock.monotonic)
    return clock


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["BASE_INTERNAL_URL", "WM_BASE_URL", "BASE_URL", "WM_TOKEN", "WM_WORKSPACE", "WM_JOB_ID", "WM_FLOW_STEP_ID"]
    for name in names:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """No test of this suite makes the SDK log or raise a signature."""
    with nothing_leaks(monkeypatch) as watch:
        yield watch


Connect = Callable[..., Windmill]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes a client of a server of canned answers."""
    made: list[Windmill] = []

    def connect(server: httpx.MockTransport, **options: Any) -> Windmill:
        given: dict[str, Any] = {"base_url": "http://server", "token": "a-token", "workspace": "demo", **options}
        made.append(Windmill(**given, transport=server))
        return made[-1]

    yield connect
    for client in made:
        client.close()


class Twin:
    """Either twin, called the same way: `twin(server, "approve", link)`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, server: httpx.MockTransport, method: str, *args: Any, **kwargs: Any) -> Any:
        given: dict[str, Any] = {"base_url": "http://server", "token": "a-token", "workspace": "demo"}
        if self.kind == "sync":
            with Windmill(**given, transport=server) as client:
                return getattr(client, method)(*args, **kwargs)

        async def run() -> Any:
            async with AsyncWindmill(**given, transport=server) as client:
                return await getattr(client, method)(*args, **kwargs)

        return asyncio.run(run())


@pytest.fixture(params=["sync", "async"])
def twin(request: pytest.FixtureRequest) -> Twin:
    return Twin(request.param)


@pytest.fixture
def server() -> type[Server]:
    return Server


@pytest.fixture
def urls() -> dict[str, str]:
    return links()
