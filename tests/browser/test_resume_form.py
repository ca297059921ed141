"""The form of a step, filled in in a browser: what it lets through, and what becomes of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePage
from tests.browser.stage import FORM, Stage


@pytest.fixture
def run(either: Stage) -> str:
    return either.ask(resume_form=FORM)


@pytest.fixture
def page(either: Stage, run: str, open_page: MakePage) -> Page:
    return open_page(either.page_of(run))


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve").click()


def test_everything_filled_in_becomes_the_payload(either: Stage, run: str, page: Page) -> None:
    page.get_by_label("amount").fill("40")
    page.get_by_label("currency").select_option("USD")
    page.get_by_label("Pay on").fill("2026-03-01")
    page.get_by_label("why").fill("broken\nbox")
    page.get_by_label("Tell the customer").uncheck()
    page.get_by_role("checkbox", name="mail").check()
    page.get_by_label("city").fill("Paris")
    page.get_by_label("item").fill("cup")
    page.get_by_label("price").fill("2.5")
    page.get_by_role("button", name="Add another").click()
    page.get_by_role("group", name="lines, 2").get_by_label("item").fill("saucer")
    approve(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved")
    assert either.job(run)["result"]["answer"] == {
        "amount": 40,
        "currency": "USD",
        "when": "2026-03-01",
        "why": "broken\nbox",
        "tell": False,
        "channels": ["mail"],
        "address": {"city": "Paris"},
        "lines": [{"item": "cup", "price": 2.5}, {"item": "saucer"}],
    }


def test_the_steps_result_gives_values_and_options(page: Page) -> None:
    expect(page.get_by_label("amount")).to_have_value("42")
    expect(page.get_by_label("currency").locator("option")).to_have_text(["Choose one", "EUR", "USD"])
    expect(page.get_by_label("Tell the customer")).to_be_checked()


def test_the_browser_asks_for_what_is_required(either: Stage, run: str, page: Page) -> None:
    approve(page)
    expect(page.get_by_label("currency")).to_be_focused()
    assert page.evaluate("document.activeElement.validity.valueMissing")
    assert either.job(run)["suspend"] == 1


def test_the_browser_minds_limits(either: Stage, run: str, page: Page) -> None:
    page.get_by_label("amount").fill("501")
    approve(page)
    expect(page.get_by_label("amount")).to_be_focused()
    assert page.evaluate("document.activeElement.validity.rangeOverflow")
    assert either.job(run)["suspend"] == 1


def test_the_server_checks_what_the_browser_did_not(either: Stage, run: str, page: Page) -> None:
    page.get_by_label("amount").fill("501")
    page.evaluate("document.querySelector('form').noValidate = true")
    approve(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("amount must be at most 500")
    expect(alert).to_contain_text("currency is missing")
    expect(page.get_by_label("amount")).to_have_value("501")
    expect(page.get_by_label("amount")).to_have_attribute("aria-invalid", "true")
    alert.get_by_role("link", name="currency is missing").click()
    expect(page.get_by_label("currency")).to_be_in_viewport()
    assert either.job(run)["suspend"] == 1


def test_a_denial_needs_no_filled_form(either: Stage, run: str, page: Page) -> None:
    page.get_by_label("Reason").fill("no")
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Denied")
    assert either.job(run)["result"]["error"]["name"] == "SuspendedDisapproved"


def test_the_form_works_without_javascript(either: Stage, run: str, open_page: MakePage) -> None:
    page = open_page(either.page_of(run), java_script_enabled=False)
    page.get_by_role("button", name="Add another").click()
    expect(page.get_by_role("group", name="lines, 2")).to_be_visible()
    page.get_by_label("currency").select_option("EUR")
    page.get_by_label("Pay on").fill("2026-03-01")
    approve(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Approved")
    assert either.job(run)["result"]["answer"] == {
        "amount": 42,
        "currency": "EUR",
        "when": "2026-03-01",
        "tell": True,
    }
