"""What each call sends, byte for byte, and what it makes of the usual answer. Each for both twins."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from windmill_approvals import (
    Decision,
    ResumeUrl,
    ResumeUrls,
    Windmill,
)
from windmill_approvals._operations import TABLE

from tests.own_spec import OWN_SPEC
from tests.sdk.minting import mint

JOB = "11111111-2222-3333-4444-555555555555"
FLOW = "99999999-8888-7777-6666-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"
RESUME = f"http://public/api/w/demo/jobs_u/resume/{JOB}/1/{SIGNATURE}"
PAGE = f"http://public/approve/demo/{FLOW}?token={SIGNATURE}"
URLS = ResumeUrls(resume=RESUME, cancel=RESUME.replace("resume", "cancel"), approvalPage=PAGE)
MINTED = mint
VOTED = httpx.Response(201)
GATE = {
    "id": FLOW,
    "suspend": 1,
    "flow_status": {"modules": [{"id": "a", "type": "Success", "job": JOB}, {"id": "b", "type": "WaitingForEvents"}]},
}
STARTED = httpx.Response(201, text=JOB)
W = "/api/w/demo"
SLACK = "slack_resource_path=u%2Fa%2Fs&channel_id=C%201&flow_step_id=a&default_args_json=%7B%22k%22%3A%201%7D"
TEAMS = "approver=bob&message=hi&team_name=T&channel_name=C&flow_step_id=a&resume_button_text=Yes"


def call(method: str, *args: Any, **kwargs: Any) -> Callable[[Any, Any], Any]:
    return lambda twin, server: twin(server, method, *args, **kwargs)


# The call, the answer, and method, path, query and body of the request.
SENT: list[tuple[Callable[[Any, Any], Any], Any, str, Any]] = [
    (call("get_resume_urls", job_id=JOB, resume_id=5), MINTED, f"GET {W}/jobs/resume_urls/{JOB}/5", None),
    (
        call("get_resume_urls", "zoë & co/ü", True, job_id=JOB, resume_id=4294967295),
        MINTED,
        f"GET {W}/jobs/resume_urls/{JOB}/4294967295?approver=zo%C3%AB%20%26%20co%2F%C3%BC&flow_level=true",
        None,
    ),
    (
        call("get_resume_urls", "", False, job_id=JOB, resume_id=0),
        MINTED,
        f"GET {W}/jobs/resume_urls/{JOB}/0?approver=&flow_level=false",
        None,
    ),
    (call("get_approval_urls", job_id=JOB), MINTED, f"GET {W}/jobs/wac_approval_urls/{JOB}/approval", None),
    (
        call("get_approval_urls", "a b%2Fc#d?é", "bob", job_id=JOB),
        MINTED,
        f"GET {W}/jobs/wac_approval_urls/{JOB}/a%20b%252Fc%23d%3F%C3%A9?approver=bob",
        None,
    ),
    (
        call("job_signature", 7, "alice", job_id=JOB),
        httpx.Response(200, text=SIGNATURE),
        f"GET {W}/jobs/job_signature/{JOB}/7?approver=alice",
        None,
    ),
    (call("approve", URLS), VOTED, f"POST {W}/jobs_u/resume/{JOB}/1/{SIGNATURE}", None),
    (call("approve", URLS, {"a": [1]}), VOTED, f"POST {W}/jobs_u/resume/{JOB}/1/{SIGNATURE}", {"a": [1]}),
    (call("approve", URLS.cancel, "x"), VOTED, f"POST {W}/jobs_u/resume/{JOB}/1/{SIGNATURE}", "x"),
    (
        call("approve", ResumeUrl.parse(RESUME + "?approver=a%20b")),
        VOTED,
        f"POST {W}/jobs_u/resume/{JOB}/1/{SIGNATURE}?approver=a%20b",
        None,
    ),
    (
        call("approve", f"http://public/approve/demo/{JOB}/1/{SIGNATURE}?approver="),
        VOTED,
        f"POST {W}/jobs_u/resume/{JOB}/1/{SIGNATURE}?approver=",
        None,
    ),
    (
        call("approve", PAGE, {"a": 1}),
        VOTED,
        f"POST {W}/jobs_u/flow/resume_suspended/{FLOW}",
        {"payload": {"a": 1}, "approval_token": SIGNATURE, "approved": True},
    ),
    (call("deny", URLS), VOTED, f"POST {W}/jobs_u/cancel/{JOB}/1/{SIGNATURE}", None),
    (call("deny", RESUME, reason="no"), VOTED, f"POST {W}/jobs_u/cancel/{JOB}/1/{SIGNATURE}", {"reason": "no"}),
    (
        call("deny", RESUME, {"n": 1}, reason="no"),
        VOTED,
        f"POST {W}/jobs_u/cancel/{JOB}/1/{SIGNATURE}",
        {"n": 1, "reason": "no"},
    ),
    (
        call("deny", PAGE, reason="no"),
        VOTED,
        f"POST {W}/jobs_u/flow/resume_suspended/{FLOW}",
        {"payload": {"reason": "no"}, "approval_token": SIGNATURE, "approved": False},
    ),
    (
        call("suspended_flow", RESUME),
        httpx.Response(200, json={"job": {"id": FLOW}, "approvers": []}),
        f"GET {W}/jobs_u/get_flow/{JOB}/1/{SIGNATURE}",
        None,
    ),
    (
        call("approval_info", URLS),
        httpx.Response(200, json={"flow_id": FLOW}),
        f"GET {W}/jobs_u/flow/approval_info/{FLOW}?token={SIGNATURE}",
        None,
    ),
    (
        call("approval_info", FLOW),
        httpx.Response(200, json={"flow_id": FLOW}),
        f"GET {W}/jobs_u/flow/approval_info/{FLOW}",
        None,
    ),
    (call("resume_as_owner", FLOW, {"ok": 1}), VOTED, f"POST {W}/jobs/flow/resume/{FLOW}", {"ok": 1}),
    (
        call("resume_suspended", FLOW),
        VOTED,
        f"POST {W}/jobs_u/flow/resume_suspended/{FLOW}",
        {"payload": None, "approved": True},
    ),
    (
        call("resume_suspended", FLOW, 1, approved=False, approval_token="t"),
        VOTED,
        f"POST {W}/jobs_u/flow/resume_suspended/{FLOW}",
        {"payload": 1, "approval_token": "t", "approved": False},
    ),
    (call("run_flow", "f/ops/refund", {"x": 1}), STARTED, f"POST {W}/jobs/run/f/f/ops/refund", {"x": 1}),
    (call("run_flow", "f/my folder/x?y#z"), STARTED, f"POST {W}/jobs/run/f/f/my%20folder/x%3Fy%23z", {}),
    (
        call("run_flow", "u/me/f", scheduled_in=60),
        STARTED,
        f"POST {W}/jobs/run/f/u/me/f?scheduled_in_secs=60",
        {},
    ),
    (
        call("run_flow_preview", {"modules": []}, {"x": 1}, path="f/a/b"),
        STARTED,
        f"POST {W}/jobs/run/preview_flow",
        {"value": {"modules": []}, "args": {"x": 1}, "path": "f/a/b"},
    ),
    (call("job", JOB), httpx.Response(200, json={"id": JOB}), f"GET {W}/jobs_u/get/{JOB}?no_logs=true", None),
    (call("result", JOB), httpx.Response(200, json=[1]), f"GET {W}/jobs_u/completed/get_result/{JOB}", None),
    (call("cancel", JOB), httpx.Response(200, text=JOB), f"POST {W}/jobs_u/queue/cancel/{JOB}", {}),
    (
        call("cancel", JOB, "enough"),
        httpx.Response(200, text=JOB),
        f"POST {W}/jobs_u/queue/cancel/{JOB}",
        {"reason": "enough"},
    ),
    (
        call("request_slack_approval", "u/a/s", "C 1", flow_step_id="a", job_id=JOB, default_args_json={"k": 1}),
        httpx.Response(200),
        f"GET {W}/jobs/slack_approval/{JOB}?{SLACK}",
        None,
    ),
    (
        call("request_teams_approval", "T", "C", "hi", "bob", flow_step_id="a", job_id=JOB, resume_button_text="Yes"),
        httpx.Response(200),
        f"GET {W}/jobs/teams_approval/{JOB}?{TEAMS}",
        None,
    ),
]


def same_query(line: str) -> tuple[str, set[str]]:
    """A request line, its query without order."""
    path, _, query = line.partition("?")
    return path, set(query.split("&"))


@pytest.mark.parametrize(("made", "answer", "line", "body"), SENT, ids=[line for _, _, line, _ in SENT])
def test_a_call_is_this_request(twin: Any, server: Any, made: Any, answer: Any, line: str, body: Any) -> None:
    at = server(answer)
    made(twin, at)
    assert same_query(at.line) == same_query(line)
    if line.startswith("POST"):
        assert at.body == body
        assert at.request.headers["content-type"] == "application/json"
    else:
        assert at.request.content == b""


def test_every_method_is_in_the_table_or_tested_elsewhere() -> None:
    elsewhere = {"mint_votes", "wait_until_suspended", "wait_until_done", "get_flow_user_state", "set_flow_user_state"}
    made: set[str] = set()
    for entry, *_ in SENT:
        entry(lambda _server, method, *_args, **_kwargs: made.add(method), None)
    methods = {name for name in vars(Windmill) if not name.startswith("_")} - {"close", "with_options"}
    assert made == methods - elsewhere


# Calls whose several requests are tested elsewhere, and the answers they need.
SEVERAL: list[tuple[Callable[[Any, Any], Any], list[Any]]] = [
    (call("mint_votes", ["alice"], job_id=JOB), [MINTED]),
    (call("get_flow_user_state", "k", job_id=JOB), [httpx.Response(200, json=FLOW)]),
    (call("set_flow_user_state", "k", 1, job_id=JOB), [httpx.Response(200, json=FLOW), VOTED]),
    (call("wait_until_suspended", FLOW, within=0), [httpx.Response(200, json=GATE)]),
    (call("wait_until_done", FLOW, within=0), [httpx.Response(200, json={"id": FLOW, "success": True})]),
]


def operation_ids() -> list[tuple[re.Pattern[str], str]]:
    """The spec's operations, each by a pattern for its request line."""
    found = [
        (f"{method.upper()} /api{path}", operation["operationId"])
        for path, item in OWN_SPEC.data["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "delete")
    ]
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", line.replace("{path}", ".+"))), id) for line, id in found]


def test_the_table_names_the_endpoints_of_each_method(server: Any) -> None:
    """`codegen check` and `diff` trust these names, so each is held against the requests that are really sent."""
    known = operation_ids()
    called: dict[str, set[str]] = {}
    for made, answers in [*((made, [answer]) for made, answer, *_ in SENT), *SEVERAL]:
        at = server(*answers)

        def through(at: Any, method: str, *args: Any, **kwargs: Any) -> None:
            with Windmill("http://server", "a-token", "demo", transport=at) as client:
                getattr(client, method)(*args, **kwargs)
            lines = [f"{request.method} {request.url.raw_path.decode().partition('?')[0]}" for request in at.requests]
            for line in lines:
                (id,) = [id for pattern, id in known if pattern.fullmatch(line)]
                called.setdefault(method, set()).add(id)

        made(through, at)
    assert called == {name: set(operation.endpoints) for name, operation in TABLE.items()}


@pytest.mark.parametrize("name", list(TABLE))
def test_the_table_has_the_arguments_of_the_methods(name: str) -> None:
    _settings, *planned = inspect.signature(TABLE[name].plan).parameters
    _self, *public = inspect.signature(getattr(Windmill, name)).parameters
    assert set(planned) == set(public) - {"timeout"}


def test_headers(twin: Any, server: Any) -> None:
    at = server(MINTED)
    twin(at, "get_resume_urls", job_id=JOB)
    assert at.request.headers["authorization"] == "Bearer a-token"
    assert at.request.headers["user-agent"].startswith("windmill-approvals/")
    assert at.request.url.host == "server"


def test_no_payload_is_json_null(twin: Any, server: Any) -> None:
    """Without a body Windmill answers 415 (scenario "resume body: no body, no content type")."""
    at = server(VOTED)
    twin(at, "approve", URLS)
    assert at.request.content == b"null"


def test_a_vote_says_what_is_known(twin: Any, server: Any) -> None:
    assert twin(server(VOTED), "approve", URLS) == Decision(approved=True, recorded=True, confirmed=True)
    assert twin(server(VOTED), "deny", PAGE) == Decision(approved=False, recorded=True, confirmed=True)


def test_minted_links_are_handed_back(twin: Any, server: Any) -> None:
    urls = twin(server(MINTED), "get_resume_urls", job_id=JOB, resume_id=1)
    assert isinstance(urls, ResumeUrls)
    assert urls == URLS


def test_resume_ids_are_random_and_32_bits(twin: Any, server: Any) -> None:
    at = server(MINTED)
    for _ in range(40):
        twin(at, "get_resume_urls", job_id=JOB)
    ids = [int(request.url.path.rpartition("/")[2]) for request in at.requests]
    assert len(set(ids)) == 40
    assert max(ids) > 10**9  # wmill's stop there
    assert all(0 <= number < 2**32 for number in ids)


def test_mint_votes_gives_each_name_its_own_vote(twin: Any, server: Any) -> None:
    at = server(MINTED)
    minted = twin(at, "mint_votes", ["alice", "bob"], flow_level=True, job_id=JOB)
    assert list(minted) == ["alice", "bob"]
    assert [request.url.params["approver"] for request in at.requests] == ["alice", "bob"]
    assert {request.url.params["flow_level"] for request in at.requests} == {"true"}
    assert len({request.url.path for request in at.requests}) == 2


def test_user_states_belong_to_the_root_flow(twin: Any, server: Any) -> None:
    at = server(httpx.Response(200, json=FLOW), httpx.Response(200, json={"v": 1}))
    assert twin(at, "get_flow_user_state", "a key", job_id=JOB) == {"v": 1}
    assert [request.url.raw_path.decode() for request in at.requests] == [
        f"{W}/jobs_u/get_root_job_id/{JOB}",
        f"{W}/jobs/flow/user_states/{FLOW}/a%20key",
    ]


def test_setting_a_user_state_posts_the_bare_value(twin: Any, server: Any) -> None:
    at = server(httpx.Response(200, json=FLOW), httpx.Response(200, text="Flow job state updated"))
    assert twin(at, "set_flow_user_state", "k", None, job_id=JOB) is None
    assert json.loads(at.requests[1].content) is None


def test_a_job_id_with_quotes_or_bare_is_the_same(twin: Any, server: Any) -> None:
    assert twin(server(httpx.Response(201, json=JOB)), "run_flow", "f/a/b") == JOB
    assert twin(server(STARTED), "run_flow", "f/a/b") == JOB
