"""What waits are computed from: a `sleep` and a gate's groups know the result of their own step."""

from __future__ import annotations

import pytest

from tests.mockserver.driving import Driver, gate, script, step


@pytest.mark.parametrize("name", ["result", "previous_result"])
def test_a_sleep_may_be_computed_from_its_steps_result(either: Driver, name: str) -> None:
    either.mock.stub("a", result={"pause": 7})
    sleep = {"type": "javascript", "expr": f"{name}.pause"}
    flow = either.run(step("a", script(""), sleep=sleep), step("b"))
    either.mock.advance(6)
    assert not either.has_ended(flow)
    either.mock.advance(1)
    assert either.has_succeeded(flow)


@pytest.mark.parametrize("name", ["result", "previous_result"])
def test_groups_may_be_computed_from_the_gated_steps_result(either: Driver, name: str) -> None:
    either.mock.stub("a", result={"group": "finance"})
    groups = {"type": "javascript", "expr": f"[{name}.group]"}
    suspend = gate(1, user_auth_required=True, user_groups_required=groups)
    flow = either.run(step("a", script(""), suspend=suspend), step("b"))
    assert either.job(flow)["flow_status"]["approval_conditions"]["user_groups_required"] == ["finance"]
