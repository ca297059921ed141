"""Workflow-as-code: a script that waits for approvals by their keys, each with its own URLs and its own answer.

Recordings: those whose names begin with "code:"; the rest was read in Windmill's source and in `wmill`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from windmill_approvals_mock.running.stubs import StepCall

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, page_token, post, step

JSON = Any
PATH = "f/ops/refund"
COLLIDING = ("approval-12509", "approval-81661")
"""Two keys whose resume ids are the same."""


def start(
    windmill: Driver,
    function: Callable[[StepCall], JSON],
    *,
    language: str = "python3",
    by: httpx.Client | None = None,
) -> str:
    """A run of a deployed script that does what `function` does."""
    script = {"path": PATH, "summary": "", "content": "@workflow", "language": language}
    windmill.admin.post(windmill.at("scripts/create"), json=script)
    windmill.mock.stub(PATH, function=function)
    answer = (by or windmill.admin).post(windmill.at(f"jobs/run/p/{PATH}"), json={})
    assert answer.status_code == 201, answer.text
    return answer.text


def mint_for(windmill: Driver, job: str, key: str, **query: str) -> Mapping[str, str]:
    answer = windmill.admin.get(windmill.at(f"jobs/wac_approval_urls/{job}/{key}"), params=query)
    assert answer.status_code == 200, answer.text
    urls: Mapping[str, str] = answer.json()
    return urls


def click(windmill: Driver, url: str, payload: JSON = None) -> httpx.Response:
    return post(windmill.anyone, url, payload)


def one(call: StepCall) -> JSON:
    return call.wait_for_approval("manager")


def legal_then_finance(call: StepCall) -> JSON:
    return [call.wait_for_approval("legal"), call.wait_for_approval("finance")]


# -- waiting and going on ------------------------------------------------------------------
def test_a_script_waits_and_goes_on_with_the_answer(windmill: Driver) -> None:
    job = start(windmill, one)
    assert (windmill.job(job)["type"], windmill.job(job)["suspend"]) == ("QueuedJob", 1)
    urls = mint_for(windmill, job, "manager", approver="ann")
    assert click(windmill, urls["resume"], {"amount": 40}).status_code == 201
    assert windmill.job(job)["result"] == {"value": {"amount": 40}, "approver": "ann", "approved": True}


def test_a_denial_is_an_answer(windmill: Driver) -> None:
    job = start(windmill, one)
    click(windmill, mint_for(windmill, job, "manager")["cancel"], "no")
    assert windmill.has_succeeded(job)
    assert windmill.job(job)["result"] == {"value": "no", "approver": "anonymous", "approved": False}


def test_so_is_a_timeout(windmill: Driver) -> None:
    job = start(windmill, lambda call: call.wait_for_approval(timeout=60))
    windmill.mock.advance(59)
    assert not windmill.has_ended(job)
    windmill.mock.advance(1)
    assert windmill.job(job)["result"] == {"value": None, "approver": None, "approved": False}


def test_several_approvals_each_read_their_own_answer(windmill: Driver) -> None:
    job = start(windmill, legal_then_finance)
    urls = {key: mint_for(windmill, job, key) for key in ("legal", "finance")}
    click(windmill, urls["legal"]["resume"], "fine by law")
    click(windmill, urls["finance"]["cancel"], "no money")
    answers = windmill.job(job)["result"]
    assert [(answer["value"], answer["approved"]) for answer in answers] == [
        ("fine by law", True),
        ("no money", False),
    ]


def test_approvals_without_a_key_are_numbered(windmill: Driver) -> None:
    job = start(windmill, lambda call: [call.wait_for_approval()["value"], call.wait_for_approval()["value"]])
    click(windmill, mint_for(windmill, job, "approval")["resume"], 1)
    click(windmill, mint_for(windmill, job, "approval_2")["resume"], 2)
    assert windmill.job(job)["result"] == [1, 2]


def test_a_step_is_done_once_however_often_the_script_runs(windmill: Driver) -> None:
    mails: list[str] = []

    def send() -> int:
        mails.append("mail")
        return len(mails)

    def ask(call: StepCall) -> JSON:
        sent = call.step("send", send)
        return [sent, call.wait_for_approval("manager")["approved"]]

    job = start(windmill, ask)
    click(windmill, mint_for(windmill, job, "manager")["resume"])
    assert (windmill.job(job)["result"], mails) == ([1, True], ["mail"])


@pytest.mark.parametrize(("body", "reason"), [({}, "no reason given"), ({"reason": "late"}, "late")])
def test_a_script_that_waits_can_be_cancelled_and_is_a_failure_then(windmill: Driver, body: JSON, reason: str) -> None:
    """`canceled` stays false: Windmill's worker takes the script up again and fails it, as it does a waiting flow."""
    job = start(windmill, one)
    urls = mint_for(windmill, job, "manager")
    cancel = windmill.at(f"jobs_u/queue/cancel/{job}")
    assert windmill.admin.post(cancel, json=body).text == job
    ended = windmill.job(job)
    assert (ended["type"], ended["success"], ended["canceled"]) == ("CompletedJob", False, False)
    error = {"name": "Canceled", "message": f"Job canceled: {reason} by admin", "reason": reason, "canceler": "admin"}
    assert ended["result"] == {"error": error}
    assert windmill.admin.post(cancel, json=body).text == f"queued job id {job} is already completed"
    assert [click(windmill, urls[kind]).status_code for kind in ("resume", "cancel")] == [500, 500]
    for late in (windmill.resume_as_owner(job), windmill.vote_on_page(job)):
        assert (late.status_code, "parent flow job not found" in late.text) == (500, True)


