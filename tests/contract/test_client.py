"""The client against the mock server: what people do with approvals, through both twins and both doors.

Each scenario says what a user can see. Each error of the tree that a Windmill can cause is caused here by the mock's
own rules; the few that only a network can cause are at the end.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
import windmill_approvals as w
from windmill_approvals import AsyncWindmill, ResumeUrls, Windmill, _functions
from windmill_approvals_mock import MockWindmill

from tests.secrecy import nothing_leaks

Flow = dict[str, Any]
SEES = {
    name: {"type": "javascript", "expr": name} for name in ("resume", "resumes", "approvers")
}  # what the step after a gate is handed


def gate(**suspend: Any) -> Flow:
    """A flow of a gated step and one that gives back what it sees."""
    first = {"id": "check", "value": {"type": "identity"}, "suspend": {"required_events": 1, **suspend}}
    code = {"type": "rawscript", "language": "python3", "content": "pay", "input_transforms": SEES}
    return {"modules": [first, {"id": "pay", "value": code}]}


class Stage:
    """A mock, and a client of either twin through either door, all called alike."""

    def __init__(self, mock: MockWindmill, twin: str, base_url: str, transport: Any) -> None:
        """`transport` is None for the socket."""
        self.mock = mock
        self.base_url = base_url
        self.transport = transport
        self._loop = asyncio.Runner()
        kind: Any = Windmill if twin == "sync" else AsyncWindmill
        self._client = kind(base_url, None, mock.workspace, transport=transport, max_retries=0)

    def __call__(self, method: str, *args: Any, token: str | None = "", **kwargs: Any) -> Any:
        client = self._client.with_options(token=self.mock.token if token == "" else token)
        result = getattr(client, method)(*args, **kwargs)
        return self._loop.run(result) if asyncio.iscoroutine(result) else result

    def close(self) -> None:
        if isinstance(self._client, AsyncWindmill):
            self._loop.run(self._client.aclose())
        else:
            self._client.close()
        self._loop.close()

    def post(self, path: str, body: Any, token: str | None = None) -> str:
        """What the client has no call for."""
        headers = {"authorization": f"Bearer {token or self.mock.token}"}
        with httpx.Client(transport=self.transport, base_url=self.base_url, headers=headers) as http:
            response = http.post(f"/api{path}", json=body)
        assert response.status_code < 400, response.text
        return response.text

    def suspended(self, value: Flow | None = None, **options: Any) -> tuple[str, str]:
        """A flow at its gate: its id, and that of the gated step's job."""
        flow = self("run_flow_preview", value or gate(), **options)
        return flow, self("wait_until_suspended", flow, within=5, token=options.get("token", "")).job_id

    def done(self, flow: str) -> Any:
        return self("wait_until_done", flow, within=5)

    def bob(self) -> str:
        """The token of someone who is no admin."""
        self.post("/users/create", {"email": "bob@example.com", "password": "pw", "super_admin": False})
        self.post(
            f"/w/{self.mock.workspace}/workspaces/add_user",
            {"email": "bob@example.com", "is_admin": False, "operator": False, "username": "bob"},
        )
        return self.post("/auth/login", {"email": "bob@example.com", "password": "pw"})

    def script_job(self) -> str:
        """A script that is still at work: approvals by key are minted for no other."""
        self.mock.stub("# still at work", takes=3600)
        body = {"content": "# still at work", "language": "bash", "args": {}}
        return self.post(f"/w/{self.mock.workspace}/jobs/run/preview", body)


Open = Callable[..., Stage]


@pytest.fixture(params=["in process", "socket"])
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["sync", "async"])
def opened(request: pytest.FixtureRequest, door: str) -> Iterator[Open]:
    """Opens a stage on a mock made with the arguments given."""
    with ExitStack() as stack:

        def opened(**options: Any) -> Stage:
            mock = stack.enter_context(MockWindmill(**options))
            mock.stub("pay", function=lambda call: dict(call.args))
            if door == "socket":
                stage = Stage(mock, request.param, stack.enter_context(mock.serve()), None)
            else:
                stage = Stage(mock, request.param, mock.base_url, mock.transport())
            stack.callback(stage.close)
            return stage

        yield opened


