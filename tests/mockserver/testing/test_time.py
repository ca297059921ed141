"""Nothing sleeps: pauses pass at once beside the mock, and who waits in a thread or task is woken by `advance`."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from windmill_approvals import (
    AsyncWindmill,
    ConnectionFailed,
    RateLimited,
    Succeeded,
    WaitTimeout,
    Windmill,
    _clock,
    _others,
)
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import step

PATIENCE = 120
"""Real seconds after which something that should have happened counts as never happening."""


@pytest.fixture
def mock() -> Any:
    with MockWindmill() as mock:
        mock.deploy("f/ops/refund", [step("pay", takes=60, result="paid")])
        yield mock


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients really slept."""
    seconds: list[float] = []

    async def sleep_async(time: float) -> None:
        seconds.append(time)

    monkeypatch.setattr(_clock, "sleep", seconds.append)
    monkeypatch.setattr(_clock, "sleep_async", sleep_async)
    return seconds


def client_of(mock: MockWindmill) -> Windmill:
    return Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())


def async_client_of(mock: MockWindmill) -> AsyncWindmill:
    return AsyncWindmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())


FAULTS: list[dict[str, Any]] = [{"status": 429, "retry_after": 7}, {"status": 503}, {"reset": True}]


@pytest.mark.parametrize("fault", FAULTS)
def test_pauses_of_retries_pass_at_once_and_leave_the_clock_alone(
    mock: MockWindmill, slept: list[float], fault: dict[str, Any]
) -> None:
    before = mock.now
    mock.fault("getResumeUrls", **fault, times=2)
    with client_of(mock) as client:
        assert client.get_resume_urls(job_id="11111111-2222-3333-4444-555555555555")
    assert (slept, mock.now) == ([], before)


@pytest.mark.parametrize("fault", FAULTS)
def test_so_they_do_under_intercept(mock: MockWindmill, slept: list[float], fault: dict[str, Any]) -> None:
    mock.fault("getResumeUrls", **fault, times=2)
    with mock.intercept(), Windmill(mock.base_url, mock.token, "demo") as client:
        assert client.get_resume_urls(job_id="11111111-2222-3333-4444-555555555555")
    assert slept == []


def test_so_they_do_for_an_async_client(mock: MockWindmill, slept: list[float]) -> None:
    async def ask() -> None:
        async with async_client_of(mock) as client:
            await client.get_resume_urls(job_id="11111111-2222-3333-4444-555555555555")

    mock.fault("getResumeUrls", status=429, retry_after=7, times=2)
    asyncio.run(ask())
    assert slept == []


def test_a_wait_that_is_told_to_come_back_too_late_ends_at_once(mock: MockWindmill, slept: list[float]) -> None:
    with client_of(mock) as client:
        run = client.run_flow("f/ops/refund")
        mock.fault("getJob", status=429, retry_after=7)
        with pytest.raises(WaitTimeout, match="could not be read within 5 s"):
            client.wait_until_done(run, within=5)
        mock.fault("getJob", status=429, retry_after=7, times=3)
        with pytest.raises(RateLimited):
            client.wait_until_done(run, within=60)
    assert slept == []


def test_on_a_socket_pauses_are_real(mock: MockWindmill, slept: list[float]) -> None:
    mock.fault("getResumeUrls", status=429, retry_after=7)
    with mock.serve() as url, Windmill(url, mock.token, "demo") as client:
        client.get_resume_urls(job_id="11111111-2222-3333-4444-555555555555")
    assert slept == [7]


@pytest.mark.parametrize("pause", [60, 60.0, timedelta(minutes=1)])
def test_time_advances_by_seconds_or_a_timedelta(mock: MockWindmill, pause: float | timedelta) -> None:
    before = mock.now
    mock.advance(pause)
    assert mock.now - before == timedelta(seconds=60)


@pytest.mark.parametrize("pause", [-1, timedelta(seconds=-1), True, "60", float("nan")])
def test_time_only_goes_forward(mock: MockWindmill, pause: Any) -> None:
    with pytest.raises(ValueError, match="time only goes forward"):
        mock.advance(pause)


# -- who waits while time stands still -----------------------------------------------------


