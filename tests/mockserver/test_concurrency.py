"""Many at once: no vote is lost or counted twice, nobody sees half a change, and nobody waits for another's slow step.

Everything is set off by barriers and events; nothing sleeps.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver, gated, script, step

AT_ONCE = 64
PATIENCE = 120
"""Seconds after which something that should have happened counts as never happening."""


@contextmanager
def reached(windmill: Driver, door: str) -> Iterator[httpx.Client]:
    """A client, for any number of threads, that reaches the mock through `door`."""
    if door == "in process":
        yield windmill.anyone
    else:
        with windmill.mock.serve() as base_url, httpx.Client(base_url=base_url, timeout=PATIENCE) as client:
            yield client


through_each_door = pytest.mark.parametrize("door", ["in process", "over a socket"])


def all_at_once(urls: Sequence[str], client: httpx.Client) -> list[int]:
    """The statuses of one POST to each URL, all let go in the same instant."""
    start = threading.Barrier(len(urls), timeout=PATIENCE)

    def click(url: str) -> int:
        start.wait()
        return client.post(url, json={"by": url}).status_code

    with ThreadPoolExecutor(len(urls)) as pool:
        return list(pool.map(click, urls))


def paths(urls: Sequence[str]) -> list[str]:
    return [httpx.URL(url).raw_path.decode() for url in urls]


# -- votes ---------------------------------------------------------------------------------
@through_each_door
def test_of_many_clicks_on_one_pair_exactly_one_is_recorded(windmill: Driver, door: str) -> None:
    flow = windmill.run(gated("a", 2), step("b"))
    pair = windmill.mint(windmill.job_of(flow, "a"))
    with reached(windmill, door) as client:
        statuses = all_at_once(paths([pair["resume"], pair["cancel"]]) * (AT_ONCE // 2), client)
    assert Counter(statuses) == {201: 1, 500: AT_ONCE - 1}


@through_each_door
def test_of_many_votes_for_as_many_events_none_is_lost_and_the_flow_goes_on(windmill: Driver, door: str) -> None:
    flow = windmill.run(gated("a", AT_ONCE), step("b"))
    a = windmill.job_of(flow, "a")
    urls = [windmill.mint(a, number)["resume"] for number in range(AT_ONCE)]
    with reached(windmill, door) as client:
        statuses = all_at_once(paths(urls), client)
    assert statuses == [201] * AT_ONCE
    assert windmill.has_succeeded(flow)
    assert {vote["resume_id"] for vote in windmill.modules(flow)[0]["approvers"]} == set(range(AT_ONCE))


def test_votes_for_many_flows_at_once_each_reach_their_own(windmill: Driver) -> None:
    flows = [windmill.run(gated(), step("b")) for _ in range(AT_ONCE)]
    urls = [windmill.mint(windmill.job_of(flow, "a"))["resume"] for flow in flows]
    assert all_at_once(paths(urls), windmill.anyone) == [201] * AT_ONCE
    assert all(windmill.has_succeeded(flow) for flow in flows)


def test_a_vote_and_the_timeout_in_the_same_instant_leave_one_ending(windmill: Driver) -> None:
    for _ in range(10):
        flow = windmill.run(gated("a", timeout=5), step("b"))
        url = windmill.mint(windmill.job_of(flow, "a"))["resume"]
        start = threading.Barrier(2, timeout=PATIENCE)

        def let_time_pass(start: threading.Barrier = start) -> None:
            start.wait()
            windmill.mock.advance(5)

        def vote(start: threading.Barrier = start, url: str = url) -> int:
            start.wait()
            return windmill.anyone.post(url, json={}).status_code

        with ThreadPoolExecutor(2) as pool:
            passing, status = pool.submit(let_time_pass), pool.submit(vote).result()
            passing.result()
        assert windmill.has_succeeded(flow) == (status == 201)


# -- readers -------------------------------------------------------------------------------
def test_readers_never_see_half_a_change(windmill: Driver) -> None:
    """A vote is counted, noted and followed by the next module in one: the parts of a status always fit together."""
    flow = windmill.run(*(gated(f"m{number}", 3) for number in range(12)), step("end"))
    start, done = threading.Barrier(5, timeout=PATIENCE), threading.Event()

    def read() -> int:
        start.wait()
        seen = 0
        with windmill.client(windmill.mock.token) as client:
            while not done.is_set() or not seen:
                job = client.get(windmill.at(f"jobs_u/get/{flow}")).json()
                states = [module["type"] for module in job["flow_status"]["modules"]]
                waiting = job["type"] == "QueuedJob"
                assert states.count("WaitingForEvents") == waiting
                assert states.count("Success") == (job["flow_status"]["step"] if waiting else len(states))
                assert (1 <= job["suspend"] <= 3) if waiting else job["success"]
                seen += 1
        return seen

    def vote() -> None:
        start.wait()
        try:
            for number in range(12):
                gated_job = windmill.job_of(flow, number)
                for resume_id in range(3):
                    assert windmill.approve(gated_job, resume_id).status_code == 201
        finally:
            done.set()

    with ThreadPoolExecutor(5) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        pool.submit(vote).result()
        assert all(reader.result() > 0 for reader in readers)
    assert windmill.has_succeeded(flow)


def test_lists_can_be_read_while_runs_are_started(windmill: Driver) -> None:
    done = threading.Event()

    def read() -> None:
        with windmill.client(windmill.mock.token) as client:
            while not done.is_set():
                assert client.get(windmill.at("jobs/list")).status_code == 200

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for _ in range(60):
                windmill.run(step("a"), gated("b"))
        finally:
            done.set()
        for reader in readers:
            reader.result()


# -- slow steps and expressions ------------------------------------------------------------
@contextmanager
def while_a_step_is_stuck(windmill: Driver) -> Iterator[Future[str]]:
    """Inside, some flow's step does not come to its end; its start is the value of the future."""
    started, free = threading.Event(), threading.Event()

    def stuck(_: object) -> str:
        started.set()
        assert free.wait(PATIENCE)
        return "free"

    windmill.mock.stub("stuck", function=stuck)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(windmill.run, step("stuck", script("")), gated("next"), step("end"))
        assert started.wait(PATIENCE)
        try:
            yield running
        finally:
            free.set()