@pytest.fixture(autouse=True)
def _secrecy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with nothing_leaks(monkeypatch):
        yield


@pytest.fixture
def stage(opened: Open) -> Stage:
    return opened()


# -- scenarios -----------------------------------------------------------------------------


def a_link_minted_from_the_steps_id_opens_its_flows_gate(stage: Stage) -> None:
    flow, step = stage.suspended()
    urls = stage("get_resume_urls", "alice", flow_level=True, job_id=step)
    assert urls.parsed.job_id == flow
    assert stage("approve", urls, {"amount": 10}) == w.Decision(True, True, True)
    seen = {"resume": {"amount": 10}, "resumes": [{"amount": 10}], "approvers": ["alice"]}
    assert stage.done(flow) == w.Succeeded(seen)


def a_vote_banked_while_the_first_step_runs_lets_the_flow_pass_without_waiting(stage: Stage) -> None:
    stage.mock.stub("slow", takes=60)
    code = {"type": "rawscript", "language": "bash", "content": "slow", "input_transforms": {}}
    flow = stage("run_flow_preview", {"modules": [{**gate()["modules"][0], "value": code}, gate()["modules"][1]]})
    stage("approve", stage("get_resume_urls", "alice", True, job_id=flow))
    stage.mock.advance(60)
    assert stage.done(flow) == w.Succeeded({"resume": None, "resumes": [None], "approvers": ["alice"]})
    with pytest.raises(w.FlowGone):
        stage("wait_until_suspended", flow, within=0)


def two_people_have_two_votes_and_the_gate_counts_down(stage: Stage) -> None:
    flow, step = stage.suspended(gate(required_events=2))
    votes = stage("mint_votes", ["alice", "bob"], job_id=step)
    stage("approve", votes["alice"], 1)
    waiting = stage("wait_until_suspended", flow, within=0)
    assert (waiting.step_id, waiting.required, waiting.missing) == ("check", 2, 1)
    stage("approve", str(votes["bob"].parsed), 2)
    assert stage.done(flow) == w.Succeeded({"resume": 2, "resumes": [1, 2], "approvers": ["alice", "bob"]})


def a_denial_ends_the_flow_and_names_who_denied(stage: Stage) -> None:
    flow, step = stage.suspended()
    assert stage("deny", stage("get_resume_urls", "alice", job_id=step), reason="no").approved is False
    assert stage.done(flow) == w.Denied("alice", None)


def a_denials_reason_reaches_a_flow_that_goes_on(stage: Stage) -> None:
    flow, step = stage.suspended(gate(continue_on_disapprove_timeout=True))
    stage("deny", stage("get_resume_urls", job_id=step).resume, {"n": 1}, reason="no")
    assert stage.done(flow).result["resumes"][0] == {"n": 1, "reason": "no"}


def a_gate_times_out_when_until_has_come(stage: Stage) -> None:
    flow = stage("run_flow_preview", gate(timeout=300))
    waiting = stage("wait_until_suspended", flow, within=5)
    step = stage("job", waiting.job_id)
    assert waiting.until is not None
    assert waiting.until.isoformat()[:19] > step.raw["completed_at"][:19]
    stage.mock.advance(299)
    assert stage("job", flow).suspend == 1
    stage.mock.advance(2)
    assert stage.done(flow) == w.TimedOut()


def a_cancelled_flow_tells_by_whom_and_why(stage: Stage) -> None:
    flow, _ = stage.suspended()
    stage("cancel", flow, "enough")
    assert stage.done(flow) == w.Cancelled("admin", "enough")
    stage("cancel", flow)  # it has ended; nothing happens


def a_failing_step_fails_the_flow(stage: Stage) -> None:
    stage.mock.stub("pay", error="no money")
    flow, step = stage.suspended()
    stage("approve", stage("get_resume_urls", job_id=step))
    outcome = stage.done(flow)
    assert isinstance(outcome, w.Failed)
    assert "no money" in outcome.error["message"]
    assert stage("result", flow)["error"] == outcome.error


