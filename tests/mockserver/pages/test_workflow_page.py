"""The approval page of a workflow in code: what it asks, votes in every way, its ends, and nothing comes alive on it.

What the page tells is what the server tells (recordings: those whose names begin with "code:").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from windmill_approvals_mock.running.stubs import StepCall

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver
from tests.mockserver.test_workflow_as_code import mint_for, start

JSON = Any
FORM = {"schema": {"type": "object", "properties": {"why": {"type": "string"}}, "required": ["why"]}}


def asks(key: str = "manager", *, form: JSON = None, timeout: float = 600) -> Callable[[StepCall], JSON]:
    return lambda call: call.wait_for_approval(key, form=form, timeout=timeout)


def page_of(windmill: Driver, job: str) -> str:
    return mint_for(windmill, job, "manager")["approvalPage"]


def form_token(visitor: httpx.Client, url: str) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', visitor.get(url).text)
    assert found is not None
    return found[1]


def press(visitor: httpx.Client, url: str, vote: str, **fields: str) -> httpx.Response:
    return visitor.post(url, data={"form_token": form_token(visitor, url), "vote": vote, **fields})


class Tags(HTMLParser):
    """Which elements a page is made of, and which attributes they have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


# -- what it shows -------------------------------------------------------------------------
def test_it_shows_what_is_asked_and_votes_nothing(windmill: Driver) -> None:
    job = start(windmill, asks(form=FORM))
    answer = windmill.anyone.get(page_of(windmill, job))
    for shown in (
        "<dt>Workflow id</dt>",
        "f/<wbr>ops/<wbr>refund",
        job.replace("-", "-<wbr>"),
        "<dd>manager</dd>",
        "none so far",
        "1 vote missing of 1",
    ):
        assert shown in answer.text
    assert re.search(r'<label for="field-\d+">why', answer.text)
    assert (answer.status_code, windmill.job(job)["suspend"]) == (200, 1)


def test_a_form_may_be_the_fields_alone(windmill: Driver) -> None:
    job = start(windmill, asks(form={"amount": {"type": "number"}}))
    assert re.search(r'<label for="field-\d+">amount', windmill.anyone.get(page_of(windmill, job)).text)


@pytest.mark.parametrize("form", ["text", 7, [1], {"schema": 7}, {"schema": {"why": "string"}}])
def test_what_is_not_a_form_leaves_one_field_for_anything(windmill: Driver, form: JSON) -> None:
    job = start(windmill, asks(form=form))
    assert '<textarea id="payload"' in windmill.anyone.get(page_of(windmill, job)).text


def test_nothing_that_anybody_wrote_comes_alive(windmill: Driver) -> None:
    bad = "<script>alert(1)</script>"
    job = start(windmill, lambda call: call.wait_for_approval("<b>'\"", form={bad: {"type": "string", "title": bad}}))
    url = page_of(windmill, job)
    windmill.approve(job, 1, {"x": bad}, approver=bad)
    for html in (windmill.anyone.get(url).text, windmill.anyone.get(url.replace("?", f"?x={bad}&")).text):
        assert "<script>alert" not in html
        assert Tags(html).names.isdisjoint({"b"})
        assert not [name for name in Tags(html).attributes if name.startswith("on")]


def test_it_is_as_large_as_what_it_shows_and_no_larger(windmill: Driver) -> None:
    fields = {f"field {number}": {"type": "string", "description": "d" * 200} for number in range(5_000)}
    job = start(windmill, asks("k" * 5_000, form=fields))
    assert len(windmill.anyone.get(page_of(windmill, job)).content) < 100_000


# -- votes ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("vote", "answer"),
    [
        ("approve", {"value": {"why": "cheap"}, "approver": "anonymous", "approved": True}),
        ("deny", {"value": None, "approver": "anonymous", "approved": False}),
    ],
)
def test_a_vote_by_the_token_alone_is_nobodys(windmill: Driver, vote: str, answer: JSON) -> None:
    job = start(windmill, asks(form=FORM))
    shown = press(windmill.anyone, page_of(windmill, job), vote, **{"0": "cheap"})
    assert "Your vote is recorded. The workflow went on and has succeeded." in shown.text
    assert windmill.job(job)["result"] == answer


@pytest.mark.parametrize("name", ["eve", "admin"])
def test_a_vote_by_login_has_the_name(windmill: Driver, name: str) -> None:
    job = start(windmill, asks())
    visitor = windmill.admin if name == "admin" else windmill.member(name)
    press(visitor, page_of(windmill, job).partition("?")[0], "approve", payload='{"n": 1}')
    assert windmill.job(job)["result"] == {"value": {"n": 1}, "approver": name, "approved": True}


def test_what_the_form_requires_is_asked_for_again(windmill: Driver) -> None:
    job = start(windmill, asks(form=FORM))
    assert press(windmill.anyone, page_of(windmill, job), "approve").status_code == 400
    assert windmill.job(job)["suspend"] == 1


