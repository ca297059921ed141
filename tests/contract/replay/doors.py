"""Stages on a mock: in this process with a clock that is moved, and on the socket of the command `serve`.

Knows how a mock is made and reached; does not know scenarios.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import cycle
from typing import Any
from unittest.mock import patch

import httpx
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.transport import MockTransport
from windmill_approvals_mock.engine import world
from windmill_approvals_mock.running import subprocess_runner
from windmill_approvals_mock.running.stubs import StepSeen, Stubs
from windmill_approvals_mock.scenarios.client_without_cookies import client_without_cookies
from windmill_approvals_mock.scenarios.clocks import ManualTime, RealTime
from windmill_approvals_mock.scenarios.stage import Stage, open_stage
from windmill_approvals_mock.scenarios.table import SCENARIOS
from windmill_approvals_mock.stores.tables import InMemory

from tests.contract.replay.remembering import RememberingRunner
from tests.contract.replay.workflows import WORKFLOWS

JSON = Any
BASE_URL = "http://windmill.test"
SLEEPS: Mapping[str, tuple[JSON, float]] = {
    "sleep 3; echo done": ("done", 3),
    "sleep 4": ("", 4),
    "sleep 5": ("", 5),
    "sleep 8; echo late": ("late", 8),
    "sleep 2; echo fine": ("fine", 2),
}
"""Scripts that would keep a manual clock waiting, with their results and how many seconds they take."""


def _is_slow_iteration(step: StepSeen) -> bool:
    """Whether a loop's step sleeps in its first iteration, and this is the first."""
    return step.content is not None and '[ "$v" = 1 ] && sleep 2' in step.content and step.args.get("v") == 1


def _begins_with(body: str) -> Callable[[StepSeen], bool]:
    """Whether a step is a workflow in code whose function begins so."""
    return lambda step: step.content is not None and f"(amount: int = 3):\n    {body}" in step.content


@contextmanager
def mock_that_remembers(
    windmill: str, workspace: str = "oracle", *, is_reachable: bool = False, store: str | None = None
) -> Iterator[MockWindmill]:
    """A mock that runs bash once for each script and its arguments; steps that sleep move its clock instead.

    Where its steps call back, it must be reachable by a socket. A `store` is told of no stub: these are functions.
    """
    internal_url = None if is_reachable else BASE_URL
    with (
        patch.object(subprocess_runner, "SubprocessRunner", RememberingRunner),
        patch.object(world, "Stubs", lambda _: Stubs(InMemory())),
        MockWindmill(
            windmill=windmill,
            workspaces=(workspace,),
            base_url=BASE_URL,
            run_steps=True,
            internal_url=internal_url,
            store=store,
        ) as mock,
    ):
        for script, (result, seconds) in SLEEPS.items():
            mock.stub(script, result=result, takes=seconds)
        mock.stub(_is_slow_iteration, result="1", takes=2)
        for start, (function, takes) in WORKFLOWS.items():
            mock.stub(_begins_with(start), function=function, takes=takes)
        yield mock


@contextmanager
def in_process(
    windmill: str, *, is_reachable: bool = False, clock_runs: bool = False, store: str | None = None
) -> Iterator[Stage]:
    """A mock of its own, reached without a socket, on a clock that is moved unless it runs."""
    with (
        mock_that_remembers(windmill, is_reachable=is_reachable, store=store) as mock,
        client_without_cookies(BASE_URL, mock.transport()) as http,
    ):
        if clock_runs:
            mock.run_clock()
        yield open_stage(http, RealTime() if clock_runs else ManualTime(mock.advance))


def in_process_for(scenario: str, windmill: str, store: str | None = None) -> AbstractContextManager[Stage]:
    """A mock of its own as `scenario` needs it."""
    needs = SCENARIOS[scenario]
    return in_process(windmill, is_reachable=needs.steps_call_back, clock_runs=needs.takes_real_time, store=store)


def replicas_for(scenario: str, windmill: str, store: str) -> AbstractContextManager[Stage]:
    """Replicas as `scenario` needs them."""
    needs = SCENARIOS[scenario]
    return several(windmill, store, is_reachable=needs.steps_call_back, clock_runs=needs.takes_real_time)


@contextmanager
def several(
    windmill: str, store: str, count: int = 2, *, is_reachable: bool = False, clock_runs: bool = False
) -> Iterator[Stage]:
    """Several mocks with one store, of which each answers in its turn, and whose clock each moves in its turn."""
    with ExitStack() as stack:
        mocks = [
            stack.enter_context(mock_that_remembers(windmill, is_reachable=is_reachable, store=store))
            for _ in range(count)
        ]
        turns = cycle(mocks)
        http = stack.enter_context(
            client_without_cookies(BASE_URL, MockTransport(lambda request: next(turns).handle(request)))
        )
        if clock_runs:
            mocks[0].run_clock()
        time = RealTime() if clock_runs else ManualTime(lambda seconds: next(turns).advance(seconds))
        yield open_stage(http, time)


@contextmanager
def served(windmill: str, *options: str) -> Iterator[httpx.Client]:
    """A client of `windmill-approvals serve --run-steps`, which runs in a process of its own on the real clock."""
    command = [sys.executable, "-m", "windmill_approvals_mock", "--run-steps", "--windmill", windmill, "--port", "0"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as server:
        try:
            with client_without_cookies(_printed_url(server)) as http:
                yield http
        finally:
            server.terminate()


def _printed_url(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        name, _, value = line.strip().removeprefix("export ").partition("=")
        if name == "BASE_INTERNAL_URL":
            return value
    raise AssertionError("the server ended before it said where it listens")


def on_a_socket(http: httpx.Client, number: int) -> Stage:
    """A workspace of its own on a served mock, which it shares with other stages."""
    return open_stage(http, RealTime(), workspace=f"replay-{number:02}")
