"""axe-core finds nothing on any page (WCAG 2.2 AA), in light and dark; none is wider than a phone or breaks a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import MakePage, MakeStage
from tests.browser.stage import FORM, ORDER, Stage, refund
from tests.mockserver.driving import script, step

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "viewport": PHONE},
]
RICH = """# Refund **Ada**?
See [the ticket](https://example.com/7) or `order 7`.

| item | price |
|------|------:|
| a very broken cup of blue china | 2.50 |

- first
- second

> quoted

```
code
```
![the parcel](https://example.com/parcel.png)
"""
BROKEN_WORDS = """() => {
  const broken = [], range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility() || text.parentElement.closest("pre, textarea, script, option")) continue;
    for (const word of text.data.matchAll(/[\\p{L}\\p{N}]{2,24}/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""
"""Words of up to 24 letters that stand on two lines."""
ADDRESSES = [
    "/",
    "/?state=failed",
    "/console/runs/{waiting}",
    "/console/runs/{denied}",
    "/console/runs/{failed}",
    "/console/jobs/{waiting}",
    "/console/start",
    "/console/start/demo/f/ops/refund",
    "/console/journal",
    "/console/journal/1",
    "/console/nowhere",
]


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make browser-env")
    return AXE.read_text(encoding="utf-8")


def check(page: Page, axe: str) -> None:
    """Evaluated from outside, so that the pages' own policy stays as it is."""
    page.evaluate(axe)
    found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
    problems = [
        f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]
    ]
    assert problems == []
    assert page.evaluate(BROKEN_WORDS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_the_console(stage: Stage, open_page: MakePage, axe: str, look: dict[str, Any]) -> None:
    stage.mock.stub("check", result={"amount": 12, "text": "x" * 300})
    stage.deploy("f/ops/refund", *refund(), summary="Refund an order", schema=ORDER)
    ids = {"waiting": stage.start("f/ops/refund", order=7), "denied": stage.start("f/ops/refund", order=8)}
    for number, run in enumerate(ids.values()):
        stage.admin.post(stage.urls(run, 1, approver="alice")["cancel" if number else "resume"], json={})
    stage.mock.stub("pay", function=lambda call: call.args["no such argument"])
    ids["failed"] = stage.run_refund(step("charge", script("charge"), summary="Charge the card"))
    page = open_page(stage.console(), **look)
    for address in ADDRESSES:
        page.goto(stage.url + address.format(**ids))
        check(page, axe)
    page.goto(stage.console(ids["waiting"]))
    page.get_by_text("Input and result").first.click()
    check(page, axe)
    page.get_by_text("Advance…").click()
    check(page, axe)
    page.get_by_role("button", name="Show links").click()
    page.get_by_role("heading", name="Links for").wait_for()
    check(page, axe)
    page.goto(stage.console())
    page.get_by_text("Reset…").click()
    check(page, axe)


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_the_approval_page(make_stage: MakeStage, open_page: MakePage, axe: str, look: dict[str, Any]) -> None:
    stage = make_stage(edition="ee")
    run = stage.ask(2, resume_form=FORM)
    page = open_page(stage.page_of(run), **look)
    check(page, axe)
    page.evaluate("document.querySelector('form').noValidate = true")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("alert").wait_for()
    check(page, axe)
    page.get_by_role("button", name="Deny").click()
    page.get_by_role("heading", name="Denied").wait_for()
    check(page, axe)
    urls = [
        stage.page_of(run),
        stage.page_of(stage.ask(user_auth_required=True)),
        stage.page_of(stage.ask()),
        f"{stage.url}/approve/demo/nothing",
    ]
    stage.mock.stub("ask", result={"description": {"markdown": RICH}})
    urls.append(stage.page_of(stage.ask()))
    stage.mock.stub("ask", result=None, takes=60)
    urls.append(stage.page_of(stage.ask()))
    for url in urls:
        page.goto(url)
        check(page, axe)
