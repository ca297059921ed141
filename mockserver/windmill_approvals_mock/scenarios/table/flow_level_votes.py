"""Flow-level votes: before a gate, at it and for several, and a step-level vote ahead of its gate."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.scenarios.flow_values import SHOWS_VOTES, TAKES_3_SECONDS, Module, gated, module, needs
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Stage
from windmill_approvals_mock.scenarios.views import modules_of

JSON = Any


def at_the_gate(stage: Stage) -> None:
    gate = stage.run_to_gate()
    stage.ask("POST", stage.mint(gate.step, flow_level="true")["resume"], {}, by=NOBODY)
    stage.see_end(gate.flow)


def before_the_gate(stage: Stage) -> None:
    gate = module("b", suspend=needs(1, timeout=300))
    _bank(stage, [module("a", TAKES_3_SECONDS), gate, module("c", SHOWS_VOTES)])


def before_two_gates(stage: Stage) -> None:
    gates = [module(id, suspend=needs(1, timeout=20)) for id in ("a", "b")]
    _bank(stage, [module("z", TAKES_3_SECONDS), *gates, module("c", SHOWS_VOTES)])


def _bank(stage: Stage, modules: list[Module]) -> None:
    """Approve the flow while its first step still runs."""
    flow = stage.run(modules)
    stage.begun(flow)
    urls = stage.mint(flow, flow_level="true", approver="alice")
    stage.ask("POST", urls["resume"], {"banked": True}, by=NOBODY)
    stage.see_end(flow)


def clicked_twice(stage: Stage) -> None:
    flow = stage.run([module("z", TAKES_3_SECONDS), *gated(2, timeout=60)])
    stage.begun(flow)
    url = stage.mint(flow, 3, flow_level="true")["resume"]
    for click in (1, 2):
        stage.ask("POST", url, {"n": click}, by=NOBODY)
    stage.ask("GET", stage.mint(flow, 4, flow_level="true")["resume"], by=NOBODY)
    stage.see_end(flow)


def step_level_while_the_step_runs(stage: Stage) -> None:
    flow = stage.run([module("a", TAKES_3_SECONDS, suspend=needs()), module("b", SHOWS_VOTES)])
    (running,) = (status["job"] for status in modules_of(stage.begun(flow)) if status.get("job"))
    step = stage.name(running, "step a")
    stage.ask("POST", stage.mint(step, approver="alice")["resume"], "early", by=NOBODY)
    stage.see_end(flow)


SCENARIOS = (
    Scenario("flow-level after the flow suspended", at_the_gate),
    Scenario("flow-level before the gate is reached", before_the_gate),
    Scenario("flow-level before two gates", before_two_gates),
    Scenario("flow-level, double click", clicked_twice),
    Scenario("step-level while the gate's own step runs", step_level_while_the_step_runs),
)
