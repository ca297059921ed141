"""Who may vote: owners, holders of the approval page's token, members, scoped tokens, and who is logged out."""

from __future__ import annotations

from uuid import uuid4

from windmill_approvals_mock.scenarios.flow_values import SHOWS_VOTES, gated, module, needs, result_is
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import EMAIL, NOBODY, Caller, Stage, page_token_of
from windmill_approvals_mock.scenarios.views import where_it_stands

FORM = {
    "schema": {
        "type": "object",
        "order": ["reason"],
        "required": ["reason"],
        "properties": {"reason": {"type": "string", "description": "why"}},
    }
}
ASKS = result_is('{"description": "please", "default_args": {"reason": "x"}, "enums": {"reason": ["x", "y"]}}')
INFO, RESUME = "jobs_u/flow/approval_info", "jobs_u/flow/resume_suspended"
NO_TOKEN = "0" * 64


def owner_resume(stage: Stage) -> None:
    gate = stage.run_to_gate()
    stage.ask("POST", f"jobs/flow/resume/{gate.flow}", {}, by=NOBODY)
    stage.ask("POST", f"jobs/flow/resume/{uuid4()}", {})
    stage.ask("POST", f"jobs/flow/resume/{gate.flow}", {"ok": 1})
    stage.see_end(gate.flow)
    stage.ask("POST", f"jobs/flow/resume/{gate.flow}", {})


def approval_token(stage: Stage) -> None:
    stage.draws_resume_ids = True
    asks = module("a", ASKS, suspend=needs(1, resume_form=FORM, hide_cancel=True))
    gate = stage.run_to_gate([asks, module("b", SHOWS_VOTES)])
    flow = gate.flow
    token = page_token_of(stage.mint(gate.step))
    if token is None:
        stage.see(True)
        return
    stage.ask("GET", f"{INFO}/{flow}", by=NOBODY)
    for shown in (NO_TOKEN, token):
        stage.ask("GET", f"{INFO}/{flow}", params={"token": shown}, by=NOBODY)
    stage.ask("GET", f"{INFO}/{flow}")
    stage.ask("GET", f"{INFO}/{gate.step}", params={"token": token}, by=NOBODY)
    stage.ask("GET", f"{INFO}/{uuid4()}")
    stage.ask("POST", f"{RESUME}/{flow}", {}, by=NOBODY)
    stage.ask("POST", f"{RESUME}/{flow}", {"approval_token": NO_TOKEN}, by=NOBODY)
    stage.ask("POST", f"{RESUME}/{flow}", by=NOBODY)
    stage.ask("POST", f"{RESUME}/{uuid4()}", {})
    stage.ask("POST", f"{RESUME}/{flow}", {"approval_token": token, "payload": {"reason": "fine"}}, by=NOBODY)
    stage.see(where_it_stands(stage.done(flow)))
    stage.ask("POST", f"{RESUME}/{flow}", {"approval_token": token}, by=NOBODY)
    stage.ask("GET", f"{INFO}/{flow}", params={"token": token}, by=NOBODY)


def denial_by_token(stage: Stage) -> None:
    stage.draws_resume_ids = True
    gate = stage.run_to_gate()
    token = page_token_of(stage.mint(gate.step))
    if token is None:
        stage.see(True)
        return
    denial = {"approval_token": token, "approved": False, "payload": {"reason": "bad"}}
    stage.ask("POST", f"{RESUME}/{gate.flow}", denial, by=NOBODY)
    stage.see(where_it_stands(stage.done(gate.flow)))


def self_approval_disabled(stage: Stage) -> None:
    stage.draws_resume_ids = True
    bob = stage.member("bob")
    gate = stage.run_to_gate(gated(self_approval_disabled=True), by=bob)
    stage.see(where_it_stands(gate.job))
    stage.ask("POST", f"{RESUME}/{gate.flow}", {}, by=bob)
    stage.ask("GET", f"{INFO}/{gate.flow}", by=bob)
    stage.ask("POST", f"jobs/flow/resume/{gate.flow}", {}, by=bob)
    stage.ask("POST", stage.mint(gate.step)["resume"], {}, by=bob)
    stage.see_end(gate.flow)


def user_auth_required(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(2, user_auth_required=True))
    stage.see(where_it_stands(gate.job))
    urls = stage.mint(gate.step)
    token = page_token_of(urls)
    if token is not None:
        stage.ask("GET", f"{INFO}/{gate.flow}", params={"token": token}, by=NOBODY)
        stage.ask("POST", f"{RESUME}/{gate.flow}", {"approval_token": token}, by=NOBODY)
    stage.ask("POST", f"jobs/flow/resume/{gate.flow}", {})
    stage.ask("GET", urls["resume"].replace("/resume/", "/get_flow/"), by=NOBODY)
    stage.ask("POST", urls["resume"], {}, by=NOBODY)
    stage.see(where_it_stands(stage.after_a_vote(gate.flow, 1)))


def scoped_tokens(stage: Stage) -> None:
    gate = stage.run_to_gate(path="f/oracle/scoped")
    flows = [f"jobs:run:flows:f/oracle/{which}" for which in ("scoped", "other", "*")]
    for scope in (*flows, "jobs:read", "jobs:run"):
        caller = Caller(stage.must("POST", "/users/tokens/create", {"label": "replay", "scopes": [scope]}).text)
        stage.mint(gate.step, by=caller)
        stage.ask("GET", f"jobs/job_signature/{gate.step}/0", by=caller)
        stage.ask("GET", f"jobs_u/get/{gate.flow}", by=caller, keep_body=False)


def logout(stage: Stage) -> None:
    leaving = stage.log_in(EMAIL)
    stage.ask("GET", "/users/whoami", by=leaving, keep_body=False)
    stage.ask("POST", "/auth/logout", by=leaving)


SCENARIOS = (
    Scenario("owner resume", owner_resume),
    Scenario("approval token", approval_token),
    Scenario("approval token, deny", denial_by_token),
    Scenario(
        "self-approval disabled",
        self_approval_disabled,
        needs=Needs.PEOPLE,
        is_for_community=True,
        takes_real_time=True,
    ),
    Scenario("user_auth_required", user_auth_required, is_for_community=True),
    Scenario("scoped tokens", scoped_tokens, needs=Needs.PEOPLE),
    Scenario("logout", logout, needs=Needs.PEOPLE),
)
