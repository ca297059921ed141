"""What comes before a flow's first module: its preprocessor, and the question whether it is to run at all.

What the recordings "preprocessor of a deployed flow" and "skip_expr of a flow" do not reach is from Windmill's source.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.mockserver.driving import Driver, script, step

JSON = Any
PRE = step("preprocessor", script("pre"))
SHOWS = step("a", script("show", all="flow_input"))


def _shown(windmill: Driver, flow: str) -> JSON:
    job = windmill.job(flow)
    return windmill.job(job["flow_status"]["modules"][0]["job"])["args"]["all"]


@pytest.fixture
def windmill(windmill: Driver) -> Driver:
    windmill.deploy("f/ops/hook", SHOWS, preprocessor_module=PRE)
    return windmill


@pytest.mark.parametrize(
    ("result", "args"), [({"n": 1}, {"n": 1}), ([1], {"value": [1]}), ("text", {"value": "text"}), (None, {})]
)
def test_its_result_becomes_the_arguments_of_the_flow(windmill: Driver, result: JSON, args: JSON) -> None:
    windmill.mock.stub("f/ops/hook/preprocessor", result=result)
    flow = windmill.run_deployed("f/ops/hook")
    assert windmill.job(flow)["args"] == _shown(windmill, flow) == args


def test_its_stub_sees_the_request(windmill: Driver) -> None:
    windmill.mock.stub("pre", function=lambda call: {"asked": call.args["event"]["query"]})
    flow = windmill.run_deployed("f/ops/hook", colour="red")
    assert windmill.job(flow)["args"] == {"asked": {"colour": "red"}}


def test_while_it_runs_the_flow_stands_before_its_first_step(windmill: Driver) -> None:
    windmill.mock.stub("pre", result={}, takes=5)
    status = windmill.job(windmill.run_deployed("f/ops/hook"))["flow_status"]
    assert status["step"] == -1
    assert status["preprocessor_module"]["type"] == "InProgress"
    assert status["modules"] == [{"id": "a", "type": "WaitingForPriorSteps"}]


def test_cancelling_while_it_runs_ends_the_flow(windmill: Driver) -> None:
    windmill.mock.stub("pre", result={}, takes=5)
    flow = windmill.run_deployed("f/ops/hook")
    windmill.admin.post(windmill.at(f"jobs_u/queue/cancel/{flow}"), json={}).raise_for_status()
    job = windmill.job(flow)
    assert (job["success"], job["canceled"]) == (False, True)


def test_without_a_failure_module_its_error_is_the_flows(windmill: Driver) -> None:
    windmill.mock.stub("pre", error="boom")
    flow = windmill.run_deployed("f/ops/hook")
    assert windmill.job(flow)["result"]["error"]["message"] == "boom"
    assert windmill.job(flow)["flow_status"]["preprocessor_module"]["type"] == "Failure"


def test_a_flow_that_another_runs_has_none(windmill: Driver) -> None:
    outer = windmill.run(step("a", {"type": "flow", "path": "f/ops/hook", "input_transforms": {}}))
    assert windmill.job(outer)["success"]


@pytest.mark.parametrize("attribute", ["retry", "skip_if", "timeout"])
def test_attributes_of_it_that_nobody_knows_are_refused_when_it_runs(windmill: Driver, attribute: str) -> None:
    value = {"retry": {"constant": {"attempts": 1}}, "skip_if": {"expr": "true"}, "timeout": 1}[attribute]
    windmill.deploy("f/ops/odd", SHOWS, preprocessor_module={**PRE, attribute: value})
    error = windmill.job(windmill.run_deployed("f/ops/odd"))["result"]["error"]
    refusal = f"Module 'preprocessor': this mock does not model `{attribute}` on a preprocessor."
    assert error["message"] == f"{refusal} Stub it: mock.stub('preprocessor', result=…)."


def test_the_cure_for_such_an_attribute_is_a_stub(windmill: Driver) -> None:
    windmill.deploy("f/ops/odd", SHOWS, preprocessor_module={**PRE, "timeout": 1})
    windmill.mock.stub("preprocessor", result={"n": 1})
    flow = windmill.run_deployed("f/ops/odd")
    assert (windmill.job(flow)["success"], _shown(windmill, flow)) == (True, {"n": 1})


def test_a_flow_inside_that_is_left_out_stops_no_other(windmill: Driver) -> None:
    windmill.deploy("f/ops/inner", step("x"), skip_expr="true")
    flow = windmill.run(step("a", {"type": "flow", "path": "f/ops/inner", "input_transforms": {}}), step("b"))
    job = windmill.job(flow)
    assert (job["result"], job["flow_status"]["step"]) == ("stopped early", 2)


@pytest.mark.parametrize(
    "expr", ["result == '{}'", "typeof results.a === 'undefined' || true", "WM_SCHEDULED_FOR.endsWith(' UTC')"]
)
def test_what_skip_expr_sees(windmill: Driver, expr: str) -> None:
    assert windmill.job(windmill.run(step("a"), skip_expr=expr))["result"] == "stopped early"
