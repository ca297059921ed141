"""Requests that hold their threads for long leave some to those that end them, on a real server."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors import asgi
from windmill_approvals_mock.wire.operations import run_requests

from tests.mockserver.driving import gated, script, step

PATIENCE = 300


@pytest.mark.untraced
def test_more_requests_than_may_wait_are_all_answered_by_the_votes_that_end_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_requests, "SECONDS_A_RESULT_IS_WAITED_FOR", PATIENCE)
    monkeypatch.setattr(asgi, "MOST_WAITING", 50)
    many = asgi.MOST_WAITING + 10
    with MockWindmill(clock="real") as mock, mock.serve() as url:
        mock.deploy("f/a/wait", [gated(), step("b")])
        assert asyncio.run(_vote_for_all(mock, url, many)) == [200] * many
        assert [run.status for run in mock.runs] == ["succeeded"] * many


async def _vote_for_all(mock: MockWindmill, url: str, many: int) -> list[int]:
    """The statuses of `many` requests that wait at once."""
    login = {"Authorization": f"Bearer {mock.token}"}
    everything = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, headers=login, timeout=PATIENCE, limits=everything) as client:
        path = "/api/w/demo/jobs/run_wait_result/f/f/a/wait"
        waiting = [asyncio.create_task(client.post(path, json={})) for _ in range(many)]
        while len(mock.runs) < asgi.MOST_WAITING:
            await asyncio.wait(waiting, timeout=0.1)
        assert not any(one.done() for one in waiting)
        voted: set[str] = set()
        while not all(one.done() for one in waiting):
            for run in mock.runs:
                if run.id not in voted:
                    voted.add(run.id)
                    flow = (await client.get(f"/api/w/demo/jobs_u/get/{run.id}")).json()
                    step = flow["flow_status"]["modules"][0]["job"]
                    urls = (await client.get(f"/api/w/demo/jobs/resume_urls/{step}/1")).json()
                    assert (await client.post(urls["resume"], json={})).status_code == 201
            await asyncio.wait(waiting, timeout=0.1)
        return [one.result().status_code for one in waiting]


def test_stubs_that_wait_on_a_frozen_clock_leave_threads_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stub's function is called in the thread of the request that started its step."""
    monkeypatch.setattr(asgi, "MOST_THREADS", 2)
    monkeypatch.setattr(asgi, "SECONDS_UNTIL_STUCK", 0.01)
    may_end, many = threading.Event(), 6
    entered = threading.Barrier(many + 1)

    def stuck(_: object) -> None:
        entered.wait(PATIENCE)
        may_end.wait(PATIENCE)

    with MockWindmill() as mock, mock.serve() as url, ThreadPoolExecutor(many) as threads:
        mock.deploy("f/a/stuck", [step("a", script(""))])
        mock.stub("a", function=stuck)
        mock.deploy("f/a/frees", [step("b", script(""))])
        mock.stub("b", function=lambda _: may_end.set())
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {mock.token}"}, timeout=PATIENCE) as client:
            runs = [threads.submit(client.post, "/api/w/demo/jobs/run/f/f/a/stuck", json={}) for _ in range(many)]
            entered.wait(PATIENCE)
            assert client.post("/api/w/demo/jobs/run/f/f/a/frees", json={}).status_code == 201
            assert [run.result(PATIENCE).status_code for run in runs] == [201] * many
        assert {run.status for run in mock.runs} == {"succeeded"}
