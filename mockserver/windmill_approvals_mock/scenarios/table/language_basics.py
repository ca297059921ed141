"""The flow language: branches and loops, attributes of modules, expressions, and what steps see and return."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.scenarios.flow_values import (
    SHOWS_VOTES,
    Module,
    bash,
    branch,
    branch_all,
    branch_one,
    loop,
    module,
    needs,
    prints,
    result_is,
    shows,
)
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Stage
from windmill_approvals_mock.scenarios.views import modules_of

JSON = Any
X, Y, FAILS = module("x", bash("echo x")), module("y", bash("echo y")), module("x", bash("exit 1"))

# All that a worker sets, one `NAME=value` an item; the token is a secret.
ENVIRONMENT = bash(
    r"""env | grep -E '^(WM|BASE|STATE)_' | LC_ALL=C sort | sed -E 's/^(WM_TOKEN=).+/\1(a token)/; s/.*/"&"/' > names
echo "[$(paste -sd, names)]" > result.json"""
)


def _ends(stage: Stage, *values: JSON, **flow: JSON) -> None:
    """Keep how a flow ends of a module `a` for each value, and an empty `b`."""
    for value in values:
        first: Module = value if "id" in value else module("a", value)
        stage.see_end(stage.run([first, module("b")], **flow))


def containers(stage: Stage) -> None:
    stops_after_two = module("x", prints("flow_input.iter.index"), stop_after_if=_stop("flow_input.iter.index >= 1"))
    _ends(
        stage,
        branch_one(("false", [X]), otherwise=[module("d", bash("echo d"))]),
        branch_all(branch(X), branch(Y)),
        loop("[3, 4]", module("x", prints("flow_input.iter.value + flow_input.iter.index"))),
        loop([1, 2], FAILS, skip_failures=True),
        {"type": "whileloopflow", "skip_failures": False, "modules": [stops_after_two]},
    )


def branches(stage: Stage) -> None:
    _ends(
        stage,
        branch_all(branch(X), branch(Y), parallel=True),
        branch_all(branch(FAILS, skip_failure=True), branch(Y), parallel=True),
        branch_all(branch(FAILS), branch(Y)),
        branch_one(("nope.nope", [module("x")])),
        branch_one(("false", [module("x")])),
    )


def attributes(stage: Stage) -> None:
    one, two = bash("echo 1"), bash("echo 2")
    stage.see_end(stage.run([module("a", one), module("b", two)], early_return="a"))
    _ends(
        stage,
        module("a", one, stop_after_if=_stop("result == '1'", skip_if_stopped=True)),
        module("a", one, stop_after_if=_stop("true", error_message="enough")),
        module("a", loop([1, 2, 3], X), stop_after_all_iters_if=_stop("true")),
        module("a", bash("sleep 5"), timeout=1),
    )
    empty = module("a", loop([], module("x")), suspend=needs(1, timeout=3))
    stage.see_end(stage.run([empty, module("b", SHOWS_VOTES)]))
    stage.see_end(stage.run([]))


def _stop(condition: str, *, skip_if_stopped: bool = False, **more: JSON) -> JSON:
    return {"expr": condition, "skip_if_stopped": skip_if_stopped, **more}


def environment(stage: Stage) -> None:
    job = stage.done(stage.run([module("a", ENVIRONMENT), module("b")], path="f/oracle/env"))
    stage.name(modules_of(job)[0]["job"], "step a")
    stage.see(job.get("result"))


def names_in_scope(stage: Stage) -> None:
    seen_at_once = shows(
        "{flow_input, a: results.a, list: results.a.deep.list, previous_result, resume, resumes, approvers}"
    )
    seen_later = shows(
        "{previous: previous_result, a: results.a.n, missing: results.zzz,"
        " resume: typeof resume === 'undefined' ? 'undefined' : resume}"
    )
    first = module("a", result_is('{"n": 1, "deep": {"list": [1, 2]}}'), suspend=needs())
    gate = stage.run_to_gate([first, module("b", seen_at_once), module("c", seen_later)], args={"x": 5})
    stage.ask("POST", stage.mint(gate.step, approver="alice")["resume"], {"p": 1}, by=NOBODY)
    job = stage.see_end(gate.flow)
    stage.see(stage.job(modules_of(job)[1]["job"]).get("result"))


def failing_expressions(stage: Stage) -> None:
    stage.see_end(stage.run([module("a"), module("b", bash("echo hi", v="nope.nope"))]))
    _ends(stage, module("a", skip_if={"expr": "nope.nope"}))


def results_of_bash(stage: Stage) -> None:
    _ends(stage, bash("echo one; echo two >&2; exit 3"), bash("echo last line"), bash("true"))


SCENARIOS = (
    Scenario("branches and loops without gates", containers),
    Scenario("branchall, parallel", branches),
    Scenario("module attributes around gates", attributes),
    Scenario("environment of a step", environment),
    Scenario("names in scope of an expression", names_in_scope),
    Scenario("expression that fails", failing_expressions),
    Scenario("step that fails", results_of_bash),
)
