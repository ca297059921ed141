"""Waiting: how often it looks, when it ends, and what it says. Nothing here sleeps, and nothing is ever cancelled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from windmill_approvals import (
    Cancelled,
    ConfigError,
    Denied,
    Failed,
    FlowGone,
    NotFound,
    RequestTimeout,
    Succeeded,
    Suspended,
    TimedOut,
    WaitTimeout,
)

FLOW = "99999999-8888-7777-6666-555555555555"
STEP = "11111111-2222-3333-4444-555555555555"


def queued(*modules: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "QueuedJob", "id": FLOW, "running": True, "flow_status": {"modules": list(modules)}, **fields}


def completed(success: bool, result: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "CompletedJob", "id": FLOW, "success": success, "result": result, **fields}


def answers(*bodies: dict[str, Any], **headers: str) -> list[httpx.Response]:
    return [httpx.Response(200, json=body, headers=headers) for body in bodies]


RUNNING = queued({"id": "a", "type": "InProgress", "job": STEP}, {"id": "b", "type": "WaitingForPriorSteps"})
WAITING = queued(
    {"id": "a", "type": "Success", "job": STEP},
    {"id": "b", "type": "WaitingForEvents", "count": 3, "job": STEP},
    suspend=2,
)
DONE = completed(True, {"x": 1})


def test_where_a_flow_waits(twin: Any, server: Any) -> None:
    found = twin(server(*answers(WAITING)), "wait_until_suspended", FLOW, within=5)
    assert found == Suspended(step_id="a", job_id=STEP, required=3, missing=2, until=None)


def in_code(mode: str = "approval", suspend: int = 1, **status: Any) -> dict[str, Any]:
    """A workflow written as code, as in scenario "code: one approval"."""
    pending = {"mode": mode, "keys": ["manager"], "job_ids": {}}
    asked = {"key": "manager", "form": None, "timeout": 300, "self_approval_disabled": False}
    step = {"name": "manager", "approval": True, "started_at": "2026-01-02T03:00:00.5+00:00"}
    told = {"_approval": asked, "_checkpoint": {"pending_steps": pending}, "_step/manager": step, **status}
    job = {"type": "QueuedJob", "id": FLOW, "job_kind": "preview", "running": True}
    return {**job, "suspend": suspend, "workflow_as_code_status": told}


def test_where_a_workflow_in_code_waits(twin: Any, server: Any) -> None:
    found = twin(server(*answers(in_code())), "wait_until_suspended", FLOW, within=5)
    until = datetime(2026, 1, 2, 3, 5, 0, 500_000, UTC)
    assert found == Suspended(step_id="manager", job_id=FLOW, required=1, missing=1, until=until)


@pytest.mark.parametrize(
    "busy",
    [in_code("sleep"), in_code("parallel"), in_code(suspend=0), in_code(_checkpoint={}), in_code(_checkpoint=None)],
    ids=["sleeps", "waits for tasks", "was woken", "has not asked", "tells nothing"],
)
def test_a_workflow_in_code_that_does_not_wait_for_an_approval_is_looked_at_again(
    twin: Any, server: Any, busy: dict[str, Any]
) -> None:
    at = server(*answers(busy, in_code(_step=None)))
    assert twin(at, "wait_until_suspended", FLOW, within=60).step_id == "manager"
    assert len(at.requests) == 2


def test_when_an_approval_in_code_times_out_is_none_where_it_is_not_told(twin: Any, server: Any) -> None:
    at = server(*answers(in_code(_approval=None)))
    assert twin(at, "wait_until_suspended", FLOW, within=5).until is None


@pytest.mark.parametrize(("timeout", "until"), [({"timeout": 300}, 5), ({}, 30), ({"timeout": None}, 30)])
def test_until_is_the_steps_end_plus_the_gates_timeout(twin: Any, server: Any, timeout: Any, until: int) -> None:
    modules = [{"id": "a", "suspend": {"required_events": 3, **timeout}}, {"id": "b"}]
    flow = {**WAITING, "raw_flow": {"modules": modules}}
    step = completed(True, None, completed_at="2026-01-02T03:00:00.5Z")
    found = twin(server(*answers(flow, step)), "wait_until_suspended", FLOW, within=5)
    assert found.until == datetime(2026, 1, 2, 3, until, 0, 500_000, UTC)


def test_until_is_none_when_the_step_cannot_be_read(twin: Any, server: Any) -> None:
    flow = {**WAITING, "raw_flow": {"modules": [{"id": "a", "suspend": {"required_events": 3}}]}}
    at = server(*answers(flow), httpx.Response(403, text="Permission denied"))
    assert twin(at, "wait_until_suspended", FLOW, within=5).until is None


def test_it_looks_at_once_and_then_more_and_more_seldom(twin: Any, server: Any, clock: Any) -> None:
    at = server(*answers(*[RUNNING] * 12, WAITING))
    twin(at, "wait_until_suspended", FLOW, within=60)
    assert clock.pauses[0] == 0.05
    assert clock.pauses == sorted(clock.pauses)
    assert clock.pauses[-1] == 1.0
    assert len(at.requests) == 13


def test_it_does_not_wait_longer_than_told(twin: Any, server: Any, clock: Any) -> None:
    with pytest.raises(WaitTimeout, match=r"has not ended after 5 s: its module 'a' is InProgress") as raised:
        twin(server(*answers(RUNNING)), "wait_until_done", FLOW, within=5)
    assert isinstance(raised.value, TimeoutError)
    assert sum(clock.pauses) == pytest.approx(5)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("headers", [{"retry-after": "15"}, {"retry-after": "100"}, {}])
def test_no_pause_goes_beyond_within(twin: Any, server: Any, clock: Any, status: int, headers: dict[str, str]) -> None:
    with pytest.raises(WaitTimeout, match=r"could not be read within 0\.4 s"):
        twin(server(httpx.Response(status, headers=headers)), "wait_until_done", FLOW, within=0.4)
    assert sum(clock.pauses) == pytest.approx(0.4)


@pytest.mark.parametrize("kind", ["flowscript", "script", "preview", "identity"])
@pytest.mark.parametrize("method", ["wait_until_done", "wait_until_suspended"])
def test_a_step_is_no_flow(twin: Any, server: Any, method: str, kind: str) -> None:
    """A step that ended is no flow that ended, though both are jobs (scenario "job shapes")."""
    step = completed(True, 1, id=STEP, is_flow_step=True, job_kind=kind, parent_job=FLOW)
    with pytest.raises(
        ConfigError, match=f"flow must be the id of a flow, but {STEP} is a step of flow {FLOW}; pass that id"
    ):
        twin(server(*answers(step)), method, STEP, within=5)


@pytest.mark.parametrize("kind", ["flow", "flowpreview", "flownode", "singlestepflow"])
def test_an_inner_flow_is_a_flow(twin: Any, server: Any, kind: str) -> None:
    inner = completed(True, 1, is_flow_step=True, job_kind=kind, parent_job=FLOW)
    assert twin(server(*answers(inner)), "wait_until_done", FLOW, within=5) == Succeeded(1)


def test_within_zero_is_one_look(twin: Any, server: Any, clock: Any) -> None:
    at = server(*answers(WAITING))
    with pytest.raises(WaitTimeout, match="it waits at step 'a' for 2 of 3 votes"):
        twin(at, "wait_until_done", FLOW, within=0)
    assert twin(at, "wait_until_suspended", FLOW, within=0).step_id == "a"
    assert clock.pauses == []


@pytest.mark.parametrize(("within", "limit"), [(5, 5), (0, 1), (3600, 30)])
def test_a_server_that_hangs_ends_the_wait_in_time(
    twin: Any, server: Any, clock: Any, within: float, limit: float
) -> None:
    """A look may take as long as is left, a second at least, and never longer than `timeout`."""

    def hang(request: httpx.Request) -> httpx.Response:
        clock.time += request.extensions["timeout"]["read"]
        raise httpx.ReadTimeout("timed out")

    at = server(hang)
    with pytest.raises(WaitTimeout if within < 30 else RequestTimeout):
        twin(at, "wait_until_done", FLOW, within=within)
    assert at.request.extensions["timeout"]["read"] == limit


def test_waiting_only_ever_reads(twin: Any, server: Any) -> None:
    at = server(*answers(RUNNING))
    with pytest.raises(WaitTimeout):
        twin(at, "wait_until_done", FLOW, within=3)
    assert {request.method for request in at.requests} == {"GET"}


def test_a_flow_that_ends_first_will_not_wait(twin: Any, server: Any) -> None:
    with pytest.raises(FlowGone, match="has ended"):
        twin(server(*answers(RUNNING, DONE)), "wait_until_suspended", FLOW, within=5)


def test_a_gate_that_was_just_opened_or_denied_is_none(twin: Any, server: Any) -> None:
    """The module still says WaitingForEvents until the flow is looked at again; `suspend` is 0 already."""
    with pytest.raises(WaitTimeout):
        twin(server(*answers({**WAITING, "suspend": 0})), "wait_until_suspended", FLOW, within=1)


def test_an_unknown_flow_ends_the_wait(twin: Any, server: Any) -> None:
    with pytest.raises(NotFound):
        twin(server(httpx.Response(404, text="Not found: Job not found")), "wait_until_done", FLOW, within=5)


@pytest.mark.parametrize("method", ["wait_until_suspended", "wait_until_done"])
def test_a_clock_that_stands_still_ends_the_wait_at_once(twin: Any, server: Any, clock: Any, method: str) -> None:
    headers = {"x-mock-clock": "manual", "x-mock-waits-for": "step 'check' ends in 60 s: advance(60)"}
    at = server(*answers(RUNNING, **headers))
    with pytest.raises(WaitTimeout, match=r"step 'check' ends in 60 s: advance\(60\)"):
        twin(at, method, FLOW, within=3600)
    assert len(at.requests) == 1
    assert clock.pauses == []


def test_a_clock_that_stands_still_does_not_matter_once_the_state_is_reached(twin: Any, server: Any) -> None:
    headers = {"x-mock-clock": "manual", "x-mock-waits-for": "1 vote at step 'a'"}
    assert twin(server(*answers(WAITING, **headers)), "wait_until_suspended", FLOW, within=0).missing == 2
    assert twin(server(*answers(DONE, **headers)), "wait_until_done", FLOW, within=0) == Succeeded({"x": 1})


# How flows of real servers ended (recordings: scenario), and what that is.
ENDS = [
    (DONE, Succeeded({"x": 1})),
    (completed(True, None), Succeeded(None)),
    (
        completed(False, {"error": {"name": "SuspendedDisapproved", "message": "Disapproved by alice"}}),
        Denied("alice", None),  # cancel with approver and reason
    ),
    (
        completed(False, {"error": {"name": "SuspendedDisapproved", "message": "Disapproved by unknown"}}),
        Denied("unknown", None),
    ),
    (
        completed(False, {"error": {"name": "SuspendedDisapproved", "message": "Disapproved by "}}),
        Denied("", None),  # empty approver
    ),
    (
        completed(False, {"error": {"name": "SuspendedTimedOut", "message": "Timed out waiting to be resumed"}}),
        TimedOut(),  # timeout
    ),
    (
        completed(
            False,
            {"error": {"name": "Canceled", "reason": "enough", "canceler": "admin"}},
            canceled=True,
            canceled_by="admin",
            canceled_reason="enough",
        ),
        Cancelled("admin", "enough"),  # suspended flow is cancelled
    ),
    (completed(False, {}, canceled=True), Cancelled(None, None)),
    (
        completed(False, {"error": {"name": "ExecutionErr", "message": "exit code"}}),
        Failed({"name": "ExecutionErr", "message": "exit code"}),  # step that fails
    ),
    (
        completed(False, {"name": "SuspendedDisapproved", "message": "Disapproved by unknown"}),
        Failed({"name": "SuspendedDisapproved", "message": "Disapproved by unknown"}),  # failure module after a denial
    ),
    (completed(False, "text of a failure module"), Failed("text of a failure module")),
    (completed(False, {"error": "just text"}), Failed("just text")),
]


@pytest.mark.parametrize(("job", "outcome"), ENDS)
def test_how_a_flow_ended(twin: Any, server: Any, job: dict[str, Any], outcome: Any) -> None:
    assert twin(server(*answers(job)), "wait_until_done", FLOW, within=1) == outcome


@pytest.mark.parametrize(
    ("told", "reason"),
    [({"reason": "too dear"}, "too dear"), ({"reason": ""}, ""), ({"reason": {"n": 1}}, None), ({}, None)],
    ids=["since 1.863", "an empty one", "none that is a text", "before 1.863"],
)
def test_a_denials_reason_is_read_where_the_server_tells_it(
    twin: Any, server: Any, told: dict[str, Any], reason: str | None
) -> None:
    error = {"name": "SuspendedDisapproved", "message": "Disapproved by bob", **told}
    at = server(*answers(completed(False, {"error": error})))
    assert twin(at, "wait_until_done", FLOW, within=1) == Denied("bob", reason)
