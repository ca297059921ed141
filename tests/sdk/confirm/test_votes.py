"""A link by mail is one person's one vote: scanners look at it, impatient people press twice, and it counts once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
from windmill_approvals.confirm import Confirmation
from windmill_approvals_mock.testing import gate, step

from tests.sdk.confirm.visiting import SECRET, URL, Application, Visitor

BOTH = [("alice", True), ("bob", True)]


def test_two_people_a_scanner_and_a_double_click_are_two_votes(any_version: Application) -> None:
    app = any_version
    run = app.ask(2)
    mails = {name: app.mail(name, run) for name in ("alice", "bob")}

    for link in mails.values():  # a scanner follows all that it finds, with GET and HEAD, more than once
        for method in ("GET", "HEAD", "GET"):
            assert app.visitor.send(method, link).status == 200
    assert app.votes(run) == []

    page = app.visitor.open(mails["alice"])
    assert app.visitor.press(page, "approve").title == "Approved"
    assert app.visitor.press(page, "approve").title == "Your answer is recorded"
    assert app.votes(run) == [("alice", True)]
    assert app.mock.run(run).status == "waiting"

    assert app.visitor.press(app.visitor.open(mails["bob"]), "approve").status == 200
    assert app.votes(run) == BOTH
    assert app.mock.run(run).status == "succeeded"


def test_either_door_votes(either_door: Application) -> None:
    app = either_door
    run = app.ask(2)
    for name in ("alice", "bob"):
        page = app.visitor.open(app.mail(name, run))
        assert (page.status, page.buttons) == (200, ["approve", "deny"])
        assert app.visitor.press(page, "approve").title == "Approved"
    assert app.votes(run) == BOTH


def test_clicks_at_the_same_time_are_one_vote(app: Application) -> None:
    run = app.ask(2)
    page = app.visitor.open(app.mail("alice", run))
    with ThreadPoolExecutor(8) as pool:
        titles = sorted(answer.title for answer in pool.map(lambda _: app.visitor.press(page, "approve"), range(8)))
    assert titles == ["Approved", *["Your answer is recorded"] * 7]
    assert app.votes(run) == [("alice", True)]


def test_two_mails_to_one_person_are_one_vote(app: Application) -> None:
    run = app.ask(2)
    first, second = (app.mail("alice", run) for _ in range(2))  # minted twice: the links' own resume ids differ
    app.visitor.press(app.visitor.open(first), "approve")
    page = app.visitor.open(second)
    assert (page.title, page.buttons) == ("Your answer is recorded", [])
    assert app.votes(run) == [("alice", True)]


def test_a_new_secret_gives_nobody_a_second_vote(app: Application) -> None:
    run = app.ask(2)
    app.visitor.press(app.visitor.open(app.mail("alice", run)), "approve")
    app.page = Confirmation(app.client, url=URL, secret="the next secret of the application")
    page = Visitor(app.page).open(app.mail("alice", run))
    assert (page.status, page.title, page.buttons) == (200, "Your answer is recorded", [])


def test_links_made_with_an_earlier_secret_work_while_it_is_listed(app: Application) -> None:
    run = app.ask(2)
    old = app.mail("alice", run)
    app.page = Confirmation(app.client, url=URL, secret=["the next secret of the application", SECRET])
    visitor = Visitor(app.page)
    assert visitor.press(visitor.open(old), "approve").status == 200

    new = app.mail("bob", run)
    assert app.visitor.open(new).status == 400  # a process that knows only the old secret
    without = Visitor(Confirmation(app.client, url=URL, secret="the next secret of the application"))
    assert (without.open(old).status, without.open(new).status) == (400, 200)
    assert app.votes(run) == [("alice", True)]


def test_the_other_button_does_not_take_a_vote_back(app: Application) -> None:
    run = app.ask(2)
    page = app.visitor.open(app.mail("alice", run))
    app.visitor.press(page, "approve")
    second = app.visitor.press(page, "deny")
    assert (second.status, second.title) == (409, "Your answer is recorded")
    assert app.votes(run) == [("alice", True)]


def test_a_denial_hands_its_reason_on(app: Application) -> None:
    run = app.ask(2)
    page = app.visitor.press(app.visitor.open(app.mail("alice", run)), "deny", reason="too\r\ndear")
    assert (page.status, page.title) == (200, "Denied")
    (vote,) = app.mock.run(run).votes
    assert (vote.approver, vote.approved, vote.payload) == ("alice", False, {"reason": "too\ndear"})
    assert app.mock.run(run).status == "denied"


def test_a_flow_level_link_votes_for_the_flow(any_version: Application) -> None:
    app = any_version
    run = app.ask(1)
    page = app.visitor.open(app.mail("alice", run, flow_level=True))
    assert "also counts for later approvals of this flow" in page.text
    assert app.visitor.press(page, "approve").status == 200
    (vote,) = app.mock.run(run).votes
    assert (vote.approver, vote.step_id) == ("alice", None)


def test_a_person_votes_anew_at_each_gate(app: Application) -> None:
    app.mock.deploy("f/ops/twice", [step("first", gate()), step("second", gate()), step("pay")])
    run = app.client.run_flow("f/ops/twice")
    for at in ("first", "second"):
        assert app.mock.run(run).waiting_at == at
        page = app.visitor.open(app.mail("alice", run))
        assert app.visitor.press(page, "approve").title == "Approved"
    assert app.mock.run(run).status == "succeeded"


def test_a_lost_reply_is_told_and_counts_once(app: Application) -> None:
    run = app.ask(2)
    page = app.visitor.open(app.mail("alice", run))
    app.mock.fault("resumeSuspendedJobPost", lose_reply=True)
    answer = app.visitor.press(page, "approve")
    assert answer.status == 200
    assert "most likely your approval" in answer.text
    assert app.votes(run) == [("alice", True)]


def test_nothing_that_is_mailed_or_shown_is_a_signature(app: Application) -> None:
    run = app.ask(2)
    urls = app.mint("alice", run)
    link = app.page.link(urls)
    page = app.visitor.open(link)
    shown = link + page.response.text + app.visitor.press(page, "approve").response.text + str(page.response.headers)
    assert not re.search("[0-9a-fA-F]{64}", shown)
    assert urls.parsed.signature not in shown


def start_workflow(app: Application) -> str:
    """A workflow written as code that waits for its approval `manager`."""
    app.mock.stub("# asks", function=lambda call: call.wait_for_approval("manager"))
    body = {"content": "# asks", "language": "python3", "args": {}}
    with httpx.Client(transport=app.mock.transport(), headers={"authorization": f"Bearer {app.mock.token}"}) as http:
        return http.post(f"{app.mock.base_url}/api/w/{app.mock.workspace}/jobs/run/preview", json=body).text


def test_an_approval_of_a_workflow_in_code_is_its_steps_one_vote(app: Application) -> None:
    job = start_workflow(app)
    links = [
        app.page.link(app.client.get_approval_urls("manager", name, job_id=job), step_key="manager")
        for name in ("alice", "bob")
    ]
    pages = [app.visitor.open(link) for link in links]
    assert [page.buttons for page in pages] == [["approve", "deny"]] * 2
    assert app.visitor.press(pages[0], "approve").title == "Approved"
    assert app.visitor.press(pages[1], "approve").title == "This is already finished"
    assert app.votes(job) == [("alice", True)]


def test_an_answer_of_somebody_else_to_a_workflow_in_code_is_not_called_ones_own(app: Application) -> None:
    job = start_workflow(app)
    page = app.visitor.open(
        app.page.link(app.client.get_approval_urls("manager", "bob", job_id=job), step_key="manager")
    )
    app.mock.fault("resumeSuspendedJobPost", status=500, body="Error: resume request already sent @jobs.rs:1:1")
    answer = app.visitor.press(page, "approve")
    assert (answer.status, answer.title) == (409, "This is already decided")
