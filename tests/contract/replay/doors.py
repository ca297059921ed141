"""Stages on a mock: in this process with a clock that is moved, and on the socket of the command `serve`.

Knows how a mock is made and reached; does not know scenarios.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from unittest.mock import patch

import httpx
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.running import subprocess_runner

from tests.contract.replay.moments import ManualTime, RealTime
from tests.contract.replay.remembering import RememberingRunner
from tests.contract.replay.stage import Stage

SLEEPS = {"sleep 3; echo done": ("done", 3), "sleep 4": ("", 4), "sleep 5": ("", 5)}
"""Scripts that would keep a manual clock waiting, with their results and how many seconds they take."""


@contextmanager
def in_process(windmill: str, scratch: Path) -> Iterator[Stage]:
    """A mock of its own, reached without a socket. Bash steps really run, but those that sleep move the clock."""
    base_url = "http://windmill.mock"
    with (
        patch.object(subprocess_runner, "SubprocessRunner", RememberingRunner),
        MockWindmill(
            windmill=windmill, workspaces=("oracle",), base_url=base_url, run_steps=True, internal_url=base_url
        ) as mock,
        _client(base_url, mock.transport()) as http,
    ):
        for script, (result, seconds) in SLEEPS.items():
            mock.stub(script, result=result, takes=seconds)
        yield Stage(http, ManualTime(mock), workspace="oracle", scratch=scratch)


@contextmanager
def served(windmill: str) -> Iterator[httpx.Client]:
    """A client of `windmill-approvals serve --run-steps`, which runs in a process of its own on the real clock."""
    command = [sys.executable, "-m", "windmill_approvals_mock", "--run-steps", "--windmill", windmill, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            with _client(_printed_url(server)) as http:
                yield http
        finally:
            server.terminate()


def _printed_url(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        name, _, value = line.strip().partition("=")
        if name == "BASE_INTERNAL_URL":
            return value
    raise AssertionError("the server ended before it said where it listens")


def on_a_socket(http: httpx.Client, number: int, scratch: Path) -> Stage:
    """A workspace of its own on a served mock, which it shares with other stages."""
    scratch.mkdir()
    return Stage(http, RealTime(), workspace=f"replay-{number:02}", scratch=scratch)


def _client(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Keeps no cookie: a login sets one, and who sends none is to stay nobody."""
    keeps_none = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    limits = httpx.Limits(max_connections=None)
    return httpx.Client(
        base_url=base_url, transport=transport, cookies=keeps_none, timeout=60, limits=limits, trust_env=False
    )
