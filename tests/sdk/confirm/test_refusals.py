"""What is not a link of this application, or not sent by its page, gets a page that says so, and never votes."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import pytest
from windmill_approvals._secrets import hide
from windmill_approvals.confirm._messages import LARGEST_BODY
from windmill_approvals.confirm._tickets import InvalidTicket, Ticket, derive_key, seal, unseal

from tests.sdk.confirm.visiting import URL, Application, token_of
from tests.sdk.conftest import Clock

JOB = UUID("0190f2a4-0000-7000-8000-00000000abcd")
KEY = derive_key(b"k" * 32, "demo")
A_WEEK = 7 * 24 * 60 * 60
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


# -- the link ---------------------------------------------------------------------------------
@pytest.mark.parametrize("approver", ["alice", "Zoë Ångström", "名" * 1000, "a&b=c?d/e#f", "\U0001f600"])
def test_a_ticket_survives_its_way(approver: str) -> None:
    ticket = Ticket(JOB, 4294967295, approver, 2**40 - 1)
    text = seal(ticket, KEY)
    assert unseal(text, KEY) == ticket
    assert text == quote(text, safe="")
    assert len(text) < 8192


def test_a_ticket_that_was_changed_anywhere_is_refused() -> None:
    text = seal(Ticket(JOB, 7, "alice", 2000), KEY)
    for at, character in enumerate(text):
        changed = text[:at] + ("A" if character != "A" else "B") + text[at + 1 :]
        with pytest.raises(InvalidTicket):
            unseal(changed, KEY)


def test_a_ticket_cut_short_or_made_longer_is_refused() -> None:
    text = seal(Ticket(JOB, 7, "alice", 2000), KEY)
    for other in [
        *(text[:end] for end in range(len(text))),
        text + "A",
        text + "=",
        text + "AAAA",
        f" {text}",
        "é",
        "\x00",
    ]:
        with pytest.raises(InvalidTicket):
            unseal(other, KEY)


@pytest.mark.parametrize("key", [derive_key(b"k" * 32, "other"), derive_key(b"q" * 32, "demo")])
def test_a_ticket_of_another_workspace_or_application_is_refused(key: bytes) -> None:
    with pytest.raises(InvalidTicket):
        unseal(seal(Ticket(JOB, 7, "alice", 2000), key), KEY)


BAD_QUERIES = [
    ("", 404, "Nothing to see here"),
    ("token=", 400, "This link does not work"),
    ("token=garbage", 400, "This link does not work"),
    ("token=%00%ff", 400, "This link does not work"),
    ("token=" + "Zz" * 4000, 400, "This link does not work"),
    ("token=" + "Zz" * 25_000, 414, "This link does not work"),
    ("&" * 12_000, 404, "Nothing to see here"),
    ("other=1", 404, "Nothing to see here"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("query", "status", "title"), BAD_QUERIES)
def test_what_is_not_a_link_asks_the_server_nothing(
    either_door: Application, method: str, query: str, status: int, title: str
) -> None:
    app = either_door
    page = app.visitor.send(method, f"{URL}?{query}")
    assert (page.status, page.title, page.buttons) == (status, title, [])
    assert list(app.mock.journal) == []


def test_a_link_works_until_it_expires(app: Application, clock: Clock) -> None:
    run = app.ask()
    link = app.mail("alice", run)
    page = app.visitor.open(link)
    clock.time += A_WEEK - 1
    assert app.visitor.open(link).buttons == ["approve", "deny"]
    clock.time += 1
    for answer in (app.visitor.open(link), app.visitor.press(page, "approve")):
        assert (answer.status, answer.title) == (410, "This link has expired")
    assert app.votes(run) == []


# -- the form ---------------------------------------------------------------------------------
def test_a_post_that_is_not_from_the_page_does_not_vote(either_door: Application) -> None:
    app = either_door
    run = app.ask()
    alice, bob = app.mail("alice", run), app.mail("bob", run)
    page = app.visitor.open(alice)
    good = {**page.form, "decision": "approve"}
    foreign_form = {**app.visitor.open(bob).form, "decision": "approve"}
    attempts: list[dict[str, object]] = [
        {"data": {"decision": "approve"}, "headers": SAME_ORIGIN},  # a scanner that posts
        {"data": {**good, "proof": "0" * 32}, "headers": SAME_ORIGIN},
        {"data": {**good, "proof": "é"}, "headers": SAME_ORIGIN},
        {"data": foreign_form, "headers": SAME_ORIGIN},  # the form of somebody else's link
        {"data": good, "headers": {"sec-fetch-site": "cross-site"}},
        {"data": good, "headers": {"sec-fetch-site": "same-site"}},
        {"data": good, "headers": {"origin": "https://evil.example"}},
        {"data": good, "headers": {"origin": "https://app.example.evil.example"}},
        {"data": good, "headers": {"origin": "http://["}},
        {"data": good, "headers": {"origin": "", "host": ""}},
    ]
    for attempt in attempts:
        answer = app.visitor.send("POST", alice, **attempt)
        assert (answer.status, answer.title) == (403, "Please answer on the page itself"), attempt
    assert app.votes(run) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},  # an old browser
        {"sec-fetch-site": "same-origin", "origin": "null"},  # a browser on a page that wants no referrer
        {"sec-fetch-site": "same-origin", "origin": "https://app.example"},
        {"origin": "https://app.example"},
        {"origin": "http://inside:8000", "host": "inside:8000"},  # a proxy in between
    ],
)
def test_a_post_from_the_page_votes_whatever_browser_it_is(app: Application, headers: dict[str, str]) -> None:
    run = app.ask()
    link = app.mail("alice", run)
    good = {**app.visitor.open(link).form, "decision": "approve"}
    assert app.visitor.send("POST", link, data=good, headers=headers).status == 200
    assert app.votes(run) == [("alice", True)]


def test_other_methods_and_bodies_are_refused(either_door: Application) -> None:
    app = either_door
    run = app.ask()
    link = app.mail("alice", run)
    good = {**app.visitor.open(link).form, "decision": "approve"}
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = app.visitor.send(method, link)
        assert (answer.status, answer.response.headers["allow"]) == (405, "GET, HEAD, POST")
    assert app.visitor.send("POST", link, json=good, headers=SAME_ORIGIN).status == 415
    assert app.visitor.send("POST", link, headers=SAME_ORIGIN).status == 415
    too_much = {**good, "reason": "x" * LARGEST_BODY}
    assert app.visitor.send("POST", link, data=too_much, headers=SAME_ORIGIN).status == 413
    many = "&".join(f"a{number}=" for number in range(20_000))
    form = {"content-type": "application/x-www-form-urlencoded", **SAME_ORIGIN}
    assert app.visitor.send("POST", link, content=many, headers=form).status == 403
    assert app.votes(run) == []


def test_a_form_without_a_decision_is_asked_for_one(app: Application) -> None:
    run = app.ask()
    page = app.visitor.open(app.mail("alice", run))
    for decision in ("", "perhaps"):
        answer = app.visitor.press(page, decision)
        assert (answer.status, answer.buttons) == (422, ["approve", "deny"])
        assert "Choose one of the buttons." in answer.text
    assert app.votes(run) == []


def test_no_page_may_be_stored_framed_or_leave_a_trace(either_door: Application) -> None:
    app = either_door
    link = app.mail("alice", app.ask())
    for page in (app.visitor.open(link), app.visitor.open(URL), app.visitor.send("HEAD", link)):
        headers = page.response.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert "script-src" not in policy
        assert "set-cookie" not in headers


def test_head_says_what_get_would_without_a_body(either_door: Application) -> None:
    link = either_door.mail("alice", either_door.ask())
    head = either_door.visitor.send("HEAD", link)
    assert (head.status, head.response.content) == (200, b"")
    assert head.response.headers == either_door.visitor.open(link).response.headers


def test_what_others_wrote_is_shown_as_text(app: Application) -> None:
    evil = "<script>alert(1)</script>\"'><b>"
    form = {"schema": {"properties": {evil: {"type": "string", "title": evil, "description": evil, "pattern": evil}}}}
    result = {"description": evil, "default_args": {evil: evil}, "enums": {"other": [evil]}}
    run = app.ask(resume_form=form, result=result)
    page = app.visitor.open(app.mail(evil, run))
    assert (page.status, page.buttons) == (200, ["approve", "deny"])
    assert "<script" not in page.response.text
    assert "<b>" not in page.response.text
    assert page.text.count(evil) >= 4
    answer = app.visitor.press(page, "approve")
    assert "<script" not in answer.response.text
    assert app.mock.run(run).votes[0].payload == {evil: evil}


def test_a_token_is_hidden_where_the_client_shows_urls(app: Application) -> None:
    link = app.mail("alice", app.ask())
    assert token_of(link) not in hide(link)