def test_a_stuck_step_delays_no_other_flow(windmill: Driver) -> None:
    waiting = windmill.run(gated(), step("b"))
    with while_a_step_is_stuck(windmill) as running:
        assert windmill.approve(windmill.job_of(waiting, "a")).status_code == 201
        assert windmill.has_succeeded(waiting)
        assert windmill.has_succeeded(windmill.run(step("a")))
        assert not running.done()
    assert windmill.waits(running.result())


def test_a_flow_with_a_stuck_step_can_be_read_and_voted_for(windmill: Driver) -> None:
    with while_a_step_is_stuck(windmill) as running:
        jobs = windmill.admin.get(windmill.at("jobs/list"), params={"job_kinds": "flowpreview"}).json()
        flow = jobs[0]["id"]
        assert windmill.modules(flow)[0]["type"] == "InProgress"
        assert windmill.approve(flow, flow_level=True).status_code == 201
        assert not running.done()
    assert windmill.has_succeeded(flow)


def test_a_flow_with_a_stuck_step_can_be_cancelled_and_what_the_step_says_afterwards_is_nothing(
    windmill: Driver,
) -> None:
    with while_a_step_is_stuck(windmill):
        flow = windmill.admin.get(windmill.at("jobs/list"), params={"job_kinds": "flowpreview"}).json()[0]["id"]
        assert windmill.cancel_run(flow).status_code == 200
        assert windmill.has_ended(flow)
    assert windmill.error(flow)[0] == "Canceled"


def test_an_endless_expression_delays_no_other_flow(windmill: Driver) -> None:
    """It runs into its limit after a second; until then the others get on. If they had to wait, there would be one."""
    endless = step("a", script("", v="(() => { while (true); })()"))
    others = 0
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(windmill.run, endless)
        while not running.done():
            flow = windmill.run(gated(), step("b"))
            assert windmill.approve(windmill.job_of(flow, "a")).status_code == 201
            assert windmill.has_succeeded(flow)
            others += 1
    assert windmill.error(running.result())[0] == "ExecutionErr"
    assert others > 1


# -- several mocks -------------------------------------------------------------------------
def test_mocks_side_by_side_share_nothing() -> None:
    start = threading.Barrier(6, timeout=PATIENCE)

    def work(version: str) -> tuple[int, set[str]]:
        with Driver(MockWindmill(windmill=version)) as windmill:
            start.wait()
            flows = {windmill.run(gated("a", timeout=10), step("b")) for _ in range(10)}
            for flow in sorted(flows)[:5]:
                windmill.approve(windmill.job_of(flow, "a"))
            windmill.mock.advance(10)
            succeeded = sum(windmill.has_succeeded(flow) for flow in flows)
            known = {
                job["id"] for job in windmill.admin.get(windmill.at("jobs/list")).json() if "parent_job" not in job
            }
            assert known == flows
            return succeeded, flows

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(work, ["1.624", "1.788"] * 3))
    assert [succeeded for succeeded, _ in results] == [5] * 6
    assert len(set[str]().union(*(flows for _, flows in results))) == 60


def test_one_mocks_token_is_worth_nothing_to_another(windmill: Driver, older: Driver) -> None:
    with older.client(windmill.mock.token) as stranger:
        assert stranger.get("/api/users/whoami").status_code == 401