def test_who_is_not_logged_in_cancels_no_script_of_somebody_that_waits(windmill: Driver) -> None:
    job = start(windmill, one)
    answer = windmill.anyone.post(windmill.at(f"jobs_u/queue/cancel/{job}"), json={})
    assert (answer.status_code, "you cannot cancel it" in answer.text) == (400, True)
    assert windmill.mock.run(job).waiting_at == "manager"


def test_a_script_that_waits_in_a_flow_ends_with_the_flow_that_is_cancelled(windmill: Driver) -> None:
    script = {"path": PATH, "summary": "", "content": "@workflow", "language": "python3"}
    windmill.admin.post(windmill.at("scripts/create"), json=script)
    windmill.mock.stub(PATH, function=one)
    flow = windmill.run(step("a", {"type": "script", "path": PATH, "input_transforms": {}}))
    waiting = windmill.job_of(flow, 0)
    windmill.cancel_run(flow)
    assert windmill.has_ended(flow)
    assert (windmill.job(waiting)["success"], windmill.job(waiting)["canceled"]) == (False, False)


def test_a_run_is_seen_waiting_for_its_key(windmill: Driver) -> None:
    run = windmill.mock.run(start(windmill, legal_then_finance))
    assert (run.status, run.waiting_at, run.votes_missing) == ("waiting", "legal", 1)
    windmill.approve(run.id, 4242)
    assert run.waiting_at == "finance"


def test_a_script_that_waits_is_listed_as_suspended(windmill: Driver) -> None:
    job = start(windmill, one)
    listed = windmill.admin.get(windmill.at("jobs/queue/list"), params={"suspended": "true"}).json()
    assert [entry["id"] for entry in listed] == [job]


# -- bound URLs ----------------------------------------------------------------------------
def test_a_url_used_before_its_step_waits_is_refused_and_leaves_nothing(windmill: Driver) -> None:
    job = start(windmill, legal_then_finance)
    finance = mint_for(windmill, job, "finance")["resume"]
    answer = click(windmill, finance, "early")
    assert (answer.status_code, answer.text) == (
        400,
        "Bad request: this approval link is bound to step `finance`, which is not currently awaiting approval",
    )
    click(windmill, mint_for(windmill, job, "legal")["resume"], "law")
    assert click(windmill, finance, "in time").status_code == 201
    assert [answer["value"] for answer in windmill.job(job)["result"]] == ["law", "in time"]