def waiting_under_a_clock_that_stands_still_says_what_would_move_it(stage: Stage) -> None:
    stage.mock.stub("pay", takes=60)
    flow, step = stage.suspended()
    stage("approve", stage("get_resume_urls", job_id=step))
    with pytest.raises(w.WaitTimeout, match=r"advance\(60\)"):
        stage("wait_until_done", flow, within=3600)
    stage.mock.advance(60)
    assert isinstance(stage.done(flow), w.Succeeded)


def an_approval_page_shows_and_votes_without_a_login(stage: Stage) -> None:
    form = {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}
    flow, step = stage.suspended(gate(resume_form=form))
    page = stage("get_resume_urls", job_id=step).approval_page
    info = stage("approval_info", page, token=None)
    assert (info.flow_id, info.can_approve, info.form_schema) == (flow, True, form)
    stage("approve", page, {"why": "fine"}, token=None)
    assert stage.done(flow).result["approvers"] == ["anonymous"]


def an_approval_page_denies_too(stage: Stage) -> None:
    flow, step = stage.suspended()
    stage("deny", stage("get_resume_urls", job_id=step).approval_page, token=None)
    assert stage.done(flow) == w.Denied("unknown", None)


def whoever_is_logged_in_is_recorded_unless_the_link_names_someone(stage: Stage) -> None:
    flow, step = stage.suspended(gate(required_events=3))
    stage("approve", stage("get_resume_urls", job_id=step))
    stage("approve", stage("get_resume_urls", "alice", job_id=step))
    stage("approve", stage("get_resume_urls", job_id=step), token=None)
    assert stage.done(flow).result["approvers"] == ["admin", "alice", "anonymous"]


def an_owner_approves_without_a_link(stage: Stage) -> None:
    flow, _ = stage.suspended()
    assert stage("resume_as_owner", flow, {"ok": 1}) == w.Decision(True, True, True)
    assert stage.done(flow).result["approvers"] == ["admin"]


def a_login_votes_without_a_link(stage: Stage) -> None:
    flow, _ = stage.suspended()
    assert stage("resume_suspended", flow, approved=False) == w.Decision(False, True, True)
    assert stage.done(flow) == w.Denied("admin", None)


def the_holder_of_a_link_sees_the_flow_and_its_votes(stage: Stage) -> None:
    flow, step = stage.suspended(gate(required_events=2))
    urls = stage("get_resume_urls", "alice", job_id=step, resume_id=3)
    stage("approve", urls)
    found = stage("suspended_flow", urls, token=None)
    assert (found.job.id, found.approvers) == (flow, (w.Approver("alice", 3),))


def one_resume_id_is_one_vote_and_gives_the_same_link_again(stage: Stage) -> None:
    _, step = stage.suspended(gate(required_events=2))
    first = stage("get_resume_urls", job_id=step, resume_id=7)
    assert stage("get_resume_urls", job_id=step, resume_id=7) == first
    assert stage("job_signature", 7, job_id=step) == first.parsed.signature
    stage("approve", first)
    with pytest.raises(w.AlreadyDecided):
        stage("deny", first)


def a_minted_link_verifies_with_the_workspaces_key(stage: Stage) -> None:
    _, step = stage.suspended()
    link = stage("get_resume_urls", "zoë & co/ü +%", job_id=step).parsed
    with httpx.Client(transport=stage.transport, base_url=stage.base_url) as http:
        headers = {"authorization": f"Bearer {stage.mock.token}"}
        answer = http.get(f"/api/w/{stage.mock.workspace}/workspaces/encryption_key", headers=headers)
    key = answer.json()["key"]
    assert link.verify(key)
    assert not link.verify(key + "x")
    stage("approve", link)


def user_states_belong_to_the_flow(stage: Stage) -> None:
    _, step = stage.suspended()
    assert stage("get_flow_user_state", "k", job_id=step) is None
    stage("set_flow_user_state", "k", {"v": [1]}, job_id=step)
    assert stage("get_flow_user_state", "k", job_id=step) == {"v": [1]}


