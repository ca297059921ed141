"""`import windmill_approvals as wmill`: the module functions do what approval code written for wmill expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import windmill_approvals as wmill
from windmill_approvals import Windmill, _functions

from tests.sdk.minting import mint

JOB = "11111111-2222-3333-4444-555555555555"
FLOW = "99999999-8888-7777-6666-555555555555"


@pytest.fixture(autouse=True)
def step(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment of a flow's step; the shared client is made anew for each test."""
    for name, value in {
        "BASE_INTERNAL_URL": "http://internal",
        "WM_TOKEN": "t",
        "WM_WORKSPACE": "demo",
        "WM_JOB_ID": JOB,
        "WM_FLOW_STEP_ID": "a",
    }.items():
        monkeypatch.setenv(name, value)
    _functions._client.cache_clear()
    yield
    _functions._client.cache_clear()


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch, server: Any) -> Any:
    """Lets the shared client speak to canned answers."""

    def through(*replies: httpx.Response) -> Any:
        at = server(*replies)
        monkeypatch.setattr(_functions, "Windmill", lambda: Windmill(transport=at))
        return at

    return through


def test_links_have_wmills_keys(through: Any, urls: dict[str, str]) -> None:
    at = through(mint)
    minted = wmill.get_resume_urls("alice", True)
    assert set(minted) == {"approvalPage", "resume", "cancel"}
    assert at.request.url.path.startswith(f"/api/w/demo/jobs/resume_urls/{JOB}/")
    assert dict(at.request.url.params) == {"approver": "alice", "flow_level": "true"}


def test_no_approver_is_not_sent(through: Any, urls: dict[str, str]) -> None:
    """wmill sends `approver=`, and so records an empty name instead of anonymous."""
    at = through(mint)
    wmill.get_resume_urls()
    assert at.request.url.query == b""


def test_links_of_a_workflow_as_code(through: Any, urls: dict[str, str]) -> None:
    at = through(mint)
    wmill.get_approval_urls("manager", approver="bob")
    assert at.line == f"GET /api/w/demo/jobs/wac_approval_urls/{JOB}/manager?approver=bob"


def test_user_states(through: Any) -> None:
    at = through(httpx.Response(200, json=FLOW), httpx.Response(200, text="null"))
    assert wmill.get_flow_user_state("k") is None
    at.replies[:] = [httpx.Response(200, json=FLOW), httpx.Response(200, text="Flow job state updated")]
    wmill.set_flow_user_state("k", {"v": 1})
    assert [request.method for request in at.requests] == ["GET", "GET", "GET", "POST"]


def test_slack_as_wmill_calls_it(through: Any) -> None:
    at = through(httpx.Response(200))
    wmill.request_interactive_slack_approval(
        slack_resource_path="/u/alex/my_slack_resource",
        channel_id="admins",
        message="",
        approver="approver123",
        default_args_json={"key1": "value1"},
        dynamic_enums_json={"foo": ["choice1"]},
    )
    assert dict(at.request.url.params) == {
        "slack_resource_path": "/u/alex/my_slack_resource",
        "channel_id": "admins",
        "flow_step_id": "a",
        "approver": "approver123",
        "default_args_json": '{"key1": "value1"}',
        "dynamic_enums_json": '{"foo": ["choice1"]}',
    }


def test_teams(through: Any) -> None:
    at = through(httpx.Response(200))
    wmill.request_interactive_teams_approval("Windmill", "General")
    assert dict(at.request.url.params) == {"team_name": "Windmill", "channel_name": "General", "flow_step_id": "a"}


def test_the_shared_client_is_made_once(through: Any, urls: dict[str, str]) -> None:
    through(mint)
    wmill.get_resume_urls()
    assert _functions._client() is _functions._client()
