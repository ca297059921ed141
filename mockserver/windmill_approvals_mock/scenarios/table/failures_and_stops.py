"""Steps that fail, stop their flow, are tried again or take too long, and the failure modules that see it."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.scenarios.flow_values import (
    CATCHES,
    FAILS,
    bash,
    branch,
    branch_all,
    branch_one,
    fails_at_first,
    loop,
    module,
    needs,
    passes_on,
    shows,
    stops,
    with_value,
)
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import Stage
from windmill_approvals_mock.scenarios.views import is_at_gate, modules_of, status_of, where_it_stands

JSON = Any


def of_a_step(stage: Stage) -> None:
    first = module("a", shows("{n: 1}"))
    flow = stage.run([first, module("b", FAILS)], failure_module=CATCHES, args={"x": 5})
    stage.see_end(flow, what="second step fails")
    flow = stage.run([module("a", FAILS)], failure_module=module("failure", FAILS))
    stage.see_end(flow, what="the failure module fails too")
    tolerated = [module("a", FAILS, continue_on_error=True), module("b", shows("{previous_result, a: results.a}"))]
    stage.see_end(stage.run(tolerated, failure_module=CATCHES), what="tolerated failure")


def of_containers(stage: Stage) -> None:
    fails = module("i1", FAILS)
    containers = {
        "branchone": branch_one(("true", [module("i0"), fails])),
        "branchall": branch_all(branch(fails), branch(module("j1", bash("echo j")))),
        "loop": loop([1, 2], fails),
        "loop of two": loop([1, 2], module("i0"), fails),
        "loop, failures skipped": loop([1, 2], fails, skip_failures=True),
    }
    for label, container in containers.items():
        modules = [module("a", container), module("b", passes_on())]
        flow = stage.run(modules, failure_module=CATCHES, args={"x": 5})
        stage.see_end(flow, what=label)
        stage.see_inner_flows(flow, f"{label}, inside")


def with_a_gate(stage: Stage) -> None:
    gated = module("failure", shows("{error: error.message}"), suspend=needs(1, timeout=60))
    flow = stage.run([module("a", FAILS)], failure_module=gated)
    stage.see(where_it_stands(stage.wait(flow, is_at_gate, within=10)), "flow")
    stage.see_end(flow, within=20)


def tolerated_at_the_end(stage: Stage) -> None:
    def tolerated(**attributes: JSON) -> JSON:
        return module("a", FAILS, continue_on_error=True, **attributes)

    stage.see_end(stage.run([tolerated()]), what="the only module")
    stage.see_end(stage.run([tolerated(suspend=needs(1, timeout=60))]), what="with a gate")
    stage.see_end(stage.run([tolerated(sleep={"type": "static", "value": 1})]), what="with a sleep")
    inside = {
        "the last of a branch": branch_one(("true", [tolerated()])),
        "the last of a loop's body": loop([1, 2], tolerated()),
    }
    for label, container in inside.items():
        stage.see_end(stage.run([module("z", container), module("b", passes_on())]), what=label)
    stage.see_end(stage.run([tolerated()], failure_module=CATCHES), what="with a failure module")


def early_stops(stage: Stage) -> None:
    conditions = {
        "skip_if_stopped": stops("true", skip_if_stopped=True),
        "error_message": stops("true", error_message="not today"),
        "empty error_message": stops("true", error_message=""),
        "an expression that fails": stops("nope"),
    }
    for label, condition in conditions.items():
        stage.see_end(stage.run([module("a", bash("echo a"), stop_after_if=condition), module("b")]), what=label)
    stopping = module("a", bash("echo a"), stop_after_if=stops("true", error_message="no"))
    flow = stage.run([stopping, module("b")], failure_module=CATCHES)
    stage.see_end(flow, what="error_message and a failure module")


def stops_of_loops(stage: Stage) -> None:
    iteration, last = module("x", shows("flow_input.iter.value")), module("b", passes_on())
    prints = with_value('echo "$v"', "flow_input.iter.value")
    stopping = module("x", prints, stop_after_if=stops("flow_input.iter.value == 2"))
    second = module("y", with_value('echo "y $v"', "flow_input.iter.value"))
    flow = stage.run([module("a", loop([1, 2, 3], stopping, second)), last])
    stage.see_end(flow, what="inside the body, for loop")
    stage.see_inner_flows(flow, "inside the body, inside")
    counts = module("x", shows("flow_input.iter.index"))
    while_loop = {"type": "whileloopflow", "skip_failures": False, "modules": [counts]}
    of_two = loop([1, 2, 3], iteration, module("y", passes_on()))
    at_two = stops("result == 2")
    loops = {
        "on the loop, of one step": module("a", loop([1, 2, 3], iteration), stop_after_if=at_two),
        "on the loop, of two steps": module("a", of_two, stop_after_if=at_two),
        "after all iterations": module(
            "a", loop([1, 2, 3], iteration), stop_after_all_iters_if=stops("result.length == 3")
        ),
        "on a while loop": module("a", while_loop, stop_after_if=stops("result >= 2")),
    }
    for label, first in loops.items():
        stage.see_end(stage.run([first, last]), what=label)


def stops_of_branches(stage: Stage) -> None:
    body = [module("x", bash("echo x"), stop_after_if=stops("true")), module("y", bash("echo y"))]
    x, z = module("x", bash("echo x")), branch(module("z", bash("echo z")))
    branches = {
        "inside a branchone": module("a", branch_one(("true", body))),
        "inside a branchall": module("a", branch_all(branch(*body), z)),
        "on a branchone": module("a", branch_one(("true", [x])), stop_after_if=stops("result == 'x'")),
        "on a branchall": module(
            "a", branch_all(branch(x), z), stop_after_if=stops("result.length == 2", skip_if_stopped=True)
        ),
    }
    for label, first in branches.items():
        stage.see_end(stage.run([first, module("b", bash("echo went on"))]), what=label)


RETRIES: dict[str, tuple[int, JSON]] = {
    "constant, works at last": (2, {"constant": {"attempts": 3, "seconds": 0}}),
    "constant, never works": (9, {"constant": {"attempts": 2, "seconds": 0}}),
    "exponential": (1, {"exponential": {"attempts": 2, "multiplier": 1, "seconds": 1, "random_factor": 0}}),
    "none": (1, {}),
    "retry_if true": (1, {"constant": {"attempts": 2, "seconds": 0}, "retry_if": {"expr": "true"}}),
    "retry_if false": (1, {"constant": {"attempts": 2, "seconds": 0}, "retry_if": {"expr": "false"}}),
    "retry_if sees the error": (
        1,
        {"constant": {"attempts": 2, "seconds": 0}, "retry_if": {"expr": "error.exit_code == 4"}},
    ),
}
"""How often a step fails before it works, and how it is retried."""


def retries(stage: Stage) -> None:
    for label, (times, retry) in RETRIES.items():
        flaky = fails_at_first(times, 'echo "ok at $(wc -l < $tries)"')
        flow = stage.run([module("a", flaky, retry=retry), module("b", passes_on())])
        job = stage.see_end(flow, within=40, what=label)
        stage.see(status_of(job).get("retry"), f"{label}, retry")
        failed = [len(status.get("failed_retries") or []) for status in modules_of(job)]
        stage.see(failed, f"{label}, failed retries")


def retries_of_containers(stage: Stage) -> None:
    flaky = module("x", fails_at_first(1, "echo ok", exit_code=1))
    retry = {"constant": {"attempts": 2, "seconds": 0}}
    for label, container in {"branchone": branch_one(("true", [flaky])), "loop": loop([1], flaky)}.items():
        flow = stage.run([module("a", container, retry=retry), module("b", passes_on())])
        stage.see_end(flow, what=label)


def steps_that_take_too_long(stage: Stage) -> None:
    timeouts: JSON = {"static": {"type": "static", "value": 1}, "javascript": {"type": "javascript", "expr": "1"}}
    for label, timeout in timeouts.items():
        flow = stage.run([module("a", bash("sleep 8; echo late"), timeout=timeout), module("b")])
        stage.see_end(flow, within=40, what=label)


def timeouts_of_steps(stage: Stage) -> None:
    timeouts: JSON = {
        "0": 0,
        "static 0": {"type": "static", "value": 0},
        "static -1": {"type": "static", "value": -1},
        "static text": {"type": "static", "value": "1"},
        "static null": {"type": "static", "value": None},
        "static fraction": {"type": "static", "value": 1.5},
        "fails": {"type": "javascript", "expr": "nope"},
    }
    for label, timeout in timeouts.items():
        modules = [module("a", bash("sleep 2; echo fine"), timeout=timeout), module("b")]
        flow = stage.try_preview({"modules": modules}, label)
        if flow is not None:
            stage.see_end(flow, within=20, what=label)


def sleeps(stage: Stage) -> None:
    lengths: JSON = {
        "static": {"type": "static", "value": 1},
        "javascript": {"type": "javascript", "expr": "1"},
        "a text": {"type": "static", "value": "x"},
        "negative": {"type": "static", "value": -1},
        "fails": {"type": "javascript", "expr": "nope"},
    }
    for label, length in lengths.items():
        flow = stage.run([module("a", bash("echo a"), sleep=length), module("b", passes_on())])
        stage.see_end(flow, within=20, what=label)
    flow = stage.run([module("a", bash("echo a"), sleep={"type": "static", "value": 1})])
    stage.see_end(flow, within=20, what="on the last")


SCENARIOS = (
    Scenario("failure module: of a step", of_a_step),
    Scenario("failure module: of a branch or loop", of_containers),
    Scenario("failure module: with a gate", with_a_gate),
    Scenario("a tolerated failure at the end", tolerated_at_the_end),
    Scenario("stopping early", early_stops),
    Scenario("loops: stopping", stops_of_loops),
    Scenario("branches: stopping", stops_of_branches),
    Scenario("retries", retries),
    Scenario("retry of a container", retries_of_containers),
    Scenario("steps with a timeout", steps_that_take_too_long),
    Scenario("timeouts of steps: edges", timeouts_of_steps),
    Scenario("sleep between steps", sleeps),
)
