"""People who get mails from an application with a confirmation page, over a mock Windmill: no sockets, no sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from windmill_approvals import AsyncWindmill, ResumeUrls, Windmill
from windmill_approvals.confirm import AsyncConfirmation, Confirmation
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

URL = "https://app.example/approvals/"
SECRET = "a secret of the application's own"
SEES = {"answer": "resume", "by": "approvers"}


class Page(HTMLParser):
    """What a visitor sees of an answer, and the form on it as a browser would send it."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.status = response.status_code
        self.words: list[str] = []
        self.form: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self._tag = self._select = self._area = ""
        self.feed(response.text)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def title(self) -> str:
        return self.response.text.partition("<title>")[2].partition("</title>")[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given, self._tag = dict(attrs), tag
        name, value = given.get("name") or "", given.get("value") or ""
        if name:
            self.attributes.setdefault(name, given)
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.form.setdefault(name, []).append(value)
        elif tag == "select":
            self._select, self.form[name] = name, [""]
        elif tag == "option" and "selected" in given:
            self.form[self._select] = [value]
        elif tag == "textarea":
            self._area, self.form[name] = name, [""]
        elif tag == "button" and name == "decision":
            self.buttons.append(value)

    def handle_endtag(self, _: str) -> None:
        self._tag = self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.form[self._area] = [data.removeprefix("\n")]
        elif self._tag not in ("style", "title"):
            self.words.append(data)


class Visitor:
    """A browser, or anything else that follows a link."""

    def __init__(self, app: Confirmation | AsyncConfirmation) -> None:
        self._app = app

    def open(self, link: str) -> Page:
        return self.send("GET", link)

    def press(self, page: Page, decision: str, **typed: str | list[str]) -> Page:
        """Press a button of `page`, after typing into its controls."""
        form = {**page.form, **typed, "decision": decision}
        return self.send("POST", str(page.response.url), data=form, headers={"sec-fetch-site": "same-origin"})

    def send(self, method: str, link: str, **more: Any) -> Page:
        if isinstance(self._app, Confirmation):
            with httpx.Client(transport=httpx.WSGITransport(app=self._app)) as client:
                return Page(client.request(method, link, **more))

        async def run() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self._app)) as client:  # type: ignore[arg-type]
                return await client.request(method, link, **more)

        return Page(asyncio.run(run()))


class Application:
    """An application with a mock Windmill behind it, and its page behind one of the doors."""

    def __init__(self, door: str = "wsgi", **mock: Any) -> None:
        self._stack = ExitStack()
        self.mock = self._stack.enter_context(MockWindmill(**mock))
        self.client = self._stack.enter_context(self._connect())
        self.page: Confirmation | AsyncConfirmation
        if door == "wsgi":
            self.page = Confirmation(self.client, url=URL, secret=SECRET)
        else:
            transport = self.mock.transport()
            twin = AsyncWindmill(self.mock.base_url, self.mock.token, self.mock.workspace, transport=transport)
            self.page = AsyncConfirmation(twin, url=URL, secret=SECRET)
        self.visitor = Visitor(self.page)

    def _connect(self) -> Windmill:
        mock = self.mock
        return Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def ask(self, votes: int = 1, *, result: Any = None, args: Mapping[str, Any] | None = None, **suspend: Any) -> str:
        """A run that waits for votes at its step `ask`."""
        asking = step("ask", gate(votes, **suspend), result=result)
        paying = step("pay", inputs=SEES, function=lambda call: dict(call.args))
        self.mock.deploy("f/ops/refund", [asking, paying])
        return self.client.run_flow("f/ops/refund", args)

    def mint(self, name: str, run: str, **more: Any) -> ResumeUrls:
        """Links of a vote at the gate that the run waits at."""
        step_job = self.client.wait_until_suspended(run, within=0).job_id
        return self.client.get_resume_urls(name, job_id=run if more.get("flow_level") else step_job, **more)

    def mail(self, name: str, run: str, **more: Any) -> str:
        """The link that is mailed to `name`."""
        return self.page.link(self.mint(name, run, **more))

    def votes(self, run: str) -> list[tuple[str | None, bool]]:
        return [(vote.approver, vote.approved) for vote in self.mock.run(run).votes]


def token_of(link: str) -> str:
    return urlsplit(link).query.removeprefix("token=")
