"""The confirmation page in a real browser: mailed links, scanners, double clicks, forms, phones."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from playwright.sync_api import Page, expect
from windmill_approvals import Windmill
from windmill_approvals.confirm import Confirmation

from tests.browser.conftest import MakePage
from tests.browser.stage import FORM, Stage
from tests.browser.test_accessibility import LOOKS, axe, check
from tests.browser.test_pictures import folder, save

__all__ = ["axe", "folder"]

Mail = Callable[[str, str], str]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on the tests' screen."""


@pytest.fixture
def mail(stage: Stage) -> Iterator[Mail]:
    """Makes the link that an application mails to a person, for the step `ask` of a run."""
    with ExitStack() as stack:
        windmill = stack.enter_context(Windmill(stage.url, stage.mock.token, stage.mock.workspace))
        server = stack.enter_context(Server(("127.0.0.1", 0), Quiet))
        url = f"http://127.0.0.1:{server.server_port}/approvals/"
        confirmation = Confirmation(windmill, url=url, secret="a secret of the application's own")
        server.set_app(confirmation)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)

        def make(person: str, run: str) -> str:
            step = windmill.wait_until_suspended(run, within=60).job_id
            return confirmation.link(windmill.get_resume_urls(person, job_id=step))

        yield make


def votes(stage: Stage, run: str) -> list[tuple[str | None, bool]]:
    return [(vote.approver, vote.approved) for vote in stage.mock.run(run).votes]


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_two_people_a_scanner_and_a_double_click_are_two_votes(stage: Stage, mail: Mail, open_page: MakePage) -> None:
    run = stage.ask(2)
    links = [mail(person, run) for person in ("alice", "bob")]
    text = "\n".join(f"Please decide: {link}" for link in links)

    scanner = open_page("about:blank")
    for link in re.findall(r"http\S+", text) * 2:
        scanner.goto(link)
        for found in scanner.locator("a").all():  # it follows what it finds there, too
            found.click()
    assert votes(stage, run) == []

    alice = open_page(links[0])
    expect(alice.get_by_role("heading", level=1)).to_have_text("alice, do you approve?")
    alice.get_by_role("button", name="Approve").dblclick()
    expect(alice.get_by_role("heading", level=1)).to_have_text(re.compile("Approved|Your answer is recorded"))
    alice.reload()
    alice.goto(links[0])
    expect(alice.get_by_role("heading", level=1)).to_have_text("Your answer is recorded")
    assert votes(stage, run) == [("alice", True)]
    assert stage.mock.run(run).status == "waiting"

    bob = open_page(links[1])
    button(bob, "Approve")
    expect(bob.get_by_role("heading", level=1)).to_have_text("Approved")
    assert votes(stage, run) == [("alice", True), ("bob", True)]
    assert stage.mock.run(run).status == "succeeded"


def test_it_works_without_scripts_and_cookies_and_tells_nobody(stage: Stage, mail: Mail, open_page: MakePage) -> None:
    run = stage.ask(2)
    page = open_page("about:blank", java_script_enabled=False)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(f"{request.method} {request.url}"))
    link = mail("alice", run)
    page.goto(link)
    button(page, "Approve")
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved")
    assert requested == [f"GET {link}", f"POST {link}"]
    assert page.context.cookies() == []
    assert votes(stage, run) == [("alice", True)]


def test_a_form_is_filled_in_checked_and_handed_on(stage: Stage, mail: Mail, open_page: MakePage) -> None:
    run = stage.ask(2, resume_form=FORM)
    page = open_page(mail("alice", run))
    expect(page.get_by_text("The parcel arrived broken.")).to_be_visible()
    expect(page.get_by_label("amount")).to_have_value("42")
    page.get_by_label("amount").fill("501")
    page.get_by_label("currency").select_option("USD")
    page.get_by_label("Pay on").fill("2030-01-31")
    page.get_by_label("mail").check()
    page.get_by_label("address").fill('{"city": "Graz"}')
    button(page, "Approve")  # the browser holds it back
    assert votes(stage, run) == []

    page.evaluate("document.querySelector('form').noValidate = true")
    button(page, "Approve")
    expect(page.get_by_role("alert")).to_contain_text("Please correct the fields marked below")
    expect(page.get_by_text("amount must be at most 500.")).to_be_visible()
    expect(page.get_by_label("Pay on")).to_have_value("2030-01-31")
    page.get_by_label("amount").fill("500")
    page.get_by_label("amount").press("Enter")  # decides nothing
    assert votes(stage, run) == []
    button(page, "Approve")
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved")
    assert stage.mock.run(run).votes[0].payload == {
        "amount": 500,
        "currency": "USD",
        "when": "2030-01-31",
        "tell": True,
        "channels": ["mail"],
        "address": {"city": "Graz"},
    }


def test_a_denial_needs_no_form_and_hands_its_reason_on(stage: Stage, mail: Mail, open_page: MakePage) -> None:
    run = stage.ask(1, resume_form=FORM)
    page = open_page(mail("bob", run))
    page.get_by_label("Reason, if you deny").fill("Not this month")
    button(page, "Deny")
    expect(page.get_by_role("heading", level=1)).to_have_text("Denied")
    assert stage.mock.run(run).votes[0].payload == {"reason": "Not this month"}


def test_a_page_of_another_site_cannot_have_it_voted(stage: Stage, mail: Mail, open_page: MakePage) -> None:
    run = stage.ask(1)
    link = mail("alice", run)
    proof = open_page(link).locator("input[name=proof]").get_attribute("value")
    inputs = f'<input name="proof" value="{proof}"><input name="decision" value="approve">'
    trap = f'<form method="post" action="{link}">{inputs}<button>Win a prize</button></form>'
    page = open_page("about:blank")
    page.route("http://evil.example/", lambda route: route.fulfill(body=trap, content_type="text/html"))
    page.goto("http://evil.example/")  # it knows the link and even the proof
    button(page, "Win a prize")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please answer on the page itself")
    assert votes(stage, run) == []


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_everyone_can_read_it(stage: Stage, mail: Mail, open_page: MakePage, axe: str, look: dict[str, object]) -> None:
    run = stage.ask(2, resume_form=FORM)
    link = mail("a person with a long name, who.approves.refunds@department-of-finance.example.com", run)
    page = open_page(link, **look)
    check(page, axe)
    page.evaluate("document.querySelector('form').noValidate = true")
    button(page, "Approve")
    page.get_by_role("alert").wait_for()
    check(page, axe)
    button(page, "Deny")
    page.get_by_role("heading", name="Denied").wait_for()
    check(page, axe)
    for url in (link, link[:-5], link.partition("?")[0]):
        page.goto(url)
        check(page, axe)


def test_its_picture(stage: Stage, mail: Mail, open_page: MakePage, folder: Path) -> None:
    amount = {"type": "integer", "minimum": 1, "maximum": 500, "description": "In whole units"}
    form = {"schema": {"required": ["amount"], "properties": {"amount": amount}}}
    run = stage.ask(2, resume_form=form)
    page = open_page(mail("alice", run), viewport={"width": 400, "height": 720}, color_scheme="light")
    save(page.screenshot(), folder / "confirmation.png")
