"""What this mock does not model is refused late: everything deploys, and only the run that reaches it says so."""

from __future__ import annotations

import pytest

from tests.mockserver.driving import JSON, Driver, script, step

HUB = "hub/2801/slack/send_message"
SENDS = step("send", {"type": "script", "path": HUB, "input_transforms": {}})


# -- scripts of the hub --------------------------------------------------------------------
def test_a_hub_script_without_a_stub_fails_with_the_cure(windmill: Driver) -> None:
    windmill.deploy("f/ops/notify", step("a"), SENDS)
    name, message = windmill.error(windmill.run_deployed("f/ops/notify"))
    assert name == "NotModelled"
    assert f"mock.stub('{HUB}'" in message


@pytest.mark.parametrize("target", [HUB, "send"])
def test_a_hub_script_is_stubbed_by_its_path_or_id(windmill: Driver, target: str) -> None:
    windmill.mock.stub(target, result="sent")
    flow = windmill.run(SENDS)
    assert windmill.job(flow)["result"] == "sent"
    assert windmill.job(windmill.job_of(flow, "send"))["job_kind"] == "script_hub"


def test_a_hub_script_by_itself_is_refused(windmill: Driver) -> None:
    answer = windmill.admin.post(windmill.at(f"jobs/run/p/{HUB}"), json={})
    assert answer.status_code == 501
    assert "stubbed steps" in answer.text


# -- debouncing ----------------------------------------------------------------------------
DELAY: dict[str, JSON] = {"debounce_delay_s": 5}


def test_a_run_of_a_flow_that_debounces_is_refused(windmill: Driver) -> None:
    windmill.deploy("f/ops/once", step("a"), **DELAY)
    answer = windmill.admin.post(windmill.at("jobs/run/f/f/ops/once"), json={})
    assert answer.status_code == 501
    assert "debounce_delay_s" in answer.text


def test_so_is_a_preview_of_one(windmill: Driver) -> None:
    body = {"value": {"modules": [step("a")], **DELAY}, "args": {}}
    assert windmill.admin.post(windmill.at("jobs/run/preview_flow"), json=body).status_code == 501


def test_inside_another_flow_nothing_is_debounced(windmill: Driver) -> None:
    windmill.deploy("f/ops/once", step("a"), **DELAY)
    inner = step("b", {"type": "flow", "path": "f/ops/once", "input_transforms": {}})
    assert windmill.has_succeeded(windmill.run(inner))


@pytest.mark.parametrize("delay", [0, None])
def test_without_a_delay_nothing_is_debounced(windmill: Driver, delay: JSON) -> None:
    windmill.deploy("f/ops/once", step("a"), debounce_key="k", debounce_delay_s=delay)
    assert windmill.has_succeeded(windmill.run_deployed("f/ops/once"))


def test_a_run_of_a_script_that_debounces_is_refused_and_as_a_step_it_runs(windmill: Driver) -> None:
    body = {"path": "f/ops/s", "content": "s", "language": "bash", "summary": "", "description": "", **DELAY}
    windmill.admin.post(windmill.at("scripts/create"), json=body).raise_for_status()
    assert windmill.admin.post(windmill.at("jobs/run/p/f/ops/s"), json={}).status_code == 501
    assert windmill.has_succeeded(
        windmill.run(step("a", {"type": "script", "path": "f/ops/s", "input_transforms": {}}))
    )


def test_a_module_that_debounces_fails_its_run_unless_it_is_stubbed(windmill: Driver) -> None:
    debounces = step("a", script("work"), debouncing=DELAY)
    name, message = windmill.error(windmill.run(debounces))
    assert (name, "`debouncing`" in message) == ("NotModelled", True)
    windmill.mock.stub("a", result=1)
    assert windmill.has_succeeded(windmill.run(debounces))
