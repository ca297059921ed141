"""A module with `pass_flow_input_directly`: its step has the flow's arguments, as in Windmill's source since 1.607."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mockserver.driving import Driver, script, step

JSON = Any


def _args(windmill: Driver, flow: str) -> JSON:
    module = windmill.job(flow)["flow_status"]["modules"][-1]
    return windmill.job(module["job"])["args"]


def test_its_step_has_the_arguments_of_the_flow_and_not_its_own_inputs(windmill: Driver) -> None:
    flow = windmill.run(step("a", script("work", mine="1"), pass_flow_input_directly=True), args={"order": 7})
    assert _args(windmill, flow) == {"order": 7}


def test_without_it_the_step_has_its_own_inputs(windmill: Driver) -> None:
    flow = windmill.run(step("a", script("work", mine="1"), pass_flow_input_directly=False), args={"order": 7})
    assert _args(windmill, flow) == {"mine": 1}


@pytest.mark.parametrize(
    ("args", "result"), [({"order": 7}, {}), ({"previous_result": "given"}, "given")], ids=["none", "one of that name"]
)
def test_an_identity_returns_the_previous_result_that_the_flow_was_given(
    windmill: Driver, args: JSON, result: JSON
) -> None:
    identity = step("b", {"type": "identity"}, pass_flow_input_directly=True)
    flow = windmill.run(step("a"), identity, args=args)
    assert windmill.job(flow)["result"] == result


def test_a_loop_over_one_such_script_still_gives_it_its_inputs(windmill: Driver) -> None:
    body = step("inner", script("work", value="flow_input.iter.value"), pass_flow_input_directly=True)
    loop = {"type": "forloopflow", "iterator": {"type": "static", "value": [5]}, "modules": [body], "parallel": False}
    windmill.deploy("f/ops/loop", step("loop", {**loop, "skip_failures": False}))
    assert _args(windmill, windmill.run_deployed("f/ops/loop"))["value"] == 5
