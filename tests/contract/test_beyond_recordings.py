"""What Windmill's source says beyond the recordings (and two recorded fields the comparison once left free)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from windmill_approvals_mock.scenarios.flow_values import (
    bash,
    branch,
    branch_all,
    branch_one,
    gated,
    loop,
    module,
    result_is,
    shows,
    stops,
)
from windmill_approvals_mock.scenarios.recordings import recorded_versions
from windmill_approvals_mock.scenarios.stage import Stage
from windmill_approvals_mock.scenarios.views import modules_of

from tests.contract.replay.doors import in_process

JSON = Any
FAILURE = module("failure", shows("error"))


@pytest.fixture(params=recorded_versions())
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with in_process(request.param) as stage:
        yield stage


def value(stage: Stage, expression: str) -> JSON:
    """What a step gets whose input is `expression`, after a step `a`."""
    first = module("a", result_is('{"n": 1, "list": [1, 2], "o": {"p": null}}'))
    step = bash('v="$1"\necho "$v"', v=expression)
    return stage.done(stage.run([first, module("b", step)], args={"q": 1, "items": [1, 2]}))["result"]


# An inner flow has the outer flow's failure module, its id with "-{step}" or "-{step}-{index}" after it.
@pytest.mark.parametrize(
    ("container", "id"),
    [
        (branch_one(("true", [module("x", bash("exit 3"))])), "failure-0"),
        (branch_all(branch(module("x", bash("exit 3")))), "failure-0-0"),
        (loop([1], module("x", bash("exit 3"))), "failure-0-0"),
    ],
)
def test_failure_module_runs_in_inner_flows_too(stage: Stage, container: JSON, id: str) -> None:
    flow = stage.run([module("a", container), module("b")], failure_module=FAILURE)
    (status, _) = modules_of(stage.done(flow))
    (inner,) = status.get("flow_jobs") or [status["job"]]
    failure = stage.job(inner)["flow_status"]["failure_module"]
    assert (failure["id"], failure["type"]) == (id, "Success")
    assert stage.job(inner)["result"]["name"] == "ExecutionErr"


def test_a_failure_module_has_its_own_id(stage: Stage) -> None:
    flow = stage.run([module("a", bash("exit 1"))], failure_module=module("oops", shows("error")))
    assert stage.done(flow)["flow_status"]["failure_module"]["id"] == "oops"


# A whole expression `results.id.path` is looked up by its path: what is missing is null, however deep.
@pytest.mark.parametrize("expression", ["results.a.zz.y", "results.a.o.p.q", "results.nope.x"])
def test_a_missing_path_of_a_result_is_null(stage: Stage, expression: str) -> None:
    assert value(stage, expression) == "null"


# When `return` is put before an expression.
@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("flow_input.items.map(x => { return x * 2 })", "[2,4]"),  # does not begin with return, has no semicolon
        ("flow_input.items.map(x => { return x * 2; })", "null"),  # a semicolon outside strings: statements
        ("flow_input.q + 1;", "null"),
        ("let x = 1; x + 1", "null"),
        ("await 1", "null"),
        ("Promise.resolve(4)", "4"),
    ],
)
def test_what_is_returned(stage: Stage, expression: str, result: str) -> None:
    assert value(stage, expression) == result


# Names every expression has.
def test_names_in_scope(stage: Stage) -> None:
    assert value(stage, "params") == "{}"
    assert value(stage, "JSON.stringify(flow_env)") == "{}"


def test_error_is_in_scope_after_a_tolerated_failure(stage: Stage) -> None:
    modules = [module("a", bash("exit 1"), continue_on_error=True), module("b", shows("error.name"))]
    assert stage.done(stage.run(modules))["result"] == "ExecutionErr"


def test_error_is_the_only_one_of_a_list(stage: Stage) -> None:
    fails = branch_all(branch(module("x", bash("exit 3")), skip_failure=True), branch(module("y")))
    assert stage.done(stage.run([module("a", fails), module("b", shows("error.name"))]))["result"] == "ExecutionErr"


# What is not a list.
def test_an_iterator_that_is_no_list(stage: Stage) -> None:
    job = stage.done(stage.run([module("a", loop("({a: 1})", module("x")))]))
    wanted = (
        "Expected an array value in the iterator expression, found: invalid type: map, expected a sequence at line 1"
    )
    assert wanted in str(job["result"])


# An empty branch of a branchall is a flow without modules: its result is the flow's input.
def test_an_empty_branch(stage: Stage) -> None:
    assert stage.done(stage.run([module("a", branch_all(branch()))], args={"q": 1}))["result"] == [{"q": 1}]


# Groups that can't be computed fail the flow; they are not no groups.
@pytest.mark.parametrize("expression", ["nope.nope", "'text'", "[1]", "null"])
def test_groups_that_cannot_be_computed(stage: Stage, expression: str) -> None:
    groups = {"type": "javascript", "expr": expression}
    job = stage.done(stage.run(gated(user_auth_required=True, user_groups_required=groups)), within=2)
    assert job["type"] == "CompletedJob"


# A sleep that is not a number fails the flow.
def test_a_sleep_that_is_not_a_number(stage: Stage) -> None:
    job = stage.done(stage.run([module("a", sleep={"type": "static", "value": "x"}), module("b")]), within=2)
    assert not job["success"]
    assert "Expected an integer, found: String" in str(job["result"])


# Jobs of a preview without a path are below tmp/main.
def test_paths_in_a_preview_without_one(stage: Stage) -> None:
    job = stage.done(stage.run([module("a", bash("echo 1"))]))
    assert stage.job(modules_of(job)[0]["job"])["script_path"] == "tmp/main/a"


# An early stop's error has the result that stopped it from 1.718 on, where it is asked for.
@pytest.mark.parametrize(("version", "told"), [("1.700", {}), ("1.788", {"result": 1})])
def test_an_early_stop_may_tell_what_stopped_it(version: str, told: JSON) -> None:
    stop = stops("true", error_message="enough", error_include_result=True)
    with in_process(version) as stage:
        job = stage.done(stage.run([module("a", result_is("1"), stop_after_if=stop), module("b")]))
    assert job["result"] == {"error": {"name": "EarlyStopError", "message": "enough", **told}}


# Fields of newer servers, which 1.624 did not show.
def test_fields_of_newer_servers() -> None:
    with in_process("1.624") as stage:
        gate = stage.run_to_gate()
        assert "is_retry" not in stage.job(gate.flow)
        assert "resolved" not in stage.job(gate.step)


# Priority of an identity step (recorded in both versions).
def test_priority(stage: Stage) -> None:
    assert stage.job(stage.run_to_gate().step).get("priority") == 0
