"""Whatever one run does, only that run fails: the clock goes on, and so does every other run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from windmill_approvals_mock.running.stubs import StepCall, StepSeen

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, gated, script, step

PATIENCE = 120


def raising(error: BaseException) -> Callable[[Any], Any]:
    def raises(_: Any) -> Any:
        raise error

    return raises


ERRORS = [ZeroDivisionError("by zero"), SystemExit(3), RecursionError("deep"), MemoryError(), GeneratorExit()]


@pytest.fixture
def running(make: MakeDriver) -> Driver:
    """A mock whose time runs."""
    return make("1.788", clock="real")


def wait_for_end(windmill: Driver, flow: str) -> None:
    seen = threading.Event()
    for _ in range(PATIENCE * 100):
        if windmill.has_ended(flow):
            return
        seen.wait(0.01)
    raise AssertionError(f"{flow} has not ended")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_predicate_that_raises_fails_its_run_and_is_named(windmill: Driver, error: BaseException) -> None:
    windmill.mock.stub("sleeps", takes=10)

    def picky(seen: StepSeen) -> bool:
        if seen.id == "b":
            raise error
        return False

    other = windmill.run(gated("x", timeout=20), step("y"))
    hostile = windmill.run(step("sleeps", script("")), step("b", script("")))
    windmill.mock.stub(picky)
    windmill.mock.advance(30)
    name, message = windmill.error(hostile)
    assert name == "InternalErr"
    assert message.startswith("The mock gave up this run: the predicate of a stub, picky, raised")
    assert type(error).__name__ in message
    assert windmill.error(other)[0] == "SuspendedTimedOut"


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_stub_that_raises_fails_its_step(windmill: Driver, error: BaseException) -> None:
    windmill.mock.stub("a", function=raising(error), error=type(error))
    assert windmill.error(windmill.run(step("a", script(""))))[0] == type(error).__name__


def test_a_mistake_in_a_rule_fails_its_run_alone(windmill: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    windmill.mock.stub("a", takes=10)
    other, hostile = windmill.run(gated("x", timeout=20), step("y")), windmill.run(step("a", script("")), step("b"))
    begun = windmill.mock.run(hostile)
    from windmill_approvals_mock.flows import machine

    let_happen = machine._let_happen

    def wrong(work: Any, job: Any) -> None:
        if str(work.run.id) == hostile:
            raise KeyError("a token")
        let_happen(work, job)

    monkeypatch.setattr(machine, "_let_happen", wrong)
    windmill.mock.advance(30)
    message = windmill.error(hostile)[1]
    assert begun.status == "failed"
    assert "its own code failed with KeyError at test_giving_up.py" in message
    assert "token" not in message
    assert windmill.error(other)[0] == "SuspendedTimedOut"


def test_a_stub_may_move_time_past_what_is_asked_for(windmill: Driver) -> None:
    windmill.mock.stub("a", takes=1)
    windmill.mock.stub("b", function=lambda _: windmill.mock.advance(100))
    flow = windmill.run(step("a", script("")), step("b", script("")))
    windmill.mock.advance(2)
    assert windmill.has_succeeded(flow)


def test_a_stub_that_never_returns_keeps_nobody_from_moving_time(windmill: Driver) -> None:
    entered, free = threading.Event(), threading.Event()

    def stuck(_: StepCall) -> None:
        entered.set()
        free.wait(PATIENCE)

    windmill.mock.stub("a", takes=1)
    windmill.mock.stub("b", function=stuck)
    windmill.run(step("a", script("")), step("b", script("")))
    other = windmill.run(gated("x", timeout=5), step("y"))
    mover = threading.Thread(target=windmill.mock.advance, args=(2,))
    mover.start()
    try:
        assert entered.wait(PATIENCE)
        windmill.mock.advance(10)
        assert windmill.error(other)[0] == "SuspendedTimedOut"
        assert mover.is_alive()
    finally:
        free.set()
        mover.join(PATIENCE)


@pytest.mark.parametrize("where", ["stub", "predicate"])
def test_on_a_running_clock_what_never_returns_delays_its_own_run_only(running: Driver, where: str) -> None:
    entered, free = threading.Event(), threading.Event()

    def stuck(step: StepCall | StepSeen) -> bool:
        if isinstance(step, StepCall) or step.id == "b":
            entered.set()
            free.wait(PATIENCE)
        return False

    running.mock.stub("a", takes=0.01)
    if where == "stub":
        running.mock.stub("b", function=stuck)
    else:
        running.mock.stub(stuck)
    try:
        hostile = running.run(step("a", script("")), step("b", script("")))
        assert entered.wait(PATIENCE)
        other = running.run(step("a", script("")), step("c"))
        wait_for_end(running, other)
        assert running.has_succeeded(other)
        assert not running.mock.is_frozen
    finally:
        free.set()
    wait_for_end(running, hostile)


@pytest.mark.parametrize("path", ["/api/w/demo/jobs/list", "/api/w/demo/jobs/queue/list"])
def test_a_list_does_not_wait_for_a_run_that_is_long_in_moving_on(running: Driver, path: str) -> None:
    entered, free = threading.Event(), threading.Event()

    def stuck(step: StepSeen) -> bool:
        if step.id == "b":
            entered.set()
            free.wait(PATIENCE)
        return False

    running.mock.stub("a", takes=0.01)
    running.mock.stub(stuck)
    hostile = running.run(step("a", script("")), step("b", script("")))
    try:
        assert entered.wait(PATIENCE)
        assert running.admin.get(path).status_code == 200
        assert not free.is_set()
        assert running.mock._world.store.next_due() is not None
    finally:
        free.set()
    wait_for_end(running, hostile)


def test_the_ticker_lives_through_a_run_that_exits(running: Driver) -> None:
    def exits(step: StepSeen) -> bool:
        return sys.exit(3) if step.id == "b" else False

    running.mock.stub("a", takes=0.01)
    running.mock.stub(exits)
    hostile = running.run(step("a", script("")), step("b", script("")))
    wait_for_end(running, hostile)
    other = running.run(step("a", script("")), step("c"))
    wait_for_end(running, other)
    assert "SystemExit: 3" in running.error(hostile)[1]
    assert running.has_succeeded(other)


@pytest.mark.parametrize("kind", ["forloopflow", "whileloopflow", "branchone", "branchall", "flow"])
def test_a_failure_module_that_is_a_container_runs_when_a_step_fails(windmill: Driver, kind: str) -> None:
    inside = [{"id": "x", "value": {"type": "identity"}}]
    does = {
        "type": kind,
        "iterator": {"type": "static", "value": [1]},
        "modules": [{**inside[0], "stop_after_if": {"expr": "true", "skip_if_stopped": False}}],
        "branches": [{"expr": "true", "modules": inside}],
        "default": [],
        "path": "f/a/inner",
    }
    windmill.mock.stub("a", error="no")
    windmill.deploy("f/a/inner", *inside)
    run = windmill.mock.run(windmill.run(step("a"), failure_module={"id": "failure", "value": does}))
    windmill.mock.advance(60)
    assert run.status in ("failed", "succeeded")
    assert "own code failed" not in str(run.result)
    assert not windmill.mock.is_behind
