"""Two replicas are one mock: whatever is done to one is so on the other."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from windmill_approvals_mock.stores.database import Overtaken, Row, Statement, StoreAway
from windmill_approvals_mock.stores.documents import Documents
from windmill_approvals_mock.stores.opening import SqlStores
from windmill_approvals_mock.stores.sql_store import SqlStore
from windmill_approvals_mock.testing.mock_windmill import MockWindmill
from windmill_approvals_mock.wire.messages import Request

from tests.kinds_of_stores import NewStore
from tests.mockserver.driving import Driver, gated, script, step
from tests.mockserver.replicas import Replicas, replicas

PATIENCE = 120
"""Seconds after which something that should have happened counts as never happening."""


def go_away(*_: object) -> None:
    raise StoreAway("gone for a moment")


@pytest.fixture
def pair(new_store: NewStore) -> Iterator[Replicas]:
    with replicas(new_store("postgresql")) as both:
        yield both


def test_time_is_one(pair: Replicas) -> None:
    first, second = pair.mocks
    flow = pair.run(gated(timeout=3600), step("b"))
    first.advance(1800)
    assert second.now == first.now
    second.advance(1800)
    assert first.run(flow).status == second.run(flow).status == "timed-out"
    first.run_clock()
    assert not second.is_frozen
    second.freeze()
    assert first.is_frozen


def test_a_timeout_fires_once_though_each_replica_waits_for_it(pair: Replicas) -> None:
    first, second = pair.mocks
    first.run_clock()
    flows = [pair.run(gated(timeout=1), step("b")) for _ in range(10)]
    first.advance(1)
    for flow in flows:
        while first.run(flow).status != "timed-out":
            second._world.store.wait(second._world.store.revision, 0.1)
    told = [entry.resource for _, entry in second._world.audit.of("demo")]
    assert sorted(told) == sorted(flows)


def test_stubs_and_what_of_them_was_used_are_shared(pair: Replicas) -> None:
    first, second = pair.mocks
    first.stub("a", results=[1, 2, 3])
    assert second.unused_stubs == ["'a'"]
    assert [pair.job(pair.run(step("a", script(""))))["result"] for _ in range(3)] == [1, 2, 3]


def test_links_and_votes_of_one_are_seen_by_the_other(pair: Replicas) -> None:
    first, second = pair.mocks
    flow = pair.run(gated(), step("b"))
    pair.mint(pair.job_of(flow, "a"), approver="ann")
    (link,) = second.minted
    link.approve({"ok": True})
    first.assert_voted(approver="ann", payload={"ok": True})


@pytest.mark.parametrize("times", [3, None])
def test_a_fault_of_one_strikes_at_each_and_so_often_in_all(pair: Replicas, times: int | None) -> None:
    first, second = pair.mocks
    first.fault("getJob", status=503, retry_after=7, times=times)
    answers = [pair.admin.get(pair.at(f"jobs_u/get/{UUID(int=0)}")) for _ in range(8)]
    struck = [answer.headers.get("retry-after") == "7" for answer in answers]
    assert struck == ([True] * 8 if times is None else [True] * 3 + [False] * 5)
    second.clear_faults()
    assert pair.admin.get(pair.at(f"jobs_u/get/{UUID(int=0)}")).status_code == 404


def test_chance_is_that_of_one_mock(pair: Replicas) -> None:
    def strike(windmill: Driver) -> list[int]:
        windmill.mock.fault(status=418, times=None, probability=0.5)
        return [windmill.admin.get("/api/version").status_code for _ in range(20)]

    with Driver(MockWindmill()) as alone:
        assert strike(pair) == strike(alone)


def test_reset_of_one_empties_the_other(pair: Replicas) -> None:
    first, second = pair.mocks
    pair.deploy("f/ops/refund", gated())
    flow = pair.run(gated())
    assert [view.id for view in second.runs] == [flow]
    first.reset()
    assert second.runs == []
    assert second._world.workspaces.get("demo").catalog.flows == {}
    with pytest.raises(LookupError):
        second.run(flow)
    assert pair.waits(pair.run(gated(), step("b")))


def test_nobody_sees_a_store_that_is_being_emptied_half_full(pair: Replicas) -> None:
    first, second = pair.mocks
    seen: set[int] = set()
    done = threading.Event()

    def ask() -> None:
        headers = {"authorization": f"Bearer {pair.mock.token}"}
        while not done.is_set():
            seen.add(second.handle(Request("GET", "/api/w/demo/users/whoami", "", headers)).status)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    for _ in range(5):
        first.reset()
    done.set()
    for thread in asking:
        thread.join()
    assert seen == {200}


def test_a_reset_that_the_store_cannot_keep_changes_nothing(pair: Replicas, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = pair.mocks
    first.run_clock()
    flow = pair.run(gated(timeout=60), step("b"))
    with monkeypatch.context() as patch:
        patch.setattr(Documents, "_write", go_away)
        answer = first.handle(Request("POST", "/_mock/reset"))
        assert (answer.status, answer.headers) == (503, (("retry-after", "1"),))
    for mock in pair.mocks:
        assert [view.id for view in mock.runs] == [flow]
    second.close()
    first.advance(60)
    while first.run(flow).status != "timed-out":  # by the ticker, which still runs
        first._stores.runs.wait(first._stores.runs.revision, 0.1)


def test_a_step_that_runs_at_one_ends_when_the_other_resets(new_store: NewStore, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with replicas(new_store("postgresql"), run_steps=True, clock="real") as pair:
        first, second = pair.mocks
        pair.run(step("a", script(f"echo $$ > {said}.new; mv {said}.new {said}; while true; do sleep 0.1; done")))
        while not said.exists():
            first._stores.runs.wait(first._stores.runs.revision, 0.02)
        second.reset()
        assert first.runs == []
        while is_alive(int(said.read_text())):
            first._stores.runs.wait(first._stores.runs.revision, 0.1)


@pytest.mark.parametrize("method", ["renew_leases", "take_over", "claim_due"])
def test_threads_that_postgresql_stopped_in_a_deadlock_go_on(
    pair: Replicas, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair.mocks
    second.close()
    stopped = threading.Event()
    works = getattr(SqlStore, method)

    def stop_once(*arguments: Any) -> Any:
        if not stopped.is_set():
            stopped.set()
            raise Overtaken("deadlock detected")
        again.set()
        return works(*arguments)

    again = threading.Event()
    monkeypatch.setattr(SqlStore, method, stop_once)
    first.run_clock()
    pair.run(gated(timeout=1))
    assert again.wait(PATIENCE)


def test_a_request_that_postgresql_stopped_in_a_deadlock_is_told(
    pair: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Overtaken("deadlock detected")

    monkeypatch.setattr(Documents, "_write", stop)
    answer = pair.admin.post(pair.at("folders/create"), json={"name": "ops"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_request_does_not_wait_while_another_asks_what_has_changed(
    pair: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = pair.mock._stores
    assert isinstance(stores, SqlStores)
    read_each, asked, may_go_on = stores._database.read_each, threading.Event(), threading.Event()

    def read_slowly_in_one_thread(*queries: Statement) -> list[list[Row]]:
        if threading.current_thread() is slow:
            asked.set()
            assert may_go_on.wait(PATIENCE)
        return read_each(*queries)

    monkeypatch.setattr(stores._database, "read_each", read_slowly_in_one_thread)
    slow, quick = (threading.Thread(target=stores.keeper.refresh, daemon=True) for _ in range(2))
    slow.start()
    assert asked.wait(PATIENCE)
    quick.start()
    quick.join(PATIENCE)
    assert not quick.is_alive()
    may_go_on.set()
    slow.join(PATIENCE)
    assert not slow.is_alive()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_whoever_waits_at_one_replica_is_woken_by_a_vote_at_the_other(pair: Replicas) -> None:
    first, second = pair.mocks
    first.run_clock()
    flow = pair.run(gated(), step("b"))
    url = pair.mint(pair.job_of(flow, "a"))["resume"]
    ended = threading.Event()

    def wait() -> None:
        assert second._world.engine.wait_for(UUID(flow), PATIENCE) is not None
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    headers = {"content-type": "application/json"}
    assert first.handle(Request("POST", url.removeprefix(first.base_url), "", headers, b"{}")).status == 201
    assert ended.wait(PATIENCE)
    thread.join()


def test_what_one_request_has_read_ahead_is_not_used_for_another(pair: Replicas) -> None:
    first, second = pair.mocks
    flow = pair.run(gated(), step("b"))
    job = pair.job_of(flow, "a")
    url = pair.mint(job)["resume"].removeprefix(first.base_url)
    headers = {"content-type": "application/json"}
    forged = url[:-1] + ("0" if url[-1] != "0" else "1")
    assert first.handle(Request("POST", forged, "", headers, b"{}")).status == 500  # as Windmill answers
    assert second.handle(Request("POST", url, "", headers, b"{}")).status == 201
    seen = first._current.store.run_with(UUID(job))
    assert seen is not None
    assert seen.root.completed_at is not None


def test_a_request_sees_what_it_changed_of_the_run_that_was_read_ahead(pair: Replicas) -> None:
    first, _ = pair.mocks
    flow = UUID(pair.run(gated(), step("b")))
    with first._stores.refresh(f"/api/w/demo/jobs_u/get/{flow}") or nullcontext():
        first.advance(10_000)  # past the gate's timeout
        run = first._current.store.run_with(flow)
    assert run is not None
    assert run.root.completed_at is not None


def test_what_a_replica_left_undone_is_done_by_the_other_when_it_ends(
    new_store: NewStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seen = tmp_path_factory.mktemp("steps") / "seen"
    store = new_store("postgresql")
    first = Driver(MockWindmill(store=store, run_steps=True, clock="real"))
    with first:
        flow = first.run(
            step("a", script(f"echo x >> {seen}; until [ -e {seen}.go ]; do read -t 0.05 <> <(:) || true; done"))
        )
        while not seen.exists():
            first.mock._world.store.wait(first.mock._world.store.revision, 0.02)
        second = Driver(MockWindmill(store=store, run_steps=True, clock="real"))
    with second:
        seen.with_name("seen.go").touch()
        while not second.has_ended(flow):
            second.mock._world.store.wait(second.mock._world.store.revision, 0.1)
        assert second.has_succeeded(flow), str(second.job(flow)["result"])
    assert seen.read_text() == "x\nx\n"
