"""Branches and loops that are empty, parallel or incomplete, flows inside flows, and definitions that do not fit."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from windmill_approvals_mock.scenarios.flow_values import (
    CATCHES,
    FAILS,
    SHOWS_VOTES,
    bash,
    branch,
    branch_all,
    branch_one,
    loop,
    module,
    needs,
    passes_on,
    shows,
    with_value,
)
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Stage
from windmill_approvals_mock.scenarios.views import (
    gated_job,
    inner_flows,
    is_at_gate,
    is_done,
    modules_of,
    pick,
    where_it_stands,
)

JSON = Any
LONGEST_TEXT = 300


def jobs_below_a_preview(stage: Stage) -> None:
    modules = [
        module("a", branch_one(("true", [module("x", bash("echo x"))]))),
        module("b", loop([1], module("y", bash("echo y")))),
        module("c", branch_all(branch(module("z", bash("echo z"))))),
        module("d", bash("echo d")),
    ]
    for label, path in (("no path", None), ("a path", "f/oracle/below")):
        flow = stage.run(modules, path=path)
        job = stage.done(flow)
        stage.see(pick(job, "job_kind", "script_path"), label)
        stage.see_inner_flows(flow, f"{label}, inner flows")
        last = stage.job(modules_of(job)[3]["job"])
        stage.see(pick(last, "job_kind", "script_path", "is_flow_step", "language"), f"{label}, a step")


def odd_branches(stage: Stage) -> None:
    containers = {
        "no branch, empty default": branch_one(("false", [module("x")])),
        "an empty branch chosen": branch_one(("true", [])),
        "branchall without branches": branch_all(),
        "branchall with an empty branch": branch_all(branch(), branch(module("y", bash("echo y")))),
        "loop without modules": loop([1, 2]),
    }
    for label, container in containers.items():
        modules = [module("z", bash("echo z")), module("a", container), module("b", passes_on())]
        stage.see_end(stage.run(modules), what=label)
    stage.see_end(stage.run([]), what="a flow without modules")
    stage.see_end(stage.run([module("a", branch_one(("nope", [module("x")])))]), what="a predicate that fails")


def parallel_loops(stage: Stage) -> None:
    iteration = module("x", shows("flow_input.iter"))
    fails_at_two = module("x", with_value('if [ "$v" = 2 ]; then exit 3; fi; echo "$v"', "flow_input.iter.value"))
    loops = {
        "parallel": loop([1, 2, 3], iteration, parallel=True),
        "parallelism 1": loop([1, 2, 3], iteration, parallel=True, parallelism=1),
        "parallelism 2, as a transform": loop(
            [1, 2, 3], iteration, parallel=True, parallelism={"type": "static", "value": 2}
        ),
        "a failure skipped": loop([1, 2, 3], fails_at_two, parallel=True, skip_failures=True),
    }
    for label, value in loops.items():
        stage.see_end(stage.run([module("a", value), module("b", passes_on())]), what=label)


def gate_on_a_parallel_loop(stage: Stage) -> None:
    slow_first = with_value('[ "$v" = 1 ] && sleep 2; echo "$v"', "flow_input.iter.value")
    looped = module("a", loop([1, 2], module("x", slow_first), parallel=True), suspend=needs(1, timeout=60))
    gate = stage.run_to_gate([looped, module("b", SHOWS_VOTES)])
    stage.see(where_it_stands(gate.job), "suspended")
    urls = stage.mint(gate.flow, 1, flow_level="true", approver="alice")
    stage.ask("POST", urls["resume"], {"v": 1}, by=NOBODY)
    stage.see_end(gate.flow, within=20)


def timeouts_of_gates(stage: Stage) -> None:
    for label, timeout in {"zero": 0, "negative": -1, "fraction": 1.5, "text": "60", "null": None}.items():
        gate = module("a", suspend={"required_events": 1, "timeout": timeout})
        flow = stage.try_preview({"modules": [gate, module("b")]}, label)
        if flow is not None:
            stage.see(where_it_stands(stage.wait(flow, is_at_gate, within=8)), label)


def _one(value: JSON) -> JSON:
    return {"modules": [module("a", value)]}


DEFINITIONS: dict[str, JSON] = {
    "no modules": {},
    "modules are no list": {"modules": 1},
    "a module without a value": {"modules": [{"id": "a"}]},
    "two modules with one id": {"modules": [module("a"), module("a")]},
    "an id with spaces": {"modules": [module("a b")]},
    "an id that is a word": {"modules": [module("preprocessor"), module("failure")]},
    "an unknown key": {"modules": [module("a", zzz=1)], "yyy": 2},
    "a suspend that is a number": {"modules": [module("a", suspend=5)]},
    "a branch without modules": _one({"type": "branchone", "branches": [{"expr": "true"}], "default": []}),
    "branchone without default": _one({"type": "branchone", "branches": []}),
    "a loop without iterator": _one({"type": "forloopflow", "modules": [], "skip_failures": False}),
    "a script without path": _one({"type": "script"}),
    "an unknown language": _one({"type": "rawscript", "language": "cobol", "content": "x", "input_transforms": {}}),
    "a transform of no kind": _one(
        {"type": "rawscript", "language": "bash", "content": "x", "input_transforms": {"v": {"type": "magic"}}}
    ),
}


def definitions_that_do_not_fit(stage: Stage) -> None:
    for label, value in DEFINITIONS.items():
        flow = stage.try_preview(value, label)
        if flow is None:
            continue
        unreadable = _unreadable(stage, flow, within=10)
        if unreadable is None:
            stage.see({"status": 201, **where_it_stands(stage.job(flow))}, label)
        else:
            stage.see({"status": 201, "reading it": unreadable}, label)


def _unreadable(stage: Stage, flow: str, within: float) -> JSON | None:
    """What the server says instead of the job, once it can't be read; None once it has ended, or after a while."""
    end = stage.time.now() + within
    while True:
        response = stage.send("GET", f"jobs_u/get/{flow}")
        if "json" not in response.headers.get("content-type", ""):
            return {"status": response.status_code, "body": response.text[:LONGEST_TEXT]}
        if is_done(response.json()) or stage.time.now() >= end:
            return None
        stage.time.let_pass(stage.time.moment)