def a_deployed_flow_runs_by_its_path(stage: Stage) -> None:
    stage.post(f"/w/{stage.mock.workspace}/folders/create", {"name": "ops"})
    flow = {"path": "f/ops/refund", "summary": "", "value": gate()}
    stage.post(f"/w/{stage.mock.workspace}/flows/create", flow)
    run = stage("run_flow", "f/ops/refund", {"amount": 3})
    step = stage("wait_until_suspended", run, within=5).job_id
    assert stage("job", run).path == "f/ops/refund"
    stage("approve", stage("get_resume_urls", "alice", True, job_id=step))
    assert stage.done(run).result["approvers"] == ["alice"]


def a_workflow_as_code_has_links_by_key(stage: Stage) -> None:
    job = stage.script_job()
    urls = stage("get_approval_urls", "manager", job_id=job)
    assert urls.parsed.resume_id == 1860478057  # scenario "approval URLs of a named step"
    assert stage("get_approval_urls", "manager", job_id=job) == urls


def a_workflow_in_code_is_seen_waiting_and_its_page_shows_the_form(stage: Stage) -> None:
    """Scenarios "code: one approval" and "code: forms and self-approval"."""
    form = {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}
    stage.mock.stub("# asks", function=lambda call: call.wait_for_approval("manager", timeout=60, form=form))
    body = {"content": "# asks", "language": "python3", "args": {}}
    job = stage.post(f"/w/{stage.mock.workspace}/jobs/run/preview", body)
    waiting = stage("wait_until_suspended", job, within=5)
    assert (waiting.step_id, waiting.job_id, waiting.required, waiting.missing) == ("manager", job, 1, 1)
    assert waiting.until is not None
    urls = stage("get_approval_urls", "manager", job_id=job)
    info = stage("approval_info", urls, token=None)
    assert (info.flow_id, info.form_schema, info.description, info.hide_cancel) == (job, form, None, None)
    stage("approve", urls.approval_page, {"why": "cheap"}, token=None)
    assert stage.done(job) == w.Succeeded({"value": {"why": "cheap"}, "approver": "anonymous", "approved": True})


def a_nameless_vote_is_anonymous_on_the_page(stage: Stage) -> None:
    """Scenario "conditions for members" for named ones; the text was read in Windmill's source."""
    flow, step = stage.suspended(gate(required_events=2, resume_form={"schema": {"type": "object"}}))
    urls = stage("get_resume_urls", job_id=step, resume_id=7)
    stage("approve", urls, token=None)
    info = stage("approval_info", urls, token=None)
    assert (info.flow_id, info.approvers) == (flow, (w.Approver("anonymous", 7),))
    assert info.form_schema == {"schema": {"type": "object"}}


SCENARIOS = [
    a_link_minted_from_the_steps_id_opens_its_flows_gate,
    a_vote_banked_while_the_first_step_runs_lets_the_flow_pass_without_waiting,
    two_people_have_two_votes_and_the_gate_counts_down,
    a_denial_ends_the_flow_and_names_who_denied,
    a_denials_reason_reaches_a_flow_that_goes_on,
    a_gate_times_out_when_until_has_come,
    a_cancelled_flow_tells_by_whom_and_why,
    a_failing_step_fails_the_flow,
    waiting_under_a_clock_that_stands_still_says_what_would_move_it,
    an_approval_page_shows_and_votes_without_a_login,
    an_approval_page_denies_too,
    whoever_is_logged_in_is_recorded_unless_the_link_names_someone,
    an_owner_approves_without_a_link,
    a_login_votes_without_a_link,
    the_holder_of_a_link_sees_the_flow_and_its_votes,
    one_resume_id_is_one_vote_and_gives_the_same_link_again,
    a_minted_link_verifies_with_the_workspaces_key,
    user_states_belong_to_the_flow,
    a_deployed_flow_runs_by_its_path,
    a_workflow_as_code_has_links_by_key,
    a_workflow_in_code_is_seen_waiting_and_its_page_shows_the_form,
    a_nameless_vote_is_anonymous_on_the_page,
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__.replace("_", " "))
def test_scenario(stage: Stage, scenario: Callable[[Stage], None]) -> None:
    scenario(stage)


