"""The world of a mock: workspaces, and runs as time passes over them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, gate, gated, script, step


# -- time ----------------------------------------------------------------------------------
def test_without_advancing_nothing_that_takes_time_ends(windmill: Driver) -> None:
    windmill.mock.stub("a", takes=0.001)
    assert not windmill.has_ended(windmill.run(step("a", script(""))))


def test_what_is_due_on_the_way_happens_in_its_order_across_runs(windmill: Driver) -> None:
    order: list[str] = []
    for id, takes in (("slow", 20), ("quick", 10)):
        windmill.mock.stub(id, takes=takes)
        windmill.mock.stub(f"after {id}", function=lambda _, id=id: order.append(id))  # type: ignore[misc]
    for id in ("slow", "quick"):
        windmill.run(step(id, script("")), step(f"after {id}", script("")))
    windmill.mock.advance(100)
    assert order == ["quick", "slow"]


def test_each_thing_happens_at_its_own_moment_however_far_time_jumps(windmill: Driver) -> None:
    windmill.mock.stub("a", takes=5)
    flow = windmill.run(step("a", script(""), suspend=gate(timeout=60)), step("b"))
    started = windmill.mock.now
    windmill.mock.advance(1000)
    completed = windmill.job(flow)["completed_at"]
    assert completed == (started + timedelta(seconds=65)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def test_a_step_stubbed_to_advance_time_itself_does_not_hang(windmill: Driver) -> None:
    windmill.mock.stub("a", function=lambda _: windmill.mock.advance(5))
    other = windmill.run(gated("x", timeout=5), step("y"))
    assert windmill.has_succeeded(windmill.run(step("a", script(""))))
    assert windmill.error(other)[0] == "SuspendedTimedOut"


@pytest.mark.parametrize("seconds", [1e9, 1e300])
def test_time_may_jump_as_far_as_anybody_likes(windmill: Driver, seconds: float) -> None:
    flow = windmill.run(gated(), step("b"))
    windmill.mock.advance(seconds)
    assert windmill.has_ended(flow)


# -- workspaces ----------------------------------------------------------------------------
def test_a_job_is_known_in_its_own_workspace_only(make: MakeDriver) -> None:
    windmill = make("1.788", workspaces=("demo", "other"))
    flow = windmill.run(gated(), step("b"))
    assert windmill.admin.get(f"/api/w/other/jobs_u/get/{flow}").status_code == 404
    assert windmill.admin.get("/api/w/other/jobs/list").json() == []


def test_a_url_signed_for_one_workspace_is_worth_nothing_in_another(make: MakeDriver) -> None:
    windmill = make("1.788", workspaces=("demo", "other"))
    flow = windmill.run(gated(), step("b"))
    url = windmill.mint(windmill.job_of(flow, "a"))["resume"]
    answer = windmill.anyone.post(url.replace("/w/demo/", "/w/other/"), json={})
    assert (answer.status_code, answer.text.split(" @")[0]) == (500, "Error: Invalid signature")


# -- the audit log -------------------------------------------------------------------------
def entries(windmill: Driver) -> list[tuple[str, str]]:
    """Who, and what is said of it, newest first."""
    audit = windmill.admin.get(windmill.at("audit/list")).json()
    votes = [entry for entry in audit if entry["operation"] == "jobs.suspend_resume"]
    return [(entry["username"], entry["parameters"]["details"]) for entry in votes]


def test_each_vote_is_in_the_audit_log(windmill: Driver) -> None:
    flow = windmill.run(gated("a", 3), step("b"))
    a = windmill.job_of(flow, "a")
    windmill.approve(a, 0)
    windmill.approve(a, 1, approver="alice")
    windmill.deny(a, 2, approver="eve")
    assert entries(windmill) == [
        ("eve", "Cancelled by eve"),
        ("alice", "Approved by alice"),
        ("anonymous", "Approved by anonymous"),
    ]


def test_a_vote_that_was_refused_is_not_in_the_audit_log(windmill: Driver) -> None:
    flow = windmill.run(gated("a", 2), step("b"))
    for _ in range(2):
        windmill.approve(windmill.job_of(flow, "a"), approver="alice")
    assert entries(windmill) == [("alice", "Approved by alice")]


@pytest.mark.parametrize(
    ("continues", "details"),
    [
        (False, "Suspend timed out without approval and is cancelled"),
        (True, "Suspend timed out without approval but can continue"),
    ],
)
def test_a_timeout_is_logged_for_who_started_the_flow(windmill: Driver, continues: bool, details: str) -> None:
    bob = windmill.member("bob")
    windmill.run(gated("a", timeout=5, continue_on_disapprove_timeout=continues), step("b"), by=bob)
    windmill.mock.advance(5)
    assert entries(windmill) == [("bob", details)]
