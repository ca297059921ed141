"""The documentation site as its readers see it: on a desk and on a phone, without the internet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.docs.building import build_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

pytest.importorskip("mkdocs", reason="MkDocs is not installed: make .venv/.ready")

PAGES = ["index", "tutorial", "how-to/test-with-pytest", "reference/python-client", "reference/errors"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site."""
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_the_screen_and_ask_no_other_host(
    site: str, context: Callable[..., BrowserContext], width: int
) -> None:
    page = context(viewport={"width": width, "height": 844}).new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for name in PAGES:
        page.goto(f"{site}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        assert page.screenshot()
    assert {url for url in asked if not url.startswith((site, "data:", "blob:"))} == set()


def test_the_four_kinds_of_pages_are_apart(site: str, context: Callable[..., BrowserContext]) -> None:
    page = context(viewport={"width": 1280, "height": 844}).new_page()
    page.goto(f"{site}/index.html")
    tabs = [text.strip() for text in page.locator(".md-tabs__link").all_inner_texts()]
    assert tabs == ["Home", "Tutorial", "How to", "Reference", "Explanation"]


def test_the_search_works_without_the_internet(site: str, context: Callable[..., BrowserContext]) -> None:
    page = context(viewport={"width": 1280, "height": 844}).new_page()
    page.goto(f"{site}/index.html")
    page.fill(".md-search__input", "lost reply")
    found = page.locator(".md-search-result__item h1").first
    found.wait_for()
    assert found.inner_text() == "Retries and lost replies"
