"""Requests that are refused: spoilt and stale URLs, wrong logins, messages that no server can send."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

from windmill_approvals_mock.scenarios.flow_values import gated
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import EMAIL, NOBODY, PASSWORD, Caller, Stage
from windmill_approvals_mock.scenarios.table.every_route import NIL
from windmill_approvals_mock.scenarios.views import where_it_stands


def spoilt_and_stale_urls(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(2))
    url = stage.mint(gate.step, 5, approver="alice")["resume"]
    signature = urlsplit(url).path.rpartition("/")[2]
    other_digit = "1" if signature[0] == "0" else "0"
    for spoilt in (
        url.replace(signature, other_digit + signature[1:]),
        url.replace(signature, signature[:8]),
        url.replace(signature, signature[:7]),
        url.replace(signature, "zz"),
        url.partition("?")[0],
        url.replace("alice", "bob"),
        url.replace("/5/", "/6/"),
        url.replace(gate.step, str(uuid4())),
        url.replace(f"/w/{stage.workspace}/", "/w/nope-nope/"),
    ):
        stage.ask("POST", spoilt, {}, by=NOBODY)
    stage.ask("PUT", url, {}, by=NOBODY)
    stage.see(where_it_stands(stage.job(gate.flow)))
    denial = url.replace("/resume/", "/cancel/")
    stage.ask("POST", url.replace(signature, signature.upper()), {"n": 1}, by=NOBODY)
    stage.ask("POST", url, {"n": 2}, by=NOBODY)
    stage.ask("GET", denial, by=NOBODY)
    stage.ask("POST", stage.mint(gate.step, 6)["resume"], {"n": 3}, by=NOBODY)
    stage.see_end(gate.flow)
    stage.ask("POST", url, {"n": 4}, by=NOBODY)
    stage.ask("GET", denial, by=NOBODY)
    stage.mint(gate.step, 9)
    stage.mint(gate.step, 9, flow_level="true")
    stage.ask("POST", stage.mint(gate.step, 10)["resume"], {}, by=NOBODY)


def server(stage: Stage) -> None:
    logins = [(EMAIL, "wrong", True), ("nobody@example.com", PASSWORD, True), (EMAIL, PASSWORD, False)]
    for email, password, keep_body in logins:
        login = {"email": email, "password": password}
        stage.ask("POST", "/auth/login", login, by=NOBODY, keep_body=keep_body)
    for caller in (NOBODY, Caller("nope"), stage.admin):
        stage.ask("GET", "users/whoami", by=caller)
    for workspace in (stage.workspace, "nope-nope"):
        stage.ask("POST", "/workspaces/exists", {"id": workspace})
    stage.ask("GET", f"/w/nope-nope/jobs/resume_urls/{NIL}/0")
    stage.ask("GET", "jobs/nope")


def messages_nobody_can_send(stage: Stage) -> None:
    step = stage.run_to_gate().step
    slack = {"slack_resource_path": "u/admin/slack", "channel_id": "C1", "flow_step_id": "a"}
    stage.ask("GET", f"jobs/slack_approval/{step}", params=slack)
    stage.ask("GET", f"jobs/slack_approval/{step}", params={"channel_id": "C1"})
    stage.ask("GET", f"jobs/slack_approval/{step}", params=slack, by=NOBODY)
    teams = {"team_name": "T", "channel_name": "C", "flow_step_id": "a"}
    stage.ask("GET", f"jobs/teams_approval/{step}", params=teams)


SCENARIOS = (
    Scenario("refusals", spoilt_and_stale_urls),
    Scenario("server", server, needs=Needs.PEOPLE),
    Scenario("messages nobody can send", messages_nobody_can_send),
)
