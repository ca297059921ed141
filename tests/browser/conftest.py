"""Fixtures of the browser tests: Debian's Chromium, and a mock on a socket.

Where there is no browser they are skipped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.stage import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium")
PATIENCE = 120_000
"""Milliseconds until what a test waits for counts as missing: the machine may be busy."""
MakeStage = Callable[..., Stage]
MakePage = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        # The sandbox needs rights that root in a container does not have; all pages are our own.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers of different people: each has its own cookies."""
    with ExitStack() as stack:

        def make(**options: Any) -> BrowserContext:
            context = browser.new_context(**options)
            context.set_default_timeout(PATIENCE)
            stack.callback(context.close)
            return context

        yield make


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: scripts that fail, and what the pages' policy forbids."""
    return []


@pytest.fixture
def open_page(context: Callable[..., BrowserContext], complaints: list[str]) -> Iterator[MakePage]:
    """Opens an address in a new person's browser. The test fails if the browser complains about any page.

    With `time_stands` no time passes for its scripts, unless the test calls `page.clock.run_for`.
    """

    def opened(url: str, *, time_stands: bool = False, **options: Any) -> Page:
        page = context(**options).new_page()
        if time_stands:
            page.clock.install(time=0)
            page.clock.pause_at(1)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.goto(url)
        return page

    yield opened
    assert complaints == []


@pytest.fixture
def make_stage() -> Iterator[MakeStage]:
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Stage(**options))


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    return make_stage()


@pytest.fixture(params=["1.788", "1.624"])
def either(request: pytest.FixtureRequest, make_stage: MakeStage) -> Stage:
    """With approval pages by token, and with the older ones by signature."""
    return make_stage(windmill=request.param)
