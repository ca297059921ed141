"""Every end that a link can come to has its own page, in plain words, with a status that a monitor understands."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest
from windmill_approvals import ResumeUrl, Windmill
from windmill_approvals.confirm import Confirmation
from windmill_approvals.confirm._tickets import derive_resume_id
from windmill_approvals_mock.testing import gate, step

from tests.sdk.confirm.conftest import MakeApplication
from tests.sdk.confirm.visiting import SECRET, URL, Application, Page, Visitor
from tests.sdk.conftest import JOB, SIGNATURE, Clock, Server

A_DAY = 24 * 60 * 60


def both_ways(app: Application, link: str, page: Page) -> tuple[Page, Page]:
    """What opening the link shows now, and what pressing the button of an old `page` of it does."""
    return app.visitor.open(link), app.visitor.press(page, "approve")


# -- what became of the flow ------------------------------------------------------------------
def test_enough_others_have_answered(any_version: Application) -> None:
    app = any_version
    app.mock.deploy("f/ops/slow", [step("ask", gate()), step("pay", takes=60)])
    run = app.client.run_flow("f/ops/slow")
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    app.client.approve(app.mint("bob", run))
    for answer in both_ways(app, link, page):
        assert (answer.status, answer.title, answer.buttons) == (410, "This is already decided", [])
        assert "Your answer was counted" not in answer.text


def test_the_flow_is_finished(any_version: Application) -> None:
    app = any_version
    run = app.ask()
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    app.visitor.press(page, "approve")
    for answer in both_ways(app, link, page):
        assert (answer.status, answer.title) == (410, "This is already finished")
        assert "Your answer was counted" in answer.text


def test_someone_else_denied(any_version: Application) -> None:
    app = any_version
    run = app.ask(2)
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    app.client.deny(app.mint("bob", run))
    for answer in both_ways(app, link, page):
        assert (answer.status, answer.title) == (410, "This was denied")
        assert "denied by bob" in answer.text


def test_nobody_answered_in_time(any_version: Application) -> None:
    app = any_version
    run = app.ask(timeout=A_DAY)
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    app.mock.advance(A_DAY)
    for answer in both_ways(app, link, page):
        assert (answer.status, answer.title) == (410, "Too late")


def test_the_flow_was_cancelled(any_version: Application) -> None:
    app = any_version
    run = app.ask()
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    app.client.cancel(run, "the order came back")
    for answer in both_ways(app, link, page):
        assert (answer.status, answer.title) == (410, "This was cancelled")
        assert "The reason given: the order came back" in answer.text


def test_the_flow_has_not_come_that_far(any_version: Application) -> None:
    app = any_version
    app.mock.deploy("f/ops/later", [step("ask", gate(), takes=60), step("pay")])
    run = app.client.run_flow("f/ops/later")
    asking = app.client.job(run).modules[0].job_id
    links = [
        app.page.link(app.client.get_resume_urls("alice", job_id=asking)),
        app.page.link(app.client.get_resume_urls("alice", job_id=run, flow_level=True)),
    ]
    for link in links:
        page = app.visitor.open(link)
        assert (page.status, page.title, page.buttons) == (200, "No answer is needed right now", [])
    app.mock.advance(60)
    pages = [app.visitor.open(link) for link in links]
    assert [page.buttons for page in pages] == [["approve", "deny"]] * 2
    assert app.votes(run) == []


def test_a_button_of_a_flow_that_moved_on_to_its_next_gate_votes_for_nothing(app: Application) -> None:
    app.mock.deploy("f/ops/twice", [step("first", gate()), step("second", gate()), step("pay")])
    run = app.client.run_flow("f/ops/twice")
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    app.client.approve(app.mint("bob", run))
    for answer in both_ways(app, link, page):
        assert (answer.status, answer.title) == (410, "This is already decided")
    assert app.votes(run) == [("bob", True)]


def test_a_request_that_the_server_does_not_know(app: Application, make_application: MakeApplication) -> None:
    elsewhere = make_application()
    link = elsewhere.mail("alice", elsewhere.ask())
    page = app.visitor.open(link)
    assert (page.status, page.title) == (404, "This request no longer exists")


# -- who may ----------------------------------------------------------------------------------
def test_before_1664_a_gate_for_signed_in_people_takes_no_answer_here(make_application: MakeApplication) -> None:
    app = make_application(windmill="1.624")
    run = app.ask(user_auth_required=True)
    page = app.visitor.open(app.mail("alice", run))
    answer = app.visitor.press(page, "approve")
    assert (answer.status, answer.title) == (403, "You cannot answer here")
    assert app.votes(run) == []


@pytest.mark.parametrize("token", [None, "unknown"])
def test_an_application_without_a_login_says_that_it_is_not_set_up(app: Application, token: str | None) -> None:
    link = app.mail("alice", app.ask())
    mock = app.mock
    with Windmill(mock.base_url, token, mock.workspace, transport=mock.transport()) as stranger:
        page = Visitor(Confirmation(stranger, url=URL, secret=SECRET)).open(link)
    assert (page.status, page.title) == (500, "This page is not set up correctly")
    assert "Nothing has been decided." in page.text


def test_a_step_level_link_of_a_branch_that_is_a_node_votes(any_version: Application) -> None:
    app = any_version
    branch = {"type": "branchone", "branches": [], "default": [{"id": "x", "value": {"type": "identity"}}]}
    app.mock.deploy("f/ops/refund", {"modules": [{"id": "ask", "suspend": gate(), "value": branch}]})
    run = app.client.run_flow("f/ops/refund")
    assert app.visitor.press(app.visitor.open(app.mail("alice", run)), "approve").status == 200
    assert app.votes(run) == [("alice", True)]


def test_a_step_level_link_of_an_inner_flow_is_a_mistake_of_the_application(
    any_version: Application, caplog: pytest.LogCaptureFixture
) -> None:
    app = any_version
    inner = {"type": "flow", "path": "f/ops/inner", "input_transforms": {}}
    app.mock.deploy("f/ops/inner", [step("x")])
    app.mock.deploy("f/ops/refund", {"modules": [{"id": "ask", "suspend": gate(), "value": inner}]})
    run = app.client.run_flow("f/ops/refund")
    page = app.visitor.open(app.mail("alice", run))
    assert (page.status, page.title) == (500, "This page is not set up correctly")
    assert "flow_level=True" in caplog.text

    by_flow = app.mail("alice", run, flow_level=True)
    assert app.visitor.press(app.visitor.open(by_flow), "approve").status == 200
    assert app.votes(run) == [("alice", True)]


# -- the server behind it ---------------------------------------------------------------------
ALICES = ResumeUrl("http://server", "demo", "resume", JOB, 7, "alice", SIGNATURE)
FAULTS = [
    ({"status": 200, "body": "<html>Sign in</html>"}, 502, "Something went wrong"),
    ({"status": 500, "body": "Internal: out of memory"}, 502, "Something went wrong"),
    ({"status": 429}, 503, "Too busy"),
    ({"reset": True}, 502, "No reply"),
    ({"latency": 11}, 504, "No reply"),
]


@pytest.mark.parametrize(("fault", "status", "title"), FAULTS)
def test_a_server_in_trouble_when_the_page_is_opened(
    app: Application, fault: dict[str, object], status: int, title: str, caplog: pytest.LogCaptureFixture
) -> None:
    run = app.ask()
    link = app.mail("alice", run)
    app.mock.fault("getJob", times=None, **fault)  # type: ignore[arg-type]
    page = app.visitor.open(link)
    assert (page.status, page.title, page.buttons) == (status, title, [])
    assert "Nothing has been decided." in page.text
    assert [record.name for record in caplog.records if record.levelname == "ERROR"] == ["windmill_approvals.confirm"]
    app.mock.clear_faults()
    assert app.visitor.open(link).status == 200


@pytest.mark.parametrize(
    ("fault", "status"), [({"reset": True}, 502), ({"latency": 11}, 504), ({"status": 502, "body": "<html>"}, 502)]
)
def test_a_vote_whose_fate_nobody_knows_can_be_looked_up(
    app: Application, fault: dict[str, object], status: int
) -> None:
    run = app.ask(2)
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    app.mock.fault("resumeSuspendedJobPost", times=None, **fault)  # type: ignore[arg-type]
    answer = app.visitor.press(page, "approve")
    assert (answer.status, answer.title) == (status, "Please check again in a minute")
    app.mock.clear_faults()
    page = app.visitor.open(link)
    if page.buttons:
        assert app.visitor.press(page, "approve").status == 200
    assert app.votes(run) == [("alice", True)]


def test_a_server_that_cannot_be_reached_is_asked_without_end_by_nobody(clock: Clock) -> None:
    server = Server(httpx.ConnectError("refused"))
    with Windmill("http://server", "a-token", "demo", transport=server) as client:
        confirmation = Confirmation(client, url=URL, secret=SECRET)
        page = Visitor(confirmation).open(confirmation.link(ALICES))
    assert (page.status, page.title) == (502, "No reply")
    assert sum(clock.pauses) < 3


def test_a_vote_never_goes_to_another_workspace_than_the_applications(app: Application) -> None:
    run = app.ask()
    page = app.visitor.open(app.mail("alice", run))
    job = app.client.wait_until_suspended(run, within=0).job_id
    urls = app.client.get_resume_urls("alice", job_id=job, resume_id=derive_resume_id(UUID(job), "alice"))
    app.mock.fault(
        "getResumeUrls", status=200, body={name: url.replace("/w/demo/", "/w/other/") for name, url in urls.items()}
    )
    answer = app.visitor.press(page, "approve")
    assert (answer.status, answer.title) == (502, "Something went wrong")
    assert [entry.operation for entry in app.mock.journal][-1] == "getResumeUrls"
