"""The traps of votes and gates, each as one test: what surprises users of a real Windmill surprises them here."""

from __future__ import annotations

import base64
import re

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import ECHO, Driver, gate, gated, post, script, step


# -- a URL is a vote -----------------------------------------------------------------------
def test_a_resume_url_becomes_a_cancel_url_by_its_path(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    approval = either.mint(either.job_of(flow, "a"))["resume"]
    assert either.anyone.post(approval.replace("/resume/", "/cancel/"), json={}).status_code == 201
    assert either.error(flow) == ("SuspendedDisapproved", "Disapproved by unknown")


def test_following_a_link_votes(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    assert either.anyone.get(either.mint(either.job_of(flow, "a"))["resume"]).status_code == 201
    assert either.has_succeeded(flow)


def test_a_link_may_carry_a_payload_that_nobody_signed(either: Driver) -> None:
    either.mock.stub("echo", function=lambda call: call.args["resume"])
    flow = either.run(gated(), step("b", ECHO))
    payload = base64.b64encode(b'{"amount": 5}').decode()
    either.anyone.get(either.mint(either.job_of(flow, "a"))["resume"], params={"payload": payload})
    assert either.job(flow)["result"] == {"amount": 5}


def test_an_approver_in_a_url_is_signed(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    urls = either.mint(either.job_of(flow, "a"), approver="alice")
    answer = either.anyone.post(urls["resume"].replace("alice", "bob"), json={})
    assert (answer.status_code, answer.text.split(" @")[0]) == (500, "Error: Invalid signature")


def test_a_signature_in_upper_case_is_the_same(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    place, signature = either.mint(either.job_of(flow, "a"))["resume"].rsplit("/", 1)
    assert either.anyone.post(f"{place}/{signature.upper()}", json={}).status_code == 201


def test_no_approver_and_an_empty_one_sign_alike(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    unnamed = either.mint(either.job_of(flow, "a"))["resume"]
    assert either.mint(either.job_of(flow, "a"), approver="")["resume"] == f"{unnamed}?approver="


def test_a_double_click_is_500(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    url = either.mint(either.job_of(flow, "a"))["resume"]
    first, second = either.anyone.post(url, json={}), either.anyone.post(url, json={})
    assert (first.status_code, second.status_code) == (201, 500)
    assert second.text.split(" @")[0] == "Error: resume request already sent"


def test_approving_and_denying_by_one_pair_exclude_each_other(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    either.approve(either.job_of(flow, "a"))
    denial = either.deny(either.job_of(flow, "a"))
    assert (denial.status_code, either.waits(flow)) == (500, True)


def test_two_mints_with_one_resume_id_are_one_vote(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    a = either.job_of(flow, "a")
    assert either.approve(a, 7, approver="alice").status_code == 201
    assert either.approve(a, 7, approver="bob").status_code == 500


def test_one_person_with_two_resume_ids_votes_twice(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    for resume_id in (0, 1):
        either.approve(either.job_of(flow, "a"), resume_id, approver="alice")
    assert either.has_succeeded(flow)


def test_a_step_level_and_a_flow_level_vote_with_one_resume_id_are_two(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    assert either.approve(either.job_of(flow, "a"), 5).status_code == 201
    assert either.approve(flow, 5, flow_level=True).status_code == 201
    assert either.has_succeeded(flow)


def test_an_approver_of_1001_characters_is_minted_but_the_vote_cannot_be_stored(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    answer = either.approve(either.job_of(flow, "a"), approver="x" * 1001)
    assert answer.status_code == 400
    assert "value too long for type character varying(1000)" in answer.text
    assert either.waits(flow)


def test_an_approver_of_1000_characters_can_be_stored(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    assert either.approve(either.job_of(flow, "a"), approver="ü" * 1000).status_code == 201


def test_a_resume_id_is_cut_to_16_bits_in_statuses(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    for resume_id in (65537, 1):
        assert either.approve(either.job_of(flow, "a"), resume_id).status_code == 201
    assert [approval["resume_id"] for approval in either.modules(flow)[0]["approvers"]] == [1, 1]


def test_a_url_is_minted_for_a_job_nobody_knows_but_nobody_counts_its_vote(either: Driver) -> None:
    answer = either.approve("11111111-2222-3333-4444-555555555555")
    assert answer.status_code == 500
    assert answer.text.startswith("Error: job not found or parent flow not in queue: 11111111-2222-3333-4444-")


def test_the_host_in_a_url_is_the_servers_setting(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    either.mock.base_url = "https://windmill.example.com"
    path = either.at(f"jobs/resume_urls/{flow}/0")
    urls = either.admin.get(path, headers={"Host": "elsewhere.example.com"}).json()
    assert all(url.startswith("https://windmill.example.com/") for url in urls.values())


def test_a_vote_after_the_end_is_refused(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    a = either.job_of(flow, "a")
    either.approve(a)
    answer = either.deny(a, 1)
    assert answer.status_code == 500
    assert answer.text.startswith(f"Error: job not found or parent flow not in queue: {a}")


# -- the gate ------------------------------------------------------------------------------
def test_one_banked_approval_opens_every_gate(either: Driver) -> None:
    either.mock.stub("z", takes=10)
    flow = either.run(step("z", script("")), gated("a"), gated("b"), step("c"))
    either.approve(flow, flow_level=True)
    either.mock.advance(10)
    assert either.has_succeeded(flow)


def test_one_banked_denial_fails_the_first_gate(either: Driver) -> None:
    either.mock.stub("z", takes=10)
    flow = either.run(step("z", script("")), gated("a"), step("b"))
    either.deny(flow, flow_level=True, approver="eve")
    assert not either.has_ended(flow)
    either.mock.advance(10)
    assert either.error(flow) == ("SuspendedDisapproved", "Disapproved by eve")


def test_a_vote_counts_before_the_flow_has_started(either: Driver) -> None:
    either.deploy("u/admin/later", gated(), step("b"))
    flow = either.run_deployed("u/admin/later", scheduled_in_secs=60)
    assert either.approve(flow, flow_level=True).status_code == 201
    either.mock.advance(60)
    assert either.has_succeeded(flow)


def test_a_step_may_give_its_url_away_and_be_approved_before_it_ends(either: Driver) -> None:
    either.mock.stub("a", takes=10)
    flow = either.run(step("a", script(""), suspend=gate()), step("b"))
    either.approve(either.job_of(flow, "a"))
    either.mock.advance(10)
    assert either.has_succeeded(flow)


def test_votes_for_the_flow_and_for_the_step_count_together(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    either.approve(flow, flow_level=True)
    assert either.job(flow)["suspend"] == 1
    either.approve(either.job_of(flow, "a"))
    assert either.has_succeeded(flow)


def test_a_stale_approval_of_an_earlier_gates_step_is_accepted_but_does_not_count(either: Driver) -> None:
    flow = either.run(gated("a"), gated("b"), step("c"))
    a = either.job_of(flow, "a")
    either.approve(a)
    assert either.approve(a, 1).status_code == 201
    assert (either.waits(flow), either.job(flow)["suspend"]) == (True, 1)


def test_a_stale_denial_of_an_earlier_gates_step_wakes_the_flow_which_then_timed_out(either: Driver) -> None:
    flow = either.run(gated("a"), gated("b"), step("c"))
    a = either.job_of(flow, "a")
    either.approve(a)
    assert either.deny(a, 1).status_code == 201
    assert either.error(flow) == ("SuspendedTimedOut", "Timed out waiting to be resumed")


def test_one_denial_outweighs_the_approvals(either: Driver) -> None:
    flow = either.run(gated("a", 3), step("b"))
    a = either.job_of(flow, "a")
    either.approve(a, 0, approver="alice")
    either.deny(a, 1, approver="")
    assert either.error(flow) == ("SuspendedDisapproved", "Disapproved by ")


def test_a_denials_reason_reaches_only_a_flow_that_continues(either: Driver) -> None:
    either.mock.stub("echo", function=lambda call: dict(call.args))
    ends = either.run(gated(), step("b", ECHO))
    goes_on = either.run(gated("a", continue_on_disapprove_timeout=True), step("b", ECHO))
    for flow in (ends, goes_on):
        either.deny(either.job_of(flow, "a"), payload={"reason": "too dear"}, approver="eve")
    error = {"error": {"name": "SuspendedDisapproved", "message": "Disapproved by eve"}}
    assert either.job(ends)["result"] == error
    assert either.job(goes_on)["result"] == {
        "resume": error,
        "resumes": [{"reason": "too dear"}, error],
        "approvers": ["eve"],
    }


def test_a_flow_that_continues_after_a_timeout_says_that_nobody_approved(either: Driver) -> None:
    either.mock.stub("echo", function=lambda call: call.args["resumes"])
    flow = either.run(gated("a", timeout=5, continue_on_disapprove_timeout=True), step("b", ECHO))
    either.mock.advance(5)
    assert either.job(flow)["result"] == [
        {"error": {"name": "SuspendedTimedOut", "message": "Timed out waiting to be resumed"}}
    ]
    assert either.modules(flow)[0]["approvers"] == []


def test_a_gate_waits_for_half_an_hour_unless_told_otherwise(either: Driver) -> None:
    flow = either.run(gated(), step("b"))
    either.mock.advance(1799)
    assert either.waits(flow)
    either.mock.advance(1)
    assert either.error(flow) == ("SuspendedTimedOut", "Timed out waiting to be resumed")


def test_65536_required_events_are_none_and_65537_are_one(either: Driver) -> None:
    assert either.has_succeeded(either.run(gated("a", 65536), step("b")))
    flow = either.run(gated("a", 65537), step("b"))
    either.approve(either.job_of(flow, "a"))
    assert either.has_succeeded(flow)


def test_more_votes_than_needed_are_all_handed_on(either: Driver) -> None:
    either.mock.stub("z", takes=10)
    either.mock.stub("echo", function=lambda call: call.args["resumes"])
    flow = either.run(step("z", script("")), gated(), step("b", ECHO))
    for resume_id in range(3):
        either.approve(flow, resume_id, resume_id, flow_level=True)
    either.mock.advance(10)
    assert either.job(flow)["result"] == [0, 1, 2]


def test_a_nameless_vote_is_anonymous_to_the_next_module_and_unknown_in_the_status(either: Driver) -> None:
    either.mock.stub("echo", function=lambda call: call.args["approvers"])
    flow = either.run(gated(), step("b", ECHO))
    either.approve(either.job_of(flow, "a"))
    assert either.job(flow)["result"] == ["anonymous"]
    assert either.modules(flow)[0]["approvers"] == [{"approver": "unknown", "resume_id": 0}]


def test_only_the_module_after_the_gate_sees_the_votes(either: Driver) -> None:
    either.mock.stub("echo", function=lambda call: dict(call.args))
    flow = either.run(gated(), step("b"), step("c", ECHO))
    either.approve(either.job_of(flow, "a"), payload="yes")
    assert either.job(flow)["result"]["resume"] is None


# -- where there is no gate, and where there is one all the same ----------------------------
def test_a_tolerated_failure_opens_no_gate(either: Driver) -> None:
    either.mock.stub("a", error="broken")
    flow = either.run(step("a", script(""), suspend=gate(), continue_on_error=True), step("b"))
    assert either.has_succeeded(flow)


def test_a_step_that_stops_the_flow_never_reaches_its_gate(either: Driver) -> None:
    flow = either.run(step("a", suspend=gate(), stop_after_if={"expr": "true", "skip_if_stopped": False}), step("b"))
    assert either.has_succeeded(flow)


def test_a_skipped_step_has_no_gate_since_1_741(make: MakeDriver) -> None:
    for version, waits in (("1.624", True), ("1.740", True), ("1.741", False), ("1.788", False)):
        windmill = make(version)
        flow = windmill.run(step("a", suspend=gate(), skip_if={"expr": "true"}), step("b"))
        assert (version, windmill.waits(flow)) == (version, waits)


def test_a_gate_on_the_last_step_waits(either: Driver) -> None:
    flow = either.run(gated())
    assert either.waits(flow)
    assert [module["id"] for module in either.modules(flow)] == ["a", "a-v"]
    either.approve(either.job_of(flow, "a"))
    assert either.has_succeeded(flow)


def test_the_failure_module_runs_after_a_closed_gate_since_1_781(make: MakeDriver) -> None:
    for version, runs in (("1.624", False), ("1.780", False), ("1.781", True), ("1.788", True)):
        windmill = make(version)
        windmill.mock.stub("failure", function=lambda call: call.args["e"])
        flow = windmill.run(gated(), step("b"), failure_module=step("failure", script("", e="error")))
        windmill.deny(windmill.job_of(flow, "a"))
        error = {"name": "SuspendedDisapproved", "message": "Disapproved by unknown"}
        assert (version, windmill.job(flow)["result"]) == (version, error if runs else {"error": error})
        assert not windmill.has_succeeded(flow)


# -- the owner and the page ----------------------------------------------------------------
def test_an_owner_votes_once_for_a_gate(either: Driver) -> None:
    flow = either.run(gated("a", 2), gated("b"), step("c"))
    assert either.resume_as_owner(flow).status_code == 201
    again = either.resume_as_owner(flow)
    assert again.status_code == 400
    assert re.sub(r" @.*", "", again.text) == (
        'SqlErr: error returned from database: duplicate key value violates unique constraint "resume_job_pkey"'
    )
    either.approve(either.job_of(flow, "a"), 1)
    assert either.resume_as_owner(flow).status_code == 201, "the next gate is another"


def test_an_owners_vote_and_a_url_with_resume_id_0_are_one_vote(either: Driver) -> None:
    flow = either.run(gated("a", 2), step("b"))
    either.approve(either.job_of(flow, "a"), 0)
    assert either.resume_as_owner(flow).status_code == 400


def test_on_the_page_one_person_can_vote_for_everybody(windmill: Driver) -> None:
    flow = windmill.run(gated("a", 2), step("b"))
    assert [windmill.vote_on_page(flow).status_code for _ in range(2)] == [201, 201]
    assert windmill.has_succeeded(flow)


def test_the_page_refuses_a_vote_when_no_gate_waits(windmill: Driver) -> None:
    windmill.mock.stub("a", takes=10)
    answer = windmill.vote_on_page(windmill.run(step("a", script(""), suspend=gate()), step("b")))
    assert answer.status_code == 500
    assert answer.text.startswith("Error: the flow is not in a suspended state anymore @")


def test_a_logged_in_voter_is_recorded_unless_the_url_names_someone(either: Driver) -> None:
    flow = either.run(gated("a", 3), step("b"))
    a = either.job_of(flow, "a")
    urls = either.mint(a, 0), either.mint(a, 1, approver=""), either.mint(a, 2, approver="alice")
    for pair in urls:
        post(either.admin, pair["resume"], None)
    name = either.admin.get(either.at("users/whoami")).json()["username"]
    assert [approval["approver"] for approval in either.modules(flow)[0]["approvers"]] == [name, name, "alice"]
