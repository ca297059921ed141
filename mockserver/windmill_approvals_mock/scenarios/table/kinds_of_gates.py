"""Where a gate can stand: on the last step, on steps that are skipped, fail, are mocked or retried, and on loops."""

from __future__ import annotations

from collections.abc import Callable

from windmill_approvals_mock.scenarios.flow_values import (
    SHOWS_VOTES,
    Module,
    bash,
    fails_at_first,
    gated,
    loop,
    module,
    needs,
    prints,
)
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, AtGate, Stage
from windmill_approvals_mock.scenarios.views import is_at_gate, is_done, pick, where_it_stands


def on_the_last_step(stage: Stage) -> None:
    flow = stage.run([module("a", suspend=needs())])
    job = stage.wait(flow, is_at_gate, within=8)
    stage.see(where_it_stands(job))
    if not is_done(job):
        _approve(stage, stage.at_gate(flow), {"v": 1})
    stage.see_end(flow)


def _never_closed(modules: list[Module]) -> Callable[[Stage], None]:
    """A flow that runs to its end without a vote."""

    def scenario(stage: Stage) -> None:
        stage.see_end(stage.run(modules))

    return scenario


def on_a_skipped_step(stage: Stage) -> None:
    flow = stage.run([module("a", suspend=needs(), skip_if={"expr": "true"}), module("b", SHOWS_VOTES)])
    stage.see(where_it_stands(stage.wait(flow, is_at_gate, within=8)))


def on_a_mocked_step(stage: Stage) -> None:
    mock = {"enabled": True, "return_value": {"m": 1}}
    mocked = module("a", bash("exit 1"), mock=mock, suspend=needs())
    gate = stage.run_to_gate([mocked, module("b", prints("JSON.stringify(results.a)"))])
    stage.see(where_it_stands(gate.job))
    _approve(stage, gate, {})
    stage.see_end(gate.flow)


def after_a_retry(stage: Stage) -> None:
    fails_once = fails_at_first(1, "echo ok")
    retry = {"constant": {"attempts": 2, "seconds": 0}}
    gate = stage.run_to_gate([module("a", fails_once, retry=retry, suspend=needs()), module("b", SHOWS_VOTES)])
    stage.see(where_it_stands(gate.job))
    _approve(stage, gate, {})
    stage.see_end(gate.flow)


def on_a_loop(stage: Stage) -> None:
    gate = stage.run_to_gate([module("a", loop([1, 2], module("i1")), suspend=needs()), module("b", SHOWS_VOTES)])
    _vote_on_the_last_iteration(stage, gate)
    stage.see(where_it_stands(stage.after_a_vote(gate.flow, 1, within=12)))


def on_a_deployed_loop(stage: Stage) -> None:
    looped = module("a", loop([1, 2], module("i1", bash("echo x"))), suspend=needs())
    gate = stage.at_gate(stage.run_deployed("f/oracle/plainloop", [looped, module("b", SHOWS_VOTES)]))
    _vote_on_the_last_iteration(stage, gate)
    stage.see_end(gate.flow, within=12)


def cancelled_at_the_gate(stage: Stage) -> None:
    gate = stage.run_to_gate()
    stage.ask("POST", f"jobs_u/queue/cancel/{gate.flow}", {"reason": "enough"})
    stage.see_end(gate.flow)
    _approve(stage, gate, {})


def _vote_on_the_last_iteration(stage: Stage, gate: AtGate) -> None:
    stage.see(where_it_stands(gate.job))
    stage.see(pick(stage.job(gate.step), "job_kind", "type", "parent_job"))
    stage.mint(gate.step, flow_level="true")
    stage.ask("POST", stage.mint(gate.step, 1)["resume"], {"v": 1}, by=NOBODY)


def _approve(stage: Stage, gate: AtGate, payload: object) -> None:
    stage.ask("POST", stage.mint(gate.step)["resume"], payload, by=NOBODY)


SCENARIOS = (
    Scenario("gate on the last step", on_the_last_step),
    Scenario("gate on a skipped step", on_a_skipped_step),
    Scenario("required_events 0", _never_closed(gated(0))),
    Scenario(
        "gate on a failing step",
        _never_closed([module("a", bash("exit 1"), suspend=needs()), module("b", SHOWS_VOTES)]),
    ),
    Scenario("gate on a mocked step", on_a_mocked_step),
    Scenario("retry before a gate", after_a_retry),
    Scenario("gate on a loop", on_a_loop),
    Scenario("gate on a deployed loop of one plain script", on_a_deployed_loop, needs=Needs.DEPLOY),
    Scenario("suspended flow is cancelled", cancelled_at_the_gate),
)
