"""Each state of the approval page, as a person meets it in a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakePage, MakeStage
from tests.browser.stage import Stage


def test_asking(either: Stage, open_page: MakePage) -> None:
    run = either.ask(2)
    page = open_page(either.page_of(run, approver="alice"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Approval requested")
    expect(page.get_by_text("Refund order 7 to Ada?")).to_be_visible()
    expect(page.get_by_text("2 votes missing of 2")).to_be_visible()
    assert either.job(run)["suspend"] == 2


def test_approving(either: Stage, open_page: MakePage) -> None:
    run = either.ask()
    page = open_page(either.page_of(run, approver="alice"))
    page.get_by_label("Reason").fill("looks good")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved")
    expect(page.get_by_role("status")).to_contain_text("has succeeded")
    assert either.job(run)["result"]["answer"] == {"reason": "looks good"}


def test_denying(either: Stage, open_page: MakePage) -> None:
    run = either.ask(continue_on_disapprove_timeout=True)
    page = open_page(either.page_of(run, approver="bob"))
    page.get_by_label("Reason").fill("too much")
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Denied")
    denial = either.admin.get(f"/console/runs/{run}").text
    assert "denied, but told to go on" in denial


def test_a_page_may_not_let_anyone_deny(either: Stage, open_page: MakePage) -> None:
    page = open_page(either.page_of(either.ask(hide_cancel=True)))
    expect(page.get_by_role("button")).to_have_text(["Approve"])


def test_the_vote_works_without_javascript(either: Stage, open_page: MakePage) -> None:
    run = either.ask()
    page = open_page(either.page_of(run), java_script_enabled=False)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved")
    assert either.job(run)["success"]


def test_enter_in_a_field_does_not_vote(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask(resume_form={"schema": {"type": "object", "properties": {"note": {"type": "string"}}}})
    page = open_page(stage.page_of(run))
    page.get_by_label("note").fill("hm")
    page.get_by_label("note").press("Enter")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    assert stage.job(run)["suspend"] == 1


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_not_waiting_yet_refreshes_itself(either: Stage, open_page: MakePage, java_script_enabled: bool) -> None:
    either.mock.stub("ask", result=None, takes=60)
    run = either.ask()
    page = open_page(either.page_of(run), java_script_enabled=java_script_enabled)
    expect(page.get_by_role("heading", level=1)).to_have_text("Not waiting yet")
    either.mock.advance(60)
    expect(page.get_by_role("heading", level=1)).to_have_text("Approval requested")


def test_already_voted_with_this_link(make_stage: MakeStage, open_page: MakePage) -> None:
    stage = make_stage(windmill="1.624")
    run = stage.ask(2)
    page = open_page(stage.page_of(run, approver="alice"))
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved")
    page.goto(stage.page_of(run, approver="alice"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Already voted")
    expect(page.get_by_role("status")).to_contain_text("it was approved by alice")
    expect(page.get_by_role("status")).to_contain_text("waits for 1 vote more")
    expect(page.get_by_role("button")).to_have_count(0)


def test_enough_votes(either: Stage, open_page: MakePage) -> None:
    either.mock.stub("pay", result=None, takes=60)
    run = either.ask()
    urls = either.urls(run, 2)
    page_of_another = either.page_of(run, 1)
    either.admin.post(urls["resume"], json={})
    page = open_page(page_of_another)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enough votes")


def test_denied(either: Stage, open_page: MakePage) -> None:
    run = either.ask()
    url = either.page_of(run, 1)
    either.admin.post(either.urls(run, 2, approver="bob")["cancel"], json={})
    page = open_page(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Denied")
    expect(page.get_by_role("status")).to_contain_text("denied by bob")


def test_timed_out(either: Stage, open_page: MakePage) -> None:
    run = either.ask()
    url = either.page_of(run)
    either.mock.advance(3600)
    expect(open_page(url).get_by_role("heading", level=1)).to_have_text("Timed out")


def test_cancelled(either: Stage, open_page: MakePage) -> None:
    run = either.ask()
    url = either.page_of(run)
    either.admin.post(f"/api/w/demo/jobs_u/queue/cancel/{run}", json={"reason": "mistake"})
    expect(open_page(url).get_by_role("heading", level=1)).to_have_text("Cancelled")


def test_finished(either: Stage, open_page: MakePage) -> None:
    run = either.ask()
    url = either.page_of(run, 1)
    either.admin.post(either.urls(run, 2)["resume"], json={})
    page = open_page(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Finished")
    expect(page.get_by_role("button")).to_have_count(0)


def test_signing_in_and_approving(make_stage: MakeStage, open_page: MakePage) -> None:
    stage = make_stage(edition="ee")
    stage.member("carla")
    run = stage.ask(user_auth_required=True)
    page = open_page(stage.page_of(run))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to approve")
    expect(page.get_by_text("f/ops/refund")).to_have_count(0)
    page.get_by_label("E-mail address").fill("carla@example.com")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("or the password is wrong")
    page.get_by_label("E-mail address").fill("carla@example.com")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You vote as carla")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("carla approved")).to_be_visible()


@pytest.mark.parametrize(
    ("edition", "gate", "why"),
    [
        ("ce", {"user_auth_required": True}, "only in the enterprise edition"),
        (
            "ee",
            {"user_auth_required": True, "user_groups_required": {"type": "static", "value": ["finance"]}},
            "Only members of these groups may approve: finance",
        ),
    ],
)
def test_not_allowed_and_why(
    make_stage: MakeStage, open_page: MakePage, edition: str, gate: dict[str, Any], why: str
) -> None:
    stage = make_stage(edition=edition)
    stage.member("dora")
    page = open_page(stage.page_of(stage.ask(**gate)))
    page.get_by_label("E-mail address").fill("dora@example.com")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You may not approve this")
    expect(page.get_by_role("status")).to_contain_text(why)
    expect(page.get_by_text("You are signed in as dora")).to_be_visible()


def test_an_invalid_link(either: Stage, open_page: MakePage) -> None:
    url = re.sub(r"[0-9a-f]{64}", "0" * 64, either.page_of(either.ask()))
    page = open_page(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Invalid link")
    expect(page.get_by_text("f/ops/refund")).to_have_count(0)


def test_two_people_with_two_links(make_stage: MakeStage, open_page: MakePage) -> None:
    """The flow is started from the console; one approves, the other denies, each in a browser of their own."""
    stage = make_stage(windmill="1.624")
    asking = {"id": "ask", "value": {"type": "identity"}, "suspend": {"required_events": 2}}
    stage.deploy("f/ops/pay", asking, summary="Pay")
    console = open_page(f"{stage.url}/console/start")
    console.get_by_role("link", name="Pay").click()
    console.get_by_role("button", name="Start").click()
    expect(console.get_by_role("heading", name="waits for 2 votes")).to_be_visible()
    run = console.url.split("/")[-1].split("?")[0]

    alice, bob = open_page(stage.page_of(run, 1, approver="alice")), open_page(stage.page_of(run, 2, approver="bob"))
    alice.get_by_role("button", name="Approve").click()
    expect(alice.get_by_role("status")).to_contain_text("waits for 1 vote more")
    expect(console.get_by_text("alice approved").first).to_be_visible()
    bob.get_by_role("button", name="Deny").click()
    expect(bob.get_by_role("heading", level=1)).to_have_text("Denied")
    expect(console.get_by_text("bob denied").first).to_be_visible()
    expect(console.get_by_role("heading", level=1)).to_contain_text("denied")