def test_a_server_without_approval_pages_votes_by_the_old_pages_signature(opened: Open) -> None:
    stage = opened(windmill="1.624")
    flow, step = stage.suspended()
    urls = stage("get_resume_urls", "alice", job_id=step)
    assert "?token=" not in urls.approval_page
    stage("approve", urls.approval_page)
    assert stage.done(flow).result["approvers"] == ["alice"]


@pytest.mark.parametrize("door", ["socket"], indirect=True)
def test_the_module_functions_work_inside_a_step(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    _, step = stage.suspended()
    for name, value in {
        "BASE_INTERNAL_URL": stage.base_url,
        "WM_TOKEN": stage.mock.token,
        "WM_WORKSPACE": stage.mock.workspace,
        "WM_JOB_ID": step,
    }.items():
        monkeypatch.setenv(name, value)
    _functions._client.cache_clear()
    assert isinstance(w.get_resume_urls("alice", True), ResumeUrls)
    w.set_flow_user_state("k", 1)
    assert w.get_flow_user_state("k") == 1
    _functions._client().close()
    _functions._client.cache_clear()


# -- errors --------------------------------------------------------------------------------


def invalid_signature(stage: Stage) -> None:
    _, step = stage.suspended()
    stage("approve", str(stage("get_resume_urls", "alice", job_id=step).parsed).replace("alice", "mallory"))


def already_decided(stage: Stage) -> None:
    _, step = stage.suspended(gate(required_events=2))
    urls = stage("get_resume_urls", job_id=step)
    stage("approve", urls)
    stage("approve", urls)


def already_decided_as_owner(stage: Stage) -> None:
    flow, _ = stage.suspended(gate(required_events=2))
    stage("resume_as_owner", flow)
    stage("resume_as_owner", flow)


def not_suspended(stage: Stage) -> None:
    stage.mock.stub("slow", takes=60)
    code = {"type": "rawscript", "language": "bash", "content": "slow", "input_transforms": {}}
    stage("resume_suspended", stage("run_flow_preview", {"modules": [{"id": "a", "value": code}]}))


def flow_gone(stage: Stage) -> None:
    flow, step = stage.suspended()
    urls = stage("get_resume_urls", job_id=step)
    stage("cancel", flow)
    stage("approve", urls)


def flow_gone_as_owner(stage: Stage) -> None:
    stage("resume_as_owner", "11111111-2222-3333-4444-555555555555")


def flow_gone_while_waiting(stage: Stage) -> None:
    stage("wait_until_suspended", stage("run_flow_preview", {"modules": []}), within=5)


def not_in_flow(stage: Stage) -> None:
    stage("get_resume_urls", flow_level=True, job_id=stage.script_job())


def enterprise_only(stage: Stage) -> None:
    flow, _ = stage.suspended(gate(user_auth_required=True))
    stage("resume_as_owner", flow)


def enterprise_only_for_teams(stage: Stage) -> None:
    _, step = stage.suspended()
    stage("request_teams_approval", "T", "C", job_id=step, flow_step_id="check")


def not_authorized(stage: Stage) -> None:
    stage("job_signature", 1, job_id="11111111-2222-3333-4444-555555555555", token="nobody")


def not_authorized_for_a_read(stage: Stage) -> None:
    stage("job", stage.suspended()[0], token="nobody")


def not_authorized_for_a_read_of_a_state(stage: Stage) -> None:
    stage("get_flow_user_state", "k", job_id=stage.suspended()[0], token="nobody")


def not_authorized_by_a_wrong_page_token(stage: Stage) -> None:
    flow, _ = stage.suspended()
    stage("approve", f"{stage.base_url}/approve/demo/{flow}?token={'0' * 64}", token=None)


def not_authorized_where_a_login_is_asked_for(stage: Stage) -> None:
    _, step = stage.suspended(gate(user_auth_required=True))
    stage("approve", stage("get_resume_urls", job_id=step).approval_page, token=None)


def permission_denied(stage: Stage) -> None:
    flow, _ = stage.suspended(path="f/ops/refund")
    scoped = stage.post("/users/tokens/create", {"scopes": ["jobs:run:flows:f/other"]})
    stage("get_resume_urls", job_id=flow, token=scoped)


def self_approval_disabled(stage: Stage) -> None:
    bob = stage.bob()
    flow, _ = stage.suspended(gate(self_approval_disabled=True), token=bob)
    stage("resume_suspended", flow, token=bob)


def not_found(stage: Stage) -> None:
    stage("job", "11111111-2222-3333-4444-555555555555")


def not_found_for_a_flow_level_link_of_an_unknown_job(stage: Stage) -> None:
    stage("get_resume_urls", flow_level=True, job_id="11111111-2222-3333-4444-555555555555")


def not_found_for_a_path(stage: Stage) -> None:
    stage("run_flow", "f/no/where")


def not_found_for_a_result_that_is_not_there_yet(stage: Stage) -> None:
    stage("result", stage.suspended()[0])


def bad_request(stage: Stage) -> None:
    stage("get_approval_urls", job_id=stage.suspended()[0])


def server_error(stage: Stage) -> None:
    _, step = stage.suspended()
    stage("request_slack_approval", "u/admin/slack", "C1", job_id=step, flow_step_id="check")


def wait_timeout(stage: Stage) -> None:
    stage("wait_until_done", stage.suspended()[0], within=0)


def config_error(stage: Stage) -> None:
    stage("job", "11111111-2222-3333-4444-555555555555", token=None)


ERRORS = [
    (invalid_signature, w.InvalidSignature),
    (already_decided, w.AlreadyDecided),
    (already_decided_as_owner, w.AlreadyDecided),
    (not_suspended, w.NotSuspended),
    (flow_gone, w.FlowGone),
    (flow_gone_as_owner, w.FlowGone),
    (flow_gone_while_waiting, w.FlowGone),
    (not_in_flow, w.NotInFlow),
    (enterprise_only, w.EnterpriseOnly),
    (enterprise_only_for_teams, w.EnterpriseOnly),
    (not_authorized, w.NotAuthorized),
    (not_authorized_for_a_read, w.NotAuthorized),
    (not_authorized_for_a_read_of_a_state, w.NotAuthorized),
    (not_authorized_by_a_wrong_page_token, w.NotAuthorized),
    (not_authorized_where_a_login_is_asked_for, w.NotAuthorized),
    (permission_denied, w.PermissionDenied),
    (self_approval_disabled, w.SelfApprovalDisabled),
    (not_found, w.NotFound),
    (not_found_for_a_flow_level_link_of_an_unknown_job, w.NotFound),
    (not_found_for_a_path, w.NotFound),
    (not_found_for_a_result_that_is_not_there_yet, w.NotFound),
    (bad_request, w.BadRequest),
    (server_error, w.ServerError),
    (wait_timeout, w.WaitTimeout),
    (config_error, w.ConfigError),
]


@pytest.mark.parametrize(("cause", "error"), ERRORS, ids=lambda x: x.__name__.replace("_", " "))
def test_error(
    stage: Stage,
    cause: Callable[[Stage], None],
    error: type[w.WindmillError],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.delenv("WM_TOKEN", raising=False)
    with caplog.at_level(logging.DEBUG), pytest.raises(error) as raised:
        cause(stage)
    assert type(raised.value) is error
    shown = [*caplog.messages, repr(raised.value), *traceback.format_exception(raised.value)]
    assert [text for text in shown if re.search("[0-9a-fA-F]{64}", text)] == []


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_server_that_is_not_there(listening: socket.socket) -> None:
    listening.close()
    with Windmill("http://127.0.0.1:9", "t", "demo", max_retries=0) as windmill, pytest.raises(w.ConnectionFailed):
        windmill.job("11111111-2222-3333-4444-555555555555")


def test_a_server_that_does_not_answer(listening: socket.socket) -> None:
    given = Windmill(address(listening), "t", "demo", max_retries=0, timeout=0.05)
    with given as windmill, pytest.raises(w.RequestTimeout, match=r"within 0\.05 s"):
        windmill.job("11111111-2222-3333-4444-555555555555")
