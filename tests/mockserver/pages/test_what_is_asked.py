"""What an approval page tells: the flow, the step, its words, the arguments, the form, the votes, and whose a vote is.

All of it is what `approval_info` and the flow's job hold (recording: "approval_info: forms").
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import pytest
from windmill_approvals_mock.scenarios.table.approval_pages import FORM

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, script, step

JSON = Any
MADE_BY_THE_STEP = {"default_args": {"reason": "because", "amount": 7}, "enums": {"choice": ["x", "y"]}}


def ask(windmill: Driver, result: JSON = None, *, args: JSON = None, **suspend: JSON) -> str:
    """The page of a deployed flow that waits at its gate."""
    windmill.mock.stub("ask", result=result)
    asking = step(
        "ask", script("ask"), summary="Ask finance", suspend={"required_events": 1, "timeout": 1800, **suspend}
    )
    windmill.deploy("f/ops/refund", asking, step("after"), summary="Refund an order")
    run = windmill.admin.post(windmill.at("jobs/run/f/f/ops/refund"), json=args or {}).text
    page: str = windmill.mint(windmill.job_of(run, "ask"), 1)["approvalPage"]
    return page


def read(person: httpx.Client, url: str) -> str:
    """The page's text, without markup."""
    answer = person.get(url)
    assert answer.status_code == 200
    body = answer.text.partition("<body")[2].replace("<wbr>", "")
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_it_names_the_flow_and_the_step(either: Driver) -> None:
    text = read(either.anyone, ask(either))
    assert "Approval requested Refund an order f/ops/refund" in text
    assert "Step Ask finance ask" in text
    assert "Started by admin , now" in text.replace("admin,", "admin ,")


def test_it_shows_the_flows_arguments(either: Driver) -> None:
    args = {"order": 7, "note": "left <at> door", "lines": [{"item": "cup"}]}
    text = read(either.anyone, ask(either, args=args))
    assert 'Flow arguments note left <at> door lines [ { "item": "cup" } ] order 7' in text


def test_signatures_in_arguments_are_masked(either: Driver) -> None:
    args = {"link": f"https://x.example/{'a' * 64}", "links": ["b" * 64]}
    text = read(either.anyone, ask(either, args=args))
    assert "https://x.example/********" in text
    assert not re.search(r"a{64}|b{64}", text)


@pytest.mark.parametrize(
    ("description", "html"),
    [
        ("Refund?\nYes <b>", "Refund?\nYes &lt;b&gt;"),
        ({"markdown": "*hi*"}, "<em>hi</em>"),
        ([{"item": "cup", "price": 2}], "<td>cup</td><td>2</td>"),
        ({"html": "<b>bold</b>"}, "&lt;b&gt;bold&lt;/b&gt;"),
        ({"markdown": "![cup](https://x.example/a.png)"}, '[image: <a href="https://x.example/a.png"'),
        ({"any": 1}, "{\n  &#34;any&#34;: 1\n}"),
        (0, '<pre tabindex="0">0</pre>'),
        ("", '<p class="lines"></p>'),
    ],
)
def test_a_description_is_shown_in_its_form(either: Driver, description: JSON, html: str) -> None:
    page = either.anyone.get(ask(either, {"description": description})).text
    assert html in page
    assert "<img" not in page


def test_the_form_has_the_values_and_options_of_the_step(either: Driver) -> None:
    page = either.anyone.get(ask(either, MADE_BY_THE_STEP, resume_form=FORM)).text
    assert 'value="because"' in page
    assert 'value="7"' in page
    assert re.findall(r'<option value="\d">(\w)</option>', page) == ["x", "y"]


def test_the_form_has_its_own_defaults_and_options(either: Driver) -> None:
    page = either.anyone.get(ask(either, [1], resume_form=FORM)).text
    assert 'value="3"' in page
    assert re.findall(r'<option value="\d">(\w)</option>', page) == ["a", "b"]


@pytest.mark.parametrize(
    ("suggestion", "filled"), [({}, ""), (None, ""), ([], ""), ("", ""), ({"a": 1}, '{\n  "a": 1\n}'), (0, "")]
)
def test_default_args_that_say_nothing_fill_nothing_in(either: Driver, suggestion: JSON, filled: str) -> None:
    page = either.anyone.get(ask(either, {"default_args": suggestion})).text
    box = re.search(r'<textarea id="payload"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert box is not None
    assert unescape(box[1]) == filled


def test_it_tells_who_has_voted_and_when_it_times_out(either: Driver) -> None:
    url = ask(either, required_events=9)
    run = either.mock.runs[-1].id
    for number in range(8):
        either.approve(either.job_of(str(run), "ask"), 10 + number, approver=f"person{number}")
    either.mock.advance(120)
    text = read(either.anyone, url)
    assert "1 vote missing of 9" in text
    assert "person7 approved 2 min ago" in text
    assert "2 earlier votes person1 approved" in text
    assert re.search(r"Times out in 28 min \d+ \w+ \d{4}, \d\d:\d\d:\d\d UTC", text)


# -- whose a vote is -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("version", "approver", "signed_in", "told"),
    [
        (
            "1.788",
            None,
            False,
            "You vote as anonymous . This page is the same for everyone who has it, and does not know",
        ),
        (
            "1.788",
            "alice",
            False,
            "You vote as anonymous . This page is the same for everyone who has it, and does not",
        ),
        ("1.788", None, True, "You vote as bob . This page is the same for everyone who has it: each press"),
        ("1.624", "alice", False, "You vote as alice ."),
        ("1.624", "alice", True, "You vote as alice ."),
        ("1.624", None, True, "You vote as bob ."),
        ("1.624", None, False, "You vote as anonymous . Sign in to vote in your own name"),
    ],
)
def test_it_says_whose_a_vote_is_and_keeps_its_word(
    make: MakeDriver, version: str, approver: str | None, signed_in: bool, told: str
) -> None:
    windmill = make(version)
    person = windmill.member("bob") if signed_in else windmill.anyone
    ask(windmill, required_events=2)
    run = str(windmill.mock.runs[-1].id)
    query = {} if approver is None else {"approver": approver}
    url = windmill.admin.get(windmill.at(f"jobs/resume_urls/{windmill.job_of(run, 'ask')}/5"), params=query).json()
    text = read(person, url["approvalPage"])
    assert told in text
    token = re.search(r'name="form_token" value="(\w+)"', person.get(url["approvalPage"]).text)
    assert token is not None
    answer = person.post(url["approvalPage"], data={"form_token": token[1], "vote": "approve"})
    voter = re.search(r"You vote as (\w+)", text)
    assert voter is not None
    assert f"{voter[1].replace('anonymous', 'unknown')} approved" in answer.text


def test_a_visitor_may_sign_in_to_vote_in_their_name(windmill: Driver) -> None:
    page = windmill.anyone.get(ask(windmill)).text
    assert "Sign in to vote in your own name" in page
    assert 'name="email"' in page
