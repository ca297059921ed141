"""Gates inside branches and loops: which job waits there, and whose votes open its gate."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.scenarios.flow_values import SHOWS_VOTES, Module, branch_one, loop, module, needs
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Stage
from windmill_approvals_mock.scenarios.views import gated_job, is_done, modules_of, pick, status_of, where_it_stands

JSON = Any


def inner(timeout: int, then: JSON = None) -> list[Module]:
    return [module("i1", suspend=needs(1, timeout=timeout)), module("i2", then)]


def _votes_at_each_level(stage: Stage, container: JSON) -> None:
    flow = stage.run([module("a", container), module("b")])
    (child,) = _waiting_inside(stage, flow, 1)
    stage.see(where_it_stands(stage.job(flow)))
    step = _see_inner(stage, child)
    stage.mint(step, 0)
    inside = stage.mint(step, 1, flow_level="true")
    root = stage.mint(flow, 2, flow_level="true")
    stage.mint(child, 3, flow_level="true")
    stage.ask("POST", root["resume"], {"root": 1}, by=NOBODY)
    stage.see(where_it_stands(stage.after_a_vote(child, 1)))
    stage.ask("POST", inside["resume"], {"inner": 1}, by=NOBODY)
    stage.see(pick(stage.done(child, within=12), "type", "suspend", "success"))


def deployed(stage: Stage) -> None:
    flow = _run_deployed_branch(stage, timeout=12)
    (child,) = _waiting_inside(stage, flow, 1)
    step = _see_inner(stage, child)
    stage.mint(step, 0)
    inside = stage.mint(step, 1, flow_level="true")
    stage.mint(child, 2, flow_level="true")
    stage.ask("POST", inside["resume"], {"inner": 1}, by=NOBODY)
    stage.see(where_it_stands(stage.after_a_vote(child, 1)))
    stage.see_end(flow)


def deployed_step_level(stage: Stage) -> None:
    flow = _run_deployed_branch(stage, timeout=120)
    (child,) = _waiting_inside(stage, flow, 1)
    step = stage.at_gate(child, "inner step").step
    stage.name(child, "inner flow")
    stage.ask("POST", stage.mint(step)["resume"], {"inner": 1}, by=NOBODY)
    stage.see_end(flow, within=30)


def parallel_iterations(stage: Stage) -> None:
    flow = stage.run([module("a", loop([1, 2], *inner(300), parallel=True)), module("b")])
    children = _waiting_inside(stage, flow, 2)
    stage.see(where_it_stands(stage.job(flow)))
    for index, child in enumerate(children):
        stage.name(child, f"iteration {index}")
        step = stage.at_gate(child, f"iteration {index} step").step
        stage.ask("POST", stage.mint(step)["resume"], {"i": index}, by=NOBODY)
    stage.see_end(flow)


def _run_deployed_branch(stage: Stage, timeout: int) -> str:
    taken = branch_one(("true", inner(timeout, SHOWS_VOTES)))
    return stage.run_deployed("f/oracle/nested", [module("a", taken), module("b")])


def _waiting_inside(stage: Stage, flow: str, count: int) -> list[str]:
    """The jobs below the flow's own that wait, once there are `count`, in their order in the flow's status."""

    def waiting(job: JSON) -> list[str]:
        children = [child for status in modules_of(job) for child in [status.get("job"), *status.get("flow_jobs", [])]]
        return [child for child in dict.fromkeys(children) if child and stage.job(child).get("suspend")]

    return waiting(stage.wait(flow, lambda job: is_done(job) or len(waiting(job)) == count, within=20))


def _see_inner(stage: Stage, child: str) -> str:
    """Keep where the inner flow stands and what kind of job it is; its gated step."""
    stage.name(child, "inner flow")
    job = stage.job(child)
    stage.see(where_it_stands(job) | pick(job, "job_kind", "parent_job"))
    step = gated_job(job)
    assert step is not None, status_of(job)
    return stage.name(step, "inner step")


SCENARIOS = (
    Scenario("nested: branchone", lambda stage: _votes_at_each_level(stage, branch_one(("true", inner(300))))),
    Scenario("nested: forloop", lambda stage: _votes_at_each_level(stage, loop([1, 2], *inner(300)))),
    Scenario("nested in a deployed flow", deployed, needs=Needs.DEPLOY),
    Scenario("nested in a deployed flow, step-level", deployed_step_level, needs=Needs.DEPLOY),
    Scenario("forloop, parallel, a gate in each iteration", parallel_iterations),
)
