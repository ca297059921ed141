"""Where runs, flows, steps and gates stand: each word of the vocabulary, and that nobody has another one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import windmill_approvals
from windmill_approvals_mock.flows.job import FlowJob
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import (
    RUN_STANDINGS,
    Standing,
    gates_of,
    standing_of_module,
    standing_of_run,
    waits_in,
)

from tests.mockserver.driving import JSON, Driver, branchall, gated, script, step

Act = Callable[[Driver, str], object]


def run_of(windmill: Driver, id: str) -> Run:
    run = windmill.mock._world.engine.run_with(UUID(id))
    assert run is not None
    return run


def job_of(windmill: Driver, id: str, module: str) -> str:
    """The job of a module, wherever it is in the run."""
    return next(str(job.id) for job in run_of(windmill, id).jobs.values() if job.module_id == module)


def deny(windmill: Driver, run: str) -> None:
    windmill.deny(job_of(windmill, run, "a"))


def approve(windmill: Driver, run: str) -> None:
    windmill.approve(job_of(windmill, run, "a"))


def wait_a_minute(windmill: Driver, _: str) -> None:
    windmill.mock.advance(60)


def cancel(windmill: Driver, run: str) -> None:
    windmill.admin.post(windmill.at(f"jobs_u/queue/cancel/{run}"), json={})


def nothing(_: Driver, __: str) -> None:
    pass


SLOW, BROKEN = step("slow", script("slow")), step("broken", script("broken"))
TOLERANT = {"continue_on_disapprove_timeout": True}

CASES: dict[str, tuple[list[JSON], Act, str, list[str], list[str]]] = {
    # what runs, what happens, then: the run, its steps, its gates
    "a step runs": ([SLOW, step("b")], nothing, "running", ["running", "pending"], []),
    "before a gate": (
        [step("slow", script("slow"), suspend={"required_events": 1}), step("b")],
        nothing,
        "running",
        ["running", "pending"],
        ["pending"],
    ),
    "at a gate": ([gated("a"), step("b")], nothing, "waiting", ["succeeded", "blocked"], ["waiting"]),
    "past a gate": ([gated("a"), step("b")], approve, "succeeded", ["succeeded", "succeeded"], ["open"]),
    "denied": (
        [gated("a"), step("b"), gated("c"), step("d")],
        deny,
        "denied",
        ["succeeded", "not-reached", "not-reached", "not-reached"],
        ["denied", "not-reached"],
    ),
    "timed out": (
        [gated("a", timeout=60), step("b")],
        wait_a_minute,
        "timed-out",
        ["succeeded", "not-reached"],
        ["timed-out"],
    ),
    "cancelled at a gate": ([gated("a"), step("b")], cancel, "cancelled", ["succeeded", "not-reached"], ["cancelled"]),
    "cancelled in a step": ([SLOW, step("b")], cancel, "cancelled", ["cancelled", "not-reached"], []),
    "failed": ([BROKEN, step("b")], nothing, "failed", ["failed", "not-reached"], []),
    "continued after a denial": (
        [gated("a", **TOLERANT), step("b")],
        deny,
        "succeeded",
        ["succeeded", "succeeded"],
        ["open"],
    ),
    "a skipped step opens no gate": (
        [step("a", skip_if={"expr": "true"}, suspend={"required_events": 1}), step("b")],
        nothing,
        "succeeded",
        ["skipped", "succeeded"],
        ["skipped"],
    ),
    "after a sleep": (
        [step("a", sleep={"type": "static", "value": 60}), step("b")],
        nothing,
        "running",
        ["succeeded", "scheduled"],
        [],
    ),
    "denied inside a branch": (
        [step("l", branchall([gated("a"), step("b")])), step("c")],
        deny,
        "denied",
        ["failed", "not-reached"],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_where_a_run_its_steps_and_its_gates_stand(
    windmill: Driver, case: tuple[list[JSON], Act, str, list[str], list[str]]
) -> None:
    modules, act, of_run, of_steps, of_gates = case
    windmill.mock.stub("slow", takes=100)
    windmill.mock.stub("broken", error="no")
    id = windmill.run(*modules)
    act(windmill, id)
    run = run_of(windmill, id)
    flow = run.root
    assert isinstance(flow, FlowJob)
    assert standing_of_run(run) == windmill.mock.run(id).status == of_run
    assert [gate.standing for gate in gates_of(run, flow)] == of_gates
    assert [standing_of_module(run, flow, index) for index in range(len(modules))] == of_steps


def test_what_a_run_waits_for_is_the_same_for_a_step_of_a_branch(windmill: Driver) -> None:
    id = windmill.run(step("l", branchall([gated("a", 2), step("b")])))
    approve(windmill, id)
    (wait,) = waits_in(run_of(windmill, id))
    assert (wait.name, wait.required, wait.missing, str(wait.addressee)) == ("a", 2, 1, job_of(windmill, id, "a"))


def test_the_outcomes_of_the_sdk_have_the_names_of_the_ends_here() -> None:
    ends = [one for one in RUN_STANDINGS if one not in (Standing.SCHEDULED, Standing.RUNNING, Standing.WAITING)]
    for end in ends:
        assert hasattr(windmill_approvals, end.in_words.title().replace(" ", ""))