def test_a_url_of_a_step_that_was_answered_is_refused(windmill: Driver) -> None:
    job = start(windmill, legal_then_finance)
    legal = mint_for(windmill, job, "legal")["resume"]
    click(windmill, legal)
    answer = click(windmill, legal)
    assert answer.status_code == 500
    assert "resume request already sent" in answer.text


def test_a_url_cannot_be_turned_to_another_step(windmill: Driver) -> None:
    job = start(windmill, legal_then_finance)
    legal, finance = (mint_for(windmill, job, key)["resume"].split("/") for key in ("legal", "finance"))
    turned = "/".join([*finance[:-2], legal[-2], finance[-1]])
    assert "Invalid signature" in click(windmill, turned).text


def test_two_keys_with_one_resume_id_are_refused(windmill: Driver) -> None:
    job = start(windmill, one)
    mint_for(windmill, job, COLLIDING[0])
    mint_for(windmill, job, COLLIDING[0])
    answer = windmill.admin.get(windmill.at(f"jobs/wac_approval_urls/{job}/{COLLIDING[1]}"))
    assert answer.status_code == 400
    assert COLLIDING[0] in answer.text


@pytest.mark.parametrize("key", ["", " ", "a/b", ".."])
def test_a_key_that_no_url_can_have_fails_the_script(windmill: Driver, key: str) -> None:
    job = start(windmill, lambda call: call.wait_for_approval(key))
    assert windmill.error(job)[0] == "RuntimeError"


def test_a_key_used_twice_fails_the_script(windmill: Driver) -> None:
    job = start(windmill, lambda call: [call.wait_for_approval("a"), call.wait_for_approval("a")])
    click(windmill, mint_for(windmill, job, "a")["resume"])
    assert "the key 'a' was used before" in windmill.error(job)[1]


# -- other ways to vote --------------------------------------------------------------------
def test_the_approval_page_says_what_is_asked_and_votes(windmill: Driver) -> None:
    form = {"type": "object"}
    job = start(windmill, lambda call: call.wait_for_approval("manager", form=form, description="is dropped"))
    token = page_token(mint_for(windmill, job, "manager"))
    info = windmill.anyone.get(windmill.at(f"jobs_u/flow/approval_info/{job}"), params={"token": token}).json()
    assert (info["form_schema"], info["approvers"], "description" in info) == (form, [], False)
    windmill.vote_on_page(job, by=windmill.anyone, approval_token=token, payload=7)
    assert windmill.job(job)["result"] == {"value": 7, "approver": "anonymous", "approved": True}


def test_its_owner_may_resume_it(windmill: Driver) -> None:
    job = start(windmill, one)
    assert windmill.resume_as_owner(job, "yes").status_code == 201
    assert windmill.job(job)["result"] == {"value": "yes", "approver": "admin", "approved": True}


def test_urls_bound_to_no_step_answer_whatever_waits(windmill: Driver) -> None:
    job = start(windmill, one)
    assert windmill.approve(job, 4242, "unbound").status_code == 201
    assert windmill.job(job)["result"]["value"] == "unbound"


def test_a_step_of_a_flow_that_waits_in_code_is_stuck_until_its_time_is_over(windmill: Driver) -> None:
    windmill.mock.stub("a", function=one)
    value = {"type": "rawscript", "language": "python3", "content": "x", "input_transforms": {}}
    flow = windmill.run({"id": "a", "value": value})
    step = windmill.job(flow)["flow_status"]["modules"][0]["job"]
    assert windmill.approve(step, 1).status_code == 201
    assert not windmill.has_ended(flow)
    assert windmill.mock.run(flow).waiting_at == "manager"
    assert "step 'a' waits in code for approval 'manager' and is stuck until that times out" in windmill.mock.report()