def test_two_approvals_in_a_row_are_asked_for_one_after_the_other(windmill: Driver) -> None:
    job = start(windmill, lambda call: [call.wait_for_approval(key) for key in ("legal", "finance")])
    url = page_of(windmill, job)
    assert "The workflow waits for 1 vote more." in press(windmill.anyone, url, "approve").text
    assert "<dd>finance</dd>" in windmill.anyone.get(url).text


# -- who may -------------------------------------------------------------------------------
def test_who_may_vote_is_asked_in_the_enterprise_edition(make: MakeDriver) -> None:
    windmill = make(edition="ee")
    starter = windmill.member("bob")
    folder = {"name": "ops", "extra_perms": {"g/all": False}}
    windmill.admin.post(windmill.at("folders/create"), json=folder).raise_for_status()

    def by_others(call: StepCall) -> JSON:
        return call.wait_for_approval("manager", self_approval=False)

    job = start(windmill, by_others, language="bun", by=starter)
    url = page_of(windmill, job)
    assert "Sign in to approve" in windmill.anyone.get(url).text
    assert "You started this workflow" in starter.get(url).text
    press(windmill.member("eve"), url, "approve")
    assert windmill.job(job)["result"]["approver"] == "eve"


@pytest.mark.parametrize("change", [("token=", "token=0"), ("/demo/", "/other/")])
def test_a_wrong_link_opens_nothing(windmill: Driver, change: tuple[str, str]) -> None:
    job = start(windmill, asks())
    answer = windmill.anyone.get(page_of(windmill, job).replace(*change))
    assert (answer.status_code, "f/ops/refund" in answer.text) == (404, False)


# -- when it does not wait -----------------------------------------------------------------
def slow(call: StepCall) -> JSON:
    call.sleep(600)
    return call.wait_for_approval("manager")


def test_while_it_does_not_wait_the_page_looks_again(windmill: Driver) -> None:
    job = start(windmill, slow)
    url = page_of(windmill, job)
    assert "This workflow is not waiting for an approval now." in windmill.anyone.get(url).text
    windmill.mock.advance(600)
    assert "<dd>manager</dd>" in windmill.anyone.get(url).text


ENDS: dict[str, tuple[Callable[[Driver, str], object], str]] = {
    "an approval": (lambda windmill, job: windmill.vote_on_page(job), "The workflow succeeded at"),
    "a timeout": (lambda windmill, _: windmill.mock.advance(600), "The workflow succeeded at"),
    "cancelling": (lambda windmill, job: windmill.cancel_run(job), "The workflow failed at"),
}


@pytest.mark.parametrize("end", ENDS)
def test_an_end_is_told_and_leaves_nothing_to_press(windmill: Driver, end: str) -> None:
    job = start(windmill, asks())
    url = page_of(windmill, job)
    act, told = ENDS[end]
    act(windmill, job)
    shown = windmill.anyone.get(url).text
    assert told in shown
    assert 'value="approve"' not in shown


def test_a_vote_pressed_after_it_was_cancelled_is_refused(windmill: Driver) -> None:
    job = start(windmill, asks())
    url = page_of(windmill, job)
    token = form_token(windmill.anyone, url)
    windmill.cancel_run(job)
    answer = windmill.anyone.post(url, data={"form_token": token, "vote": "approve"})
    assert answer.status_code == 400
    assert "Your vote was not recorded." in answer.text


# -- a step of a flow ----------------------------------------------------------------------
def test_the_page_of_a_flow_whose_step_waits_in_code_says_that_no_link_reaches_it(windmill: Driver) -> None:
    windmill.mock.stub("a", function=asks())
    value = {"type": "rawscript", "language": "python3", "content": "x", "input_transforms": {}}
    flow = windmill.run({"id": "a", "value": value})
    step = windmill.job(flow)["flow_status"]["modules"][0]["job"]
    url = windmill.admin.get(windmill.at(f"jobs/resume_urls/{step}/1")).json()["approvalPage"]
    shown = windmill.anyone.get(url).text
    assert "Step “a” waits in code for “manager”." in shown
    assert 'value="approve"' not in shown


# -- the console ---------------------------------------------------------------------------
def test_the_console_shows_the_approval_and_votes(windmill: Driver) -> None:
    job = start(windmill, asks(form=FORM))
    url = f"/console/runs/{job}"
    assert "Approval “manager” waits for 1 vote" in windmill.admin.get(url).text
    fields = {"form_token": form_token(windmill.admin, url), "flow": job, "act": "approve", "approver": "ann"}
    windmill.admin.post(url, data=fields)
    assert windmill.job(job)["result"]["approved"] is True


def test_the_console_says_which_step_is_stuck(windmill: Driver) -> None:
    windmill.mock.stub("a", function=asks())
    value = {"type": "rawscript", "language": "python3", "content": "x", "input_transforms": {}}
    flow = windmill.run({"id": "a", "value": value})
    shown = windmill.admin.get(f"/console/runs/{flow}").text
    assert "waits in code for approval &#39;manager&#39; and is stuck until that times out" in shown
