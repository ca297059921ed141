"""`same_worker` of a flow: what shows of it, and what it changes. From Windmill's source: no recording has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import ECHO, Driver, branchall, branchone, gate, gated, loop, script, step
from tests.mockserver.flows.test_retries import RETRY, fails_once

JSON = Any
REFUSAL = (
    "Bad request: Cannot continue on same worker with multiple jobs, "
    "parallel cannot be used in conjunction with same_worker"
)
SLOW = script("slow")
CALLS_F = step("s", {"type": "flow", "path": "f/ops/inner", "input_transforms": {}})


def _stays(windmill: Driver, job: str) -> JSON:
    return windmill.job(job)["same_worker"]


@pytest.fixture
def windmill(windmill: Driver) -> Driver:
    windmill.mock.stub("slow", result="done", takes=60)
    return windmill


def test_a_preview_and_its_step_say_it(windmill: Driver) -> None:
    flow = windmill.run(step("slow", SLOW), same_worker=True)
    assert (_stays(windmill, flow), _stays(windmill, windmill.job_of(flow, "slow"))) == (True, True)


def test_without_it_neither_says_it(windmill: Driver) -> None:
    flow = windmill.run(step("slow", SLOW))
    assert (_stays(windmill, flow), _stays(windmill, windmill.job_of(flow, "slow"))) == (False, False)


def test_of_a_deployed_flow_only_the_steps_say_it(windmill: Driver) -> None:
    windmill.deploy("f/ops/outer", step("slow", SLOW), same_worker=True)
    flow = windmill.run_deployed("f/ops/outer")
    assert (_stays(windmill, flow), _stays(windmill, windmill.job_of(flow, "slow"))) == (False, True)


@pytest.mark.parametrize("own", [{"suspend": gate(1)}, {"sleep": {"type": "static", "value": 1}}])
def test_a_step_with_a_gate_or_a_sleep_of_its_own_is_free(windmill: Driver, own: JSON) -> None:
    flow = windmill.run(step("slow", SLOW, **own), same_worker=True)
    assert not _stays(windmill, windmill.job_of(flow, "slow"))


@pytest.mark.parametrize("around", [branchone, lambda *modules: branchall(modules), loop])
def test_bodies_and_the_steps_in_them_stay(windmill: Driver, around: JSON) -> None:
    flow = windmill.run(step("c", around(step("slow", SLOW), step("after"))), same_worker=True)
    body = windmill.job_of(flow, "c")
    assert windmill.job(body)["raw_flow"]["same_worker"] is True
    assert (_stays(windmill, body), _stays(windmill, windmill.job_of(body, "slow"))) == (True, True)


def test_a_sub_flow_stays_with_its_steps_but_not_what_is_in_its_branches(windmill: Driver) -> None:
    windmill.deploy("f/ops/inner", step("b", branchone(step("slow", SLOW), step("after"))))
    flow = windmill.run(CALLS_F, same_worker=True)
    inner = windmill.job_of(flow, "s")
    body = windmill.job_of(inner, "b")
    slow = windmill.job_of(body, "slow")
    assert [_stays(windmill, job) for job in (inner, body, slow)] == [True, True, False]


@pytest.mark.parametrize("module", [loop(step("x"), parallel=True), branchall([step("x")], [step("y")], parallel=True)])
def test_parallel_jobs_are_refused(either: Driver, module: JSON) -> None:
    flow = either.run(step("a"), step("c", module), same_worker=True)
    assert either.error(flow) == ("InternalError", REFUSAL)


@pytest.mark.parametrize("own", [{"suspend": gate(0)}, {"sleep": {"type": "static", "value": 0}}])
def test_parallel_jobs_of_a_free_module_are_not(windmill: Driver, own: JSON) -> None:
    flow = windmill.run(step("c", loop(step("x"), parallel=True), **own), same_worker=True)
    assert windmill.has_succeeded(flow)


def test_one_parallel_job_is_not_refused(windmill: Driver) -> None:
    assert windmill.has_succeeded(windmill.run(step("c", loop(step("x"), over=[1], parallel=True)), same_worker=True))


def test_the_step_after_a_sleep_does_not_wait(windmill: Driver) -> None:
    sleeps = step("a", sleep={"type": "static", "value": 60})
    assert windmill.has_succeeded(windmill.run(sleeps, step("b"), same_worker=True))
    assert not windmill.has_ended(windmill.run(sleeps, step("b")))


def test_a_retry_does_not_wait(windmill: Driver) -> None:
    seen = fails_once(windmill, "a")
    flow = windmill.run(step("a", ECHO, retry=RETRY), same_worker=True)
    assert (len(seen), windmill.has_succeeded(flow)) == (2, True)


def test_a_gate_is_waited_for(windmill: Driver) -> None:
    flow = windmill.run(gated(), step("b"), same_worker=True)
    assert windmill.waits(flow)
    windmill.approve(windmill.job_of(flow, "a"))
    assert windmill.has_succeeded(flow)


# -- the folder that steps share, when they run ----------------------------------------------
WRITES = script("echo kept > shared/note; ls shared")
READS = script("cat shared/note || echo nothing there")


@pytest.fixture
def running(make: MakeDriver) -> Driver:
    return make("1.788", run_steps=True)


@pytest.mark.parametrize(("same_worker", "seen"), [(True, "kept"), (False, "nothing there")])
def test_a_step_sees_what_the_one_before_left_in_shared(running: Driver, same_worker: bool, seen: str) -> None:
    flow = running.run(step("w", WRITES), step("r", READS), same_worker=same_worker)
    assert running.job(flow)["result"] == seen


def test_steps_of_bodies_and_sub_flows_see_it_too(running: Driver) -> None:
    running.deploy("f/ops/inner", step("r", READS))
    running.deploy("f/ops/outer", step("w", WRITES), step("b", branchone(CALLS_F)), same_worker=True)
    assert running.job(running.run_deployed("f/ops/outer"))["result"] == "kept"


def test_a_step_with_a_sleep_of_its_own_sees_an_empty_one(running: Driver) -> None:
    reads = step("r", READS, sleep={"type": "static", "value": 0})
    assert running.job(running.run(step("w", WRITES), reads, same_worker=True))["result"] == "nothing there"


def test_another_run_does_not_see_it(running: Driver) -> None:
    running.run(step("w", WRITES), same_worker=True)
    assert running.job(running.run(step("r", READS), same_worker=True))["result"] == "nothing there"


def test_what_is_shared_is_gone_once_the_mock_is_closed(running: Driver) -> None:
    flow = running.run(step("w", script("cd -P shared; pwd")), same_worker=True)
    folder = Path(running.job(flow)["result"])
    assert folder.is_dir()
    running.mock.close()
    assert not folder.exists()
