"""An approval page as an approver sees it, opened without a browser: its text and its two buttons."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

from windmill_approvals_mock.wire.messages import Request, Response

JSON = Any
Handle = Callable[[Request], Response]

_FORM_TOKEN = re.compile(r'name="form_token" value="(\w+)"')
_NOTICE = re.compile(r'role="alert"[^>]*>(.*?)</(?:p|div)>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


class ClickRefused(Exception):
    """The server refused a vote or a page. `status` and `text` are its answer.

    Examples:
        >>> link = mock.link(approver="bob")
        >>> link.approve()
        >>> link.approve()
        Traceback (most recent call last):
        windmill_approvals_mock.testing.opened_page.ClickRefused: the server answered 500: ...
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"the server answered {status}: {text}")
        self.status = status
        self.text = text


class OpenedPage:
    """An approval page that one visitor has open.

    Examples:
        >>> page = mock.link(approver="bob").open()
        >>> page.approve()
        >>> mock.run(run).status
        'succeeded'
    """

    def __init__(self, url: str, handle: Handle, login: str | None) -> None:
        """Open `url`, logged in with the token `login` if there is one. Raises ClickRefused if there is no page."""
        parts = urlsplit(url)
        self._path, self._query = parts.path, parts.query
        self._handle = handle
        self._headers = {} if login is None else {"cookie": f"token={login}"}
        self._answer = self._ask("GET")

    @property
    def text(self) -> str:
        """The text of the page, without markup.

        Examples:
            >>> "f/ops/refund" in mock.link(approver="bob").open().text
            True
        """
        return _read_words(self.html)

    @property
    def html(self) -> str:
        """The HTML of the page.

        Examples:
            >>> "<form" in mock.link(approver="bob").open().html
            True
        """
        return self._answer.body.decode()

    def approve(self, payload: JSON = None, *, form: Mapping[str, str] | None = None) -> None:
        """Press the approve button, with `payload` in the payload field, or with `form` typed into fields by name.

        Raises ClickRefused, with the page's notice, if the vote was not recorded.

        Examples:
            >>> mock.link(approver="bob").open().approve({"amount": 5})
            >>> mock.run(run).votes[0].payload
            {'amount': 5}
        """
        typed = {} if payload is None else {"payload": payload if isinstance(payload, str) else json.dumps(payload)}
        self._press("approve", {**typed, **(form or {})})

    def deny(self, reason: str = "") -> None:
        """Press the deny button, with `reason` in its field. Raises ClickRefused if the vote was not recorded.

        Examples:
            >>> mock.link(approver="bob").open().deny("too much")
            >>> mock.run(run).status
            'denied'
        """
        self._press("deny", {"reason": reason})

    def _press(self, vote: str, typed: Mapping[str, str]) -> None:
        token = _FORM_TOKEN.search(self.html)
        if token is None:
            raise ClickRefused(self._answer.status, f"the page has no buttons any more. {self.text}")
        self._answer = self._ask("POST", urlencode({"form_token": token[1], "vote": vote, **typed}))

    def _ask(self, method: str, form: str = "") -> Response:
        headers = {**self._headers, "content-type": "application/x-www-form-urlencoded"} if form else self._headers
        answer = self._handle(Request(method, self._path, self._query, headers, form.encode()))
        if answer.status >= 300:
            notice = _NOTICE.search(answer.body.decode())
            raise ClickRefused(answer.status, _read_words(notice[1] if notice else ""))
        return answer

    def __repr__(self) -> str:
        return f"<OpenedPage: {self.text[:60]}>"


def _read_words(html: str) -> str:
    """Return the text of `html`. A `<wbr>` is inside a word; every other tag separates words."""
    return " ".join(unescape(_TAG.sub(" ", html.replace("<wbr>", ""))).split())
