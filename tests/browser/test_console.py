"""The console in a browser: what it shows of runs, what its buttons do, and that it keeps up by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePage, MakeStage
from tests.browser.stage import ORDER, Stage, refund
from tests.mockserver.driving import script, step

SECOND = 1000


def expect_state(page: Page, state: str) -> None:
    expect(page.get_by_role("heading", level=1).locator(".badge")).to_have_text(state)


def test_runs_appear_by_themselves(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console())
    expect(page.get_by_text("Nothing has run yet")).to_be_visible()
    stage.ask()
    expect(page.get_by_role("link", name="f/ops/refund")).to_be_visible()
    expect(page.get_by_text("ask needs 1 vote")).to_be_visible()


def test_runs_are_searched_and_filtered(stage: Stage, open_page: MakePage) -> None:
    stage.ask()
    done = stage.run_refund({"id": "only", "value": {"type": "identity"}}, path="f/ops/other")
    page = open_page(stage.console())
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_label("Search").fill("OTHER")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text(done[:8]).first).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    page.goto(stage.console())
    page.get_by_role("link", name="Waiting 1").click()
    expect(page.get_by_text("f/ops/refund")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)


def test_times_are_the_readers(stage: Stage, open_page: MakePage) -> None:
    stage.ask()
    stage.mock.advance(300)
    page = open_page(stage.console(), timezone_id="Asia/Tokyo")
    started = page.get_by_role("row").nth(1).locator(".started time")
    expect(started).to_have_text("5 min ago")
    moment = page.evaluate("new Date(document.querySelector('.started time').dateTime).toString()")
    assert re.search(r"\d\d:\d\d:\d\d", moment)[0] in str(started.get_attribute("title"))  # type: ignore[index]
    assert str(started.get_attribute("title")).endswith(" GMT+9")
    expect(page.locator("#clock")).to_contain_text("GMT+9")


def test_relative_times_go_on_while_the_clock_ticks(make_stage: MakeStage, open_page: MakePage) -> None:
    stage = make_stage(clock="real")
    stage.ask()
    page = open_page(stage.console())
    started = page.get_by_role("row").nth(1).locator(".started time")
    before = started.text_content()
    expect(started).not_to_have_text(str(before))
    expect(page.get_by_text("ticking")).to_be_visible()


def open_and_copy(page_of: MakePage, stage: Stage, run: str) -> Page:
    """What was copied is marked for five seconds, which do not pass by themselves."""
    page = page_of(stage.console(), time_stands=True, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=f"Copy id {run[:8]}").click()
    expect(page.get_by_role("button", name=f"Copied id {run[:8]}")).to_be_visible()
    return page


def test_a_short_id_is_copied_whole(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_and_copy(open_page, stage, run)
    assert page.evaluate("navigator.clipboard.readText()") == run
    page.clock.run_for(5 * SECOND)
    expect(page.get_by_role("button", name=f"Copy id {run[:8]}")).to_be_visible()


def test_what_was_copied_stays_marked_when_the_page_changes(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_and_copy(open_page, stage, run)
    stage.ask()
    page.clock.run_for(SECOND)
    expect(page.get_by_role("link", name="All 2")).to_be_visible()
    expect(page.get_by_role("button", name=f"Copied id {run[:8]}")).to_be_visible()


def test_where_the_browser_forbids_copying_a_link_is_selected(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console(stage.ask()))
    page.get_by_role("button", name="Show links").click()
    page.get_by_label("Cancel", exact=True).wait_for()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); }")
    page.get_by_role("button", name="Copy Cancel").click()
    expect(page.get_by_label("Cancel", exact=True)).to_be_focused()
    assert page.evaluate("getSelection().toString()") == page.get_by_label("Cancel", exact=True).input_value()
    expect(page.get_by_role("button", name="Copy Cancel")).to_be_visible()


def test_a_run_is_run_again_and_the_mock_reset(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_page(stage.console(run))
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_role("status").first).to_have_text("The run has started.")
    assert run not in page.url
    page.get_by_role("link", name="Runs").click()
    expect(page.get_by_role("link", name="All 2")).to_be_visible()
    page.get_by_text("Reset…").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Reset the mock")).to_be_hidden()
    page.get_by_text("Reset…").click()
    page.get_by_role("button", name="Reset the mock").click()
    expect(page.get_by_text("Nothing has run yet")).to_be_visible()
    assert stage.mock.runs == []


def test_a_failed_run_shows_why(stage: Stage, open_page: MakePage) -> None:
    stage.mock.stub("charge", function=lambda call: call.args["no such argument"])
    run = stage.run_refund(step("charge", script("charge"), summary="Charge the card"))
    page = open_page(stage.console(run))
    failure = page.get_by_role("region", name="Step “charge” failed")
    expect(failure).to_contain_text("KeyError")
    expect(failure).to_be_in_viewport()


def test_runs_are_paged(stage: Stage, open_page: MakePage) -> None:
    first = stage.run_refund({"id": "only", "value": {"type": "identity"}})
    for _ in range(20):
        stage.run_refund({"id": "only", "value": {"type": "identity"}})
    page = open_page(stage.console())
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_text(first[:8]).first).to_be_visible()
    page.get_by_role("link", name="Newer").click()
    expect(page.get_by_text("21 runs, page 1")).to_be_visible()


def test_a_run_is_a_picture_of_its_flow(stage: Stage, open_page: MakePage) -> None:
    stage.mock.stub("check", result={"amount": 12})
    page = open_page(stage.console(stage.run_refund(*refund())))
    flow = page.locator("#live-flow > ol > li")
    expect(flow).to_have_text(
        [
            re.compile(r"check\s+bash script\s+succeeded"),
            re.compile(r"if results.check.amount > 1000\s+not reached.*otherwise\s+succeeded", re.DOTALL),
            re.compile(r"time 1: \"invoice\".*time 2: \"receipt\"", re.DOTALL),
            re.compile(r"ask"),
            re.compile(r"Approval\s+after ask\s+waiting\s+2 votes missing of 2"),
            re.compile(r"pay\s+bash script\s+blocked"),
        ]
    )
    flow.first.get_by_text("Input and result").click()
    expect(flow.first.get_by_text('"amount": 12')).to_be_visible()


def test_what_is_opened_stays_open_while_the_page_keeps_up(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask(2)
    page = open_page(stage.console(run))
    page.get_by_text("Input and result").click()
    page.get_by_label("Payload or reason").fill("half a sentence")
    page.get_by_role("link", name="Runs").focus()
    stage.admin.post(stage.urls(run, 1, approver="alice")["resume"], json={})
    expect(page.get_by_text("alice approved").first).to_be_visible()
    expect(page.get_by_text("Refund order 7").nth(1)).to_be_visible()
    expect(page.get_by_label("Payload or reason")).to_have_value("half a sentence")


def test_a_click_counts_though_the_page_changes_while_the_button_is_down(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask(2)
    page = open_page(stage.console(run))
    page.get_by_role("button", name="Approve").hover()
    page.mouse.down()
    stage.admin.post(stage.urls(run, 1, approver="alice")["resume"], json={})
    expect(page.locator("#live-timeline").get_by_text("alice approved")).to_be_visible()
    page.mouse.up()
    expect(page.get_by_text("admin approved").first).to_be_visible()
    expect_state(page, "succeeded")


@pytest.mark.parametrize("focused", [".approve", ".deny", "#live-flow summary"])
def test_the_keyboard_stays_where_it_was_when_the_page_changes(stage: Stage, open_page: MakePage, focused: str) -> None:
    run = stage.ask(2)
    page = open_page(stage.console(run))
    page.locator(focused).first.focus()
    stage.admin.post(stage.urls(run, 1, approver="alice")["resume"], json={})
    expect(page.get_by_text("1 of 2 given")).to_be_visible()
    expect(page.locator(focused).first).to_be_focused()


def test_what_is_selected_stays_selected(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask(2)
    page = open_page(stage.console(run))
    page.locator("#live-waiting h2").select_text()
    selected = page.evaluate("getSelection().toString()")
    stage.admin.post(stage.urls(run, 1, approver="alice")["resume"], json={})
    expect(page.locator("#live-timeline").get_by_text("alice approved")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == selected
    page.evaluate("getSelection().empty()")
    expect(page.get_by_text("1 of 2 given")).to_be_visible()


PRESSES = """() => {
  let sent = 0;
  document.addEventListener("submit", (event) => { sent += !event.defaultPrevented; event.preventDefault(); });
  const button = document.querySelector(".approve"), counts = [];
  for (const before of ["", "", "pageshow"]) {
    if (before) window.dispatchEvent(new Event(before));
    button.click();
    counts.push(sent);
  }
  return counts;
}"""


def test_a_form_is_sent_once_until_the_page_is_shown_again(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console(stage.ask()))
    assert page.evaluate(PRESSES) == [1, 1, 2]


def test_approving_and_denying(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask(2)
    page = open_page(stage.console(run))
    page.get_by_label("As", exact=True).fill("alice")
    page.get_by_label("Payload or reason").fill('{"amount": 1}')
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("alice approved").first).to_be_visible()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("admin denied").first).to_be_visible()
    expect_state(page, "denied")


def test_cancelling(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_page(stage.console(run))
    page.get_by_label("Reason", exact=True).fill("a mistake")
    page.get_by_role("button", name="Cancel this run").click()
    expect(page.get_by_text("was cancelled by admin: a mistake").first).to_be_visible()
    assert stage.job(run)["canceled_reason"] == "a mistake"


def test_links_are_shown_when_asked_for(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_page(stage.console(run))
    assert not re.search(r"[0-9a-f]{64}", page.content())
    page.get_by_label("Approver").fill("alice")
    page.get_by_role("button", name="Show links").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Links for step ask")
    assert not re.search(r"[0-9a-f]{64}", page.url)
    page.get_by_role("link", name="Open").click()
    stage.admin.post(page.get_by_label("Resume", exact=True).input_value(), json={})
    assert stage.job(run)["success"]


def test_links_of_the_whole_flow(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_page(stage.console(run))
    page.get_by_label("Level").select_option("flow-level")
    page.get_by_role("button", name="Show links").click()
    assert f"/resume/{run}/" in page.get_by_label("Resume", exact=True).input_value()


def test_a_link_is_copied(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console(stage.ask()), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Show links").click()
    page.get_by_role("button", name="Copy Cancel").click()
    expect(page.get_by_role("button", name="Copied Cancel")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Cancel", exact=True).input_value()


def test_the_clock_is_advanced(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_page(stage.console(run))
    page.get_by_text("Advance…").click()
    page.get_by_label("Advance by").fill("2")
    page.get_by_label("Unit").select_option("h")
    page.get_by_role("button", name="Advance", exact=True).click()
    expect(page.get_by_text("ask timed out").first).to_be_visible()
    expect_state(page, "timed out")


def test_the_clock_goes_to_the_next_event(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console(stage.ask()))
    page.get_by_role("button", name="Skip to next event (1 h)").click()
    expect(page.get_by_role("button", name="Skip to next event")).to_have_count(0)
    expect_state(page, "timed out")


def test_the_clock_runs_and_is_frozen(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console())
    clock = page.locator("#clock")
    before = clock.text_content()
    page.get_by_role("button", name="Resume").click()
    expect(clock).not_to_have_text(str(before))
    assert not stage.mock.is_frozen
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_text("frozen")).to_be_visible()
    assert stage.mock.is_frozen


def test_what_is_no_time_is_refused(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console())
    page.get_by_text("Advance…").click()
    page.get_by_label("Advance by").fill("soon")
    page.get_by_role("button", name="Advance", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be advanced by “soon”")


def test_the_journal_masks_signatures(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    stage.admin.post(stage.urls(run)["resume"], json={"note": "hi"})
    page = open_page(f"{stage.url}/console/journal")
    row = page.get_by_role("row").filter(has_text="resumeSuspendedJobPost")
    expect(row).to_contain_text("/1/********")
    assert not re.search(r"[0-9a-f]{64}", page.content())
    row.get_by_role("link").click()
    expect(page.get_by_text('"note": "hi"')).to_be_visible()


def test_the_journal_is_searched(stage: Stage, open_page: MakePage) -> None:
    stage.ask()
    stage.admin.get("/api/w/demo/nowhere")
    page = open_page(f"{stage.url}/console/journal")
    page.get_by_label("Only").select_option("unmatched")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_text("/api/w/demo/nowhere")).to_be_visible()


def test_a_deployed_flow_is_started_with_its_form(stage: Stage, open_page: MakePage) -> None:
    stage.deploy("f/ops/refund", *refund(), summary="Refund an order", schema=ORDER)
    page = open_page(f"{stage.url}/console/start")
    page.get_by_role("link", name="Refund an order").click()
    expect(page.get_by_label("order")).to_have_value("7")
    page.get_by_label("note").fill("please")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("status").first).to_have_text("The run has started.")
    run = page.url.split("/")[-1].split("?")[0]
    assert stage.job(run)["args"] == {"order": 7, "note": "please"}


def test_the_console_says_when_the_mock_is_gone(stage: Stage, open_page: MakePage) -> None:
    page = open_page(stage.console())
    page.route("**/*", lambda route: route.abort())
    expect(page.get_by_text("The mock does not answer")).to_be_visible()
    page.unroute("**/*")
    expect(page.get_by_text("The mock does not answer")).to_be_hidden()


def test_the_console_works_without_javascript(stage: Stage, open_page: MakePage) -> None:
    run = stage.ask()
    page = open_page(stage.console(), java_script_enabled=False)
    page.get_by_role("link", name="f/ops/refund").click()
    page.get_by_role("button", name="Approve").click()
    expect_state(page, "succeeded")
    assert stage.job(run)["success"]


def test_everything_is_reached_with_the_keyboard(stage: Stage, open_page: MakePage) -> None:
    stage.ask()
    page = open_page(stage.console())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "f/ops/refund":
            break
    expect(page.get_by_role("link", name="f/ops/refund")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("f/ops/refund")
