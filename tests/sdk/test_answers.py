"""Answers of servers of any age are read; what Windmill would not answer is ResponseInvalid with status and place."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from windmill_approvals import (
    ApprovalInfo,
    Approver,
    Job,
    Module,
    ResponseInvalid,
    ServerError,
    SuspendedFlow,
)

JOB = "11111111-2222-3333-4444-555555555555"
FLOW = "99999999-8888-7777-6666-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"
LINK = f"http://h/api/w/demo/jobs_u/resume/{JOB}/1/{SIGNATURE}"


def read(twin: Any, server: Any, body: Any, *call: Any) -> Any:
    return twin(server(httpx.Response(200, json=body)), *call)


def test_a_suspended_flow_of_1_788(twin: Any, server: Any) -> None:
    """Scenario "job shapes", shortened."""
    job: Job = read(
        twin,
        server,
        {
            "type": "QueuedJob",
            "workspace_id": "oracle",
            "id": FLOW,
            "running": True,
            "args": {},
            "canceled": False,
            "job_kind": "flowpreview",
            "flow_status": {
                "step": 1,
                "modules": [
                    {"id": "a", "job": JOB, "type": "Success", "approvers": [{"approver": "unknown", "resume_id": 0}]},
                    {"id": "b", "job": JOB, "type": "WaitingForEvents", "count": 1},
                ],
                "failure_module": {"id": "failure", "type": "WaitingForPriorSteps"},
                "preprocessor_module": None,
            },
            "suspend": 1,
            "script_path": "f/a/b",
            "leaf_jobs": {"a": {"SingleJob": JOB}},
        },
        "job",
        FLOW,
    )
    assert (job.id, job.workspace, job.kind, job.path) == (FLOW, "oracle", "flowpreview", "f/a/b")
    assert (job.completed, job.running, job.success, job.canceled, job.suspend) == (False, True, None, False, 1)
    assert job.modules == (
        Module("a", "Success", JOB, None, (Approver("unknown", 0),)),
        Module("b", "WaitingForEvents", JOB, 1, ()),
    )
    assert job.raw["leaf_jobs"] == {"a": {"SingleJob": JOB}}


ODD_JOBS = [
    {"id": FLOW},
    {"id": FLOW, "type": "ArchivedJob", "job_kind": "a kind of the future", "new": {"x": 1}},
    {
        "id": FLOW,
        "type": "QueuedJob",
        "job_kind": None,
        "flow_status": None,
        "suspend": None,
        "running": None,
        "canceled": None,
        "args": None,
        "completed_at": None,
        "raw_flow": None,
        "email": None,
    },
    {"id": FLOW, "flow_status": {"modules": None}},
    {"id": FLOW, "flow_status": {"modules": [None, 3, {}, {"id": 3, "type": None, "approvers": [None, {}]}]}},
    {"id": FLOW, "flow_status": []},
    {"id": FLOW, "created_at": "not a date", "started_at": 12, "duration_ms": "x", "language": "cobol"},
    {"id": FLOW, "type": "CompletedJob", "success": None},
]


@pytest.mark.parametrize("body", ODD_JOBS)
def test_a_job_with_fields_added_missing_null_or_of_new_words(twin: Any, server: Any, body: dict[str, Any]) -> None:
    job: Job = read(twin, server, body, "job", FLOW)
    assert job.id == FLOW
    assert job.raw == body


def test_a_votes_missing_name_is_unknown(twin: Any, server: Any) -> None:
    found: SuspendedFlow = read(
        twin,
        server,
        {
            "job": {"id": FLOW},
            "approvers": [{"resume_id": 3, "approver": "alice"}, {"resume_id": 4}],
            "view_token": "t",
        },
        "suspended_flow",
        LINK,
    )
    assert found.approvers == (Approver("alice", 3), Approver("unknown", 4))
    assert (found.job.id, found.view_token) == (FLOW, "t")


def test_approval_info_of_1_788(twin: Any, server: Any) -> None:
    """Scenario "approval token"."""
    form = {"schema": {"type": "object", "properties": {"reason": {"type": "string"}}}}
    info: ApprovalInfo = read(
        twin,
        server,
        {
            "flow_id": FLOW,
            "form_schema": form,
            "description": "please",
            "default_args": {"reason": "x"},
            "enums": {"reason": ["x", "y"]},
            "can_approve": True,
            "user_auth_required": False,
            "hide_cancel": True,
            "approvers": [],
            "view_token": f"{FLOW}.{SIGNATURE}",
        },
        "approval_info",
        FLOW,
    )
    assert (info.can_approve, info.user_auth_required, info.hide_cancel) == (True, False, True)
    assert (info.form_schema, info.description) == (form, "please")
    assert (info.default_args, info.enums) == ({"reason": "x"}, {"reason": ["x", "y"]})
    assert SIGNATURE not in repr(info)


def test_approval_info_for_someone_who_must_log_in(twin: Any, server: Any) -> None:
    """Scenario "user_auth_required": the conditions and nothing else."""
    conditions = {"user_auth_required": True, "user_groups_required": ["ops"], "self_approval_disabled": True}
    info: ApprovalInfo = read(
        twin,
        server,
        {
            "flow_id": FLOW,
            "approval_conditions": conditions,
            "can_approve": False,
            "user_auth_required": True,
            "approvers": [],
        },
        "approval_info",
        FLOW,
    )
    assert (info.can_approve, info.user_auth_required, info.self_approval_disabled) == (False, True, True)
    assert info.user_groups_required == ("ops",)
    assert (info.form_schema, info.description, info.hide_cancel, info.view_token) == (None, None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        {"flow_id": FLOW},
        {"flow_id": FLOW, "approval_conditions": None, "approvers": None, "can_approve": None},
        {"flow_id": FLOW, "skin": "a skin of the future", "step_summary": "s", "flow_summary": None},  # after 1.788
        {"flow_id": FLOW, "approval_conditions": {"user_groups_required": None}},
    ],
)
def test_approval_info_of_any_age(twin: Any, server: Any, body: dict[str, Any]) -> None:
    info: ApprovalInfo = read(twin, server, body, "approval_info", FLOW)
    assert (info.flow_id, info.can_approve, info.approvers) == (FLOW, False, ())
    assert info.raw == body


def test_minted_links_may_come_with_more(twin: Any, server: Any, urls: dict[str, str]) -> None:
    at = server(httpx.Response(200, json={**urls, "qr": "x", "n": 1}))
    assert twin(at, "get_resume_urls", job_id=JOB, resume_id=1) == {**urls, "qr": "x"}


@pytest.mark.parametrize(
    "asked",
    [
        {"job_id": FLOW, "resume_id": 1},
        {"job_id": JOB, "resume_id": 2},
        {"job_id": JOB, "resume_id": 1, "approver": "alice"},
    ],
)
def test_links_of_another_vote_are_not_handed_on(twin: Any, server: Any, urls: dict[str, str], asked: Any) -> None:
    """A proxy or a connection that two processes share may hand over what somebody else asked for."""
    with pytest.raises(ResponseInvalid, match="links of another job, resume id or approver") as raised:
        twin(server(httpx.Response(200, json=urls)), "get_resume_urls", **asked)
    assert "d2e11545" not in str(raised.value)


@pytest.mark.parametrize("action", ["resume", "cancel"])
@pytest.mark.parametrize("query", ["?approver=eve", "?x=1", "#"])
def test_each_of_the_links_is_looked_at(twin: Any, server: Any, urls: dict[str, str], action: str, query: str) -> None:
    answer = {**urls, action: urls[action].partition("?")[0] + query}
    with pytest.raises(ResponseInvalid, match="links"):
        twin(server(httpx.Response(200, json=answer)), "get_resume_urls", job_id=JOB, resume_id=1)


def test_json_deeper_than_python_reads_is_one_of_our_errors(twin: Any, server: Any) -> None:
    with pytest.raises(ResponseInvalid):
        twin(server(httpx.Response(200, content=b"[" * 200_000)), "job", JOB)


def test_an_unknown_charset_is_read_as_utf_8(twin: Any, server: Any) -> None:
    answer = httpx.Response(
        500, content="Error: zoë".encode(), headers={"content-type": "text/plain; charset=nonsense"}
    )
    with pytest.raises(ServerError, match="zoë"):
        twin(server(answer), "job", JOB)


PAGE_OF_A_PROXY = "<!DOCTYPE html><title>Log in</title>"
CALLS: list[tuple[Any, ...]] = [
    ("get_resume_urls",),
    ("job_signature", 1),
    ("approve", LINK),
    ("approval_info", FLOW),
    ("suspended_flow", LINK),
    ("job", JOB),
    ("result", JOB),
    ("cancel", JOB),
    ("run_flow", "f/a/b"),
    ("get_flow_user_state", "k"),
]


@pytest.fixture(autouse=True)
def _in_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WM_JOB_ID", JOB)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_web_page_is_no_answer(twin: Any, server: Any, call: tuple[Any, ...]) -> None:
    with pytest.raises(ResponseInvalid, match=r"http://server/api/w/demo/.* answered 200 with HTML") as raised:
        twin(server(httpx.Response(200, html=PAGE_OF_A_PROXY)), *call)
    assert raised.value.status == 200


@pytest.mark.parametrize("call", [call for call in CALLS if call[0] not in ("approve", "cancel")], ids=str)
def test_nothing_is_no_answer(twin: Any, server: Any, call: tuple[Any, ...]) -> None:
    with pytest.raises(ResponseInvalid, match="nothing"):
        twin(server(httpx.Response(200)), *call)


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (("get_resume_urls",), {}),
        (("get_resume_urls",), {"approvalPage": "x", "resume": "y", "cancel": "z"}),
        (("get_resume_urls",), {"resume": LINK, "cancel": LINK}),
        (("get_resume_urls",), ["x"]),
        (("job", JOB), {"type": "QueuedJob"}),
        (("job", JOB), None),
        (("suspended_flow", LINK), {"approvers": []}),
        (("approval_info", FLOW), {"can_approve": True}),
        (("run_flow", "f/a/b"), "not an id"),
        (("get_flow_user_state", "k"), {"not": "an id"}),
    ],
)
def test_json_without_what_was_asked_for_is_no_answer(twin: Any, server: Any, call: Any, body: Any) -> None:
    with pytest.raises(ResponseInvalid):
        twin(server(httpx.Response(200, json=body)), *call)


@pytest.mark.parametrize("status", [100, 204, 226, 299, 304])
def test_a_status_that_windmill_does_not_use_is_no_answer(twin: Any, server: Any, status: int) -> None:
    with pytest.raises(ResponseInvalid) as raised:
        twin(server(httpx.Response(status)), "job", JOB)
    assert raised.value.status == status


def test_a_redirect_is_not_followed_but_named(twin: Any, server: Any) -> None:
    at = server(httpx.Response(302, headers={"location": f"https://login.example/?next={LINK}"}))
    with pytest.raises(ResponseInvalid, match=r"302, a redirect to https://login\.example/;"):
        twin(at, "approve", LINK)
    assert len(at.requests) == 1


def test_a_status_no_standard_knows_is_an_error_like_others(twin: Any, server: Any) -> None:
    with pytest.raises(ServerError) as raised:
        twin(server(httpx.Response(520, text="origin error")), "job", JOB)
    assert raised.value.status == 520


def test_an_answer_that_cannot_be_decoded(twin: Any, server: Any) -> None:
    garbled = lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, content=b"no gzip")  # noqa: E731
    with pytest.raises(ResponseInvalid, match="cannot be decoded"):
        twin(server(garbled), "job", JOB)