ABSENT_KEYS: dict[str, JSON] = {
    "branchone without default": {"type": "branchone", "branches": [{"expr": "false", "modules": [module("x")]}]},
    "loop without modules": {
        "type": "forloopflow",
        "iterator": {"type": "static", "value": [1]},
        "skip_failures": False,
    },
    "loop without skip_failures": {
        "type": "forloopflow",
        "iterator": {"type": "static", "value": [1, 2]},
        "modules": [module("x", FAILS)],
    },
    "branch without skip_failure": branch_all(branch(module("x", FAILS)), branch(module("y", bash("echo y")))),
    "a while loop without skip_failures": {"type": "whileloopflow", "modules": [module("x", FAILS)]},
    "rawscript without input_transforms": {"type": "rawscript", "language": "bash", "content": "echo fine"},
}


def absent_keys(stage: Stage) -> None:
    def gated(id: str) -> JSON:
        return branch(module(id, suspend=needs(1, timeout=60)), module(f"{id}2"))

    both = {"type": "branchall", "branches": [gated("p"), gated("q")]}
    flow = stage.run([module("a", both), module("b")])
    stage.time.let_pass(3)
    waiting = [child for child in inner_flows(stage.job(flow)) if stage.job(child).get("suspend")]
    stage.see(len(waiting), "branchall without `parallel`: how many wait at once")
    for label, value in ABSENT_KEYS.items():
        modules = [module("a", value), module("b", passes_on())]
        preview = stage.try_preview({"modules": modules}, label)
        if preview is not None:
            unreadable = _unreadable(stage, preview, within=20)
            stage.see(where_it_stands(stage.job(preview)) if unreadable is None else {"reading it": unreadable}, label)
        path = f"f/oracle/absent{uuid4().hex[:6]}"
        response = stage.deploy(path, modules)
        if response.is_success:
            response = stage.send("POST", f"jobs/run/f/{path}", {})
        if response.is_success:
            stage.see_end(stage.started(response), within=20, what=f"{label}, deployed")
        else:
            stage.see({"refused": stage.masks.over(response.text)[:LONGEST_TEXT]}, f"{label}, deployed")


