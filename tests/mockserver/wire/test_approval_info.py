"""What `approval_info` shows of a flow before, at, behind and between gates.

Source: Windmill's, which shows the settings of the module before the one that the flow is at; at a gate, recorded.
"""

from __future__ import annotations

from tests.mockserver.driving import JSON, Driver, gated, script, step

FORM = {"schema": {"properties": {"amount": {"type": "number"}}}}


def shown(windmill: Driver, flow: str) -> JSON:
    info = windmill.admin.get(windmill.at(f"jobs_u/flow/approval_info/{flow}")).json()
    return {key: info[key] for key in ("form_schema", "hide_cancel", "description", "approvers") if key in info}


def test_the_first_modules_form_is_shown_while_it_runs(windmill: Driver) -> None:
    windmill.mock.stub("slow", takes=60, result={"description": "Refund?"})
    flow = windmill.run({**gated("a", resume_form=FORM, hide_cancel=True), "value": script("slow")}, step("b"))
    assert shown(windmill, flow) == {"form_schema": FORM, "hide_cancel": True, "approvers": []}
    windmill.mock.advance(seconds=60)
    at_gate = {"form_schema": FORM, "hide_cancel": True, "description": "Refund?", "approvers": []}
    assert shown(windmill, flow) == at_gate


def test_a_form_is_shown_until_the_module_behind_the_gate_has_ended(windmill: Driver) -> None:
    windmill.mock.stub("slow", takes=60)
    flow = windmill.run(
        step("first"), gated("a", resume_form=FORM), {"id": "b", "value": script("slow")}, gated("c"), step("d")
    )
    assert shown(windmill, flow) == {"form_schema": FORM, "hide_cancel": False, "approvers": []}
    windmill.approve(windmill.job_of(flow, "a"), 7, approver="ann")
    behind = {"form_schema": FORM, "hide_cancel": False, "approvers": [{"resume_id": 7, "approver": "ann"}]}
    assert shown(windmill, flow) == behind
    windmill.mock.advance(seconds=60)
    assert shown(windmill, flow) == {"hide_cancel": False, "approvers": [{"resume_id": 7, "approver": "ann"}]}


def test_a_module_without_a_gate_asks_nothing_and_its_description_is_shown(windmill: Driver) -> None:
    windmill.mock.stub("slow", takes=60)
    windmill.mock.stub("told", result={"description": "Told", "enums": {}})
    flow = windmill.run({"id": "a", "value": script("told")}, {"id": "b", "value": script("slow")}, step("c"))
    assert shown(windmill, flow) == {"description": "Told", "approvers": []}


def test_a_flow_that_has_ended_asks_nothing(windmill: Driver) -> None:
    flow = windmill.run(gated("a", resume_form=FORM), step("b"))
    windmill.approve(windmill.job_of(flow, "a"))
    assert windmill.has_ended(flow)
    assert shown(windmill, flow) == {"approvers": []}