def test_a_login_vote_for_the_step_itself_reaches_it(windmill: Driver) -> None:
    windmill.mock.stub("a", function=one)
    value = {"type": "rawscript", "language": "python3", "content": "x", "input_transforms": {}}
    flow = windmill.run({"id": "a", "value": value})
    windmill.vote_on_page(windmill.job(flow)["flow_status"]["modules"][0]["job"], payload=1)
    assert windmill.job(flow)["result"] == {"value": 1, "approver": "admin", "approved": True}


# -- between approvals ---------------------------------------------------------------------
def test_a_vote_ends_a_sleep_and_is_the_next_approvals_answer(windmill: Driver) -> None:
    """Read in Windmill's source: whatever suspends the job, a vote lowers its counter."""

    def sleeps_then_asks(call: StepCall) -> JSON:
        call.sleep(600)
        return call.wait_for_approval("manager", timeout=60)

    job = start(windmill, sleeps_then_asks)
    assert (windmill.job(job)["suspend"], windmill.mock.run(job).status) == (1, "running")
    assert windmill.vote_on_page(job, payload="early").status_code == 201
    assert windmill.mock.run(job).waiting_at == "manager"
    windmill.mock.advance(60)
    assert windmill.job(job)["result"] == {"value": "early", "approver": "admin", "approved": True}


@pytest.mark.parametrize(("version", "status"), [("1.651", 500), ("1.652", 201)])
def test_a_vote_for_a_script_that_waits_for_nothing_is_kept_since_scripts_may_wait(
    make: MakeDriver, version: str, status: int
) -> None:
    windmill = make(version)
    windmill.mock.stub("look", takes=60)
    preview = {"language": "bash", "content": "look", "args": {}}
    job = windmill.admin.post(windmill.at("jobs/run/preview"), json=preview).text
    assert windmill.approve(job, 1).status_code == status
    windmill.mock.advance(60)
    assert windmill.has_succeeded(job)


# -- self-approval -------------------------------------------------------------------------
def by_others(call: StepCall) -> JSON:
    return call.wait_for_approval("manager", self_approval=False)


def test_python_loses_the_wish_for_other_approvers_as_wmill_does(windmill: Driver) -> None:
    job = start(windmill, by_others)
    assert windmill.job(job)["workflow_as_code_status"]["_approval"]["self_approval_disabled"] is False
    windmill.vote_on_page(job)
    assert windmill.has_succeeded(job)


def test_elsewhere_the_community_edition_fails_the_script(windmill: Driver) -> None:
    job = start(windmill, by_others, language="bun")
    assert windmill.error(job) == ("ExecutionErr", "Disabling self-approval is an enterprise only feature")


def test_elsewhere_the_enterprise_edition_asks_for_somebody_else(make: MakeDriver) -> None:
    windmill = make(edition="ee")
    member = windmill.member("bob")
    folder = {"name": "ops", "extra_perms": {"g/all": False}}
    windmill.admin.post(windmill.at("folders/create"), json=folder).raise_for_status()
    job = start(windmill, by_others, language="bun", by=member)
    conditions = {"user_auth_required": True, "user_groups_required": [], "self_approval_disabled": True}
    assert windmill.job(job)["flow_status"] == {"approval_conditions": conditions}
    token = page_token(mint_for(windmill, job, "manager"))
    assert windmill.vote_on_page(job, by=windmill.anyone, approval_token=token).status_code == 401
    assert windmill.vote_on_page(job, by=member).status_code == 403
    assert windmill.vote_on_page(job, by=windmill.member("eve")).status_code == 201
    assert windmill.job(job)["result"]["approver"] == "eve"


# -- what is not modelled ------------------------------------------------------------------
def test_before_the_version_that_brought_them_there_are_no_bound_urls(make: MakeDriver) -> None:
    windmill = make("1.770")
    job = start(windmill, one)
    assert windmill.admin.get(windmill.at(f"jobs/wac_approval_urls/{job}/manager")).status_code == 404