def sub_flows(stage: Stage) -> None:
    waits = module("s2", suspend=needs(1, timeout=60))
    stage.deploy("f/oracle/sub", [module("s1", shows("flow_input")), waits, module("s3", SHOWS_VOTES)])
    stage.deploy("f/oracle/subfails", [module("s1", FAILS)], failure_module=CATCHES)
    inputs = {"n": {"type": "javascript", "expr": "results.a.n"}, "t": {"type": "static", "value": "t"}}
    calls = {"type": "flow", "path": "f/oracle/sub", "input_transforms": inputs}
    modules = [module("a", shows("{n: 1}")), module("b", calls), module("c", passes_on())]
    flow = stage.run(modules, args={"x": 5})

    def waiting(job: JSON) -> str | None:
        child: str | None = modules_of(job)[1].get("job")
        return child if child and stage.job(child).get("suspend") else None

    child = waiting(stage.wait(flow, lambda job: is_done(job) or waiting(job) is not None, within=20))
    assert child is not None
    job = stage.job(stage.name(child, "sub-flow"))
    stage.see(where_it_stands(job) | pick(job, "args", "job_kind", "script_path", "parent_job"), "sub-flow")
    step = stage.name(gated_job(job) or "", "step s2")
    stage.ask("POST", stage.mint(step, 1, approver="alice")["resume"], {"v": 1}, by=NOBODY)
    stage.see_end(flow)
    fails = {"type": "flow", "path": "f/oracle/subfails", "input_transforms": {}}
    stage.see_end(stage.run([module("b", fails), module("c", passes_on())]), what="a sub-flow that fails")
    for kind in ("flow", "script"):
        missing: JSON = {"type": kind, "path": "f/oracle/isnotthere", "input_transforms": {}}
        what = "a sub-flow that isn't there" if kind == "flow" else "a script that isn't there"
        stage.see_end(stage.run([module("b", missing), module("c")]), what=what)


def calls_of_what_is_not_there(stage: Stage) -> None:
    targets = {
        "flow": {"type": "flow", "path": "f/oracle/gone", "input_transforms": {}},
        "script": {"type": "script", "path": "f/oracle/gone", "input_transforms": {}},
        "hub script": {"type": "script", "path": "hub/99999999/none/none", "input_transforms": {}},
    }
    for label, value in targets.items():
        path = f"f/oracle/calls{label.replace(' ', '')}"
        response = stage.deploy(path, [module("a"), module("b", value)])
        stage.see({"status": response.status_code}, f"{label}: created")
        if label == "hub script" or response.status_code >= 400:
            continue
        flow = stage.started(stage.must("POST", f"jobs/run/f/{path}", {}))
        stage.see_end(flow, within=15, what=label)


SCENARIOS = (
    Scenario("jobs below a preview without a path", jobs_below_a_preview),
    Scenario("branches: odd ones", odd_branches),
    Scenario("loops: parallel", parallel_loops),
    Scenario("a loop of one script with a gate on it, then a vote for the loop", gate_on_a_parallel_loop),
    Scenario("timeouts: edges", timeouts_of_gates),
    Scenario("definitions that do not fit", definitions_that_do_not_fit),
    Scenario("absent keys", absent_keys, Needs.DEPLOY),
    Scenario("sub-flows by path", sub_flows, Needs.DEPLOY),
    Scenario("flows that call what is not there", calls_of_what_is_not_there, Needs.DEPLOY),
)