def test_the_only_thread_never_hangs(mock: MockWindmill, slept: list[float]) -> None:
    with client_of(mock) as client:
        run = client.run_flow("f/ops/refund")
        with pytest.raises(WaitTimeout, match=r"advance\(60\)"):
            client.wait_until_done(run, within=3600)
    assert slept == []


def test_a_waiter_in_a_thread_is_woken_by_advance(mock: MockWindmill) -> None:
    with client_of(mock) as client, ThreadPoolExecutor(1) as threads:
        run = client.run_flow("f/ops/refund")
        seen = mock.journal.count("getJob")
        waiter = threads.submit(client.wait_until_done, run, within=50)
        until_it_has_looked(mock, seen)
        mock.advance(60)
        assert waiter.result(timeout=PATIENCE) == Succeeded("paid")


def until_it_has_looked(mock: MockWindmill, seen: int) -> None:
    looked = threading.Event()
    while mock.journal.count("getJob") == seen:
        looked.wait(0.001)


def test_on_a_socket_too(mock: MockWindmill) -> None:
    with mock.serve() as url, Windmill(url, mock.token, "demo") as client, ThreadPoolExecutor(1) as threads:
        run = client.run_flow("f/ops/refund")
        waiter = threads.submit(client.wait_until_done, run, within=50)
        until_it_has_looked(mock, 0)
        mock.advance(60)
        assert waiter.result(timeout=PATIENCE) == Succeeded("paid")


def test_a_waiter_in_a_thread_that_nobody_wakes_ends_and_says_what_would_help(mock: MockWindmill) -> None:
    with client_of(mock) as client, ThreadPoolExecutor(1) as threads:
        run = client.run_flow("f/ops/refund")
        with pytest.raises(WaitTimeout, match=r"advance\(60\)"):
            threads.submit(client.wait_until_done, run, within=0.1).result(timeout=PATIENCE)


def test_a_waiter_in_a_task_is_woken_by_advance(mock: MockWindmill) -> None:
    async def wait() -> Any:
        async with async_client_of(mock) as client:
            run = await client.run_flow("f/ops/refund")
            seen = mock.journal.count("getJob")
            waiter = asyncio.create_task(client.wait_until_done(run, within=50))
            await asyncio.to_thread(until_it_has_looked, mock, seen)
            mock.advance(timedelta(minutes=1))
            return await waiter

    assert asyncio.run(wait()) == Succeeded("paid")


async def _alone(client: AsyncWindmill, run: str) -> Any:
    return await client.wait_until_done(run, within=3600)


async def _awaited(client: AsyncWindmill, run: str) -> Any:
    return await asyncio.create_task(client.wait_until_done(run, within=3600))


async def _gathered(client: AsyncWindmill, run: str) -> Any:
    return await asyncio.gather(*(client.wait_until_done(run, within=3600) for _ in range(2)))


@pytest.mark.parametrize("wait", [_alone, _awaited, _gathered])
def test_tasks_that_all_wait_for_each_other_never_hang(mock: MockWindmill, wait: Any) -> None:
    async def run_and_wait() -> None:
        async with async_client_of(mock) as client:
            await wait(client, await client.run_flow("f/ops/refund"))

    with pytest.raises(WaitTimeout, match=r"advance\(60\)"):
        asyncio.run(run_and_wait())


def test_a_task_of_which_nothing_is_known_is_waited_for_a_moment_only(
    mock: MockWindmill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As under anyio's pytest plugin, where a task awaits a future that the test's task completes."""
    monkeypatch.setattr(_others.OtherTasks.__init__, "__defaults__", (0.01,))

    async def wait_for_a_future() -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        async def run_and_wait() -> None:
            async with async_client_of(mock) as client:
                run = await client.run_flow("f/ops/refund")
                try:
                    answer.set_result(await client.wait_until_done(run, within=3600))
                except WaitTimeout as error:
                    answer.set_exception(error)

        task = asyncio.create_task(run_and_wait())
        try:
            return await answer
        finally:
            await task

    with pytest.raises(WaitTimeout, match=r"advance\(60\)"):
        asyncio.run(wait_for_a_future())


def test_a_connection_that_stays_broken_is_given_up_at_once(mock: MockWindmill, slept: list[float]) -> None:
    mock.fault("run_flow", reset=True, times=None)
    with client_of(mock) as client, pytest.raises(ConnectionFailed):
        client.run_flow("f/ops/refund")
    assert slept == []
