"""The links a mock has minted, to be clicked by a test: who asked for which, and what becomes of a click.

Knows URLs of this mock; a click goes through the API like anyone's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from windmill_approvals_mock.testing.expectations import demand
from windmill_approvals_mock.testing.opened_page import ClickRefused, OpenedPage
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.workspaces.minted_urls import Minted

JSON = Any
Handle = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class MintedLink:
    """One set of URLs, as it was handed out: `urls` has `approvalPage`, `resume` and `cancel`.

    Examples:
        >>> link = mock.link(approver="bob")
        >>> link.approver, link.flow_level, sorted(link.urls)
        ('bob', True, ['approvalPage', 'cancel', 'resume'])
    """

    urls: Mapping[str, str] = field(repr=False)
    approver: str | None
    flow_level: bool
    resume_id: int
    job_id: str
    """The job it was asked for."""
    step_id: str | None
    """That job's module, if it is a step."""
    flow_id: str | None
    """The flow the vote is for."""
    by: str
    """The user name it was minted for."""
    at: datetime
    _handle: Handle = field(repr=False, compare=False)
    _log_in: Callable[[str], str] = field(repr=False, compare=False)

    def open(self, *, as_user: str | None = None) -> OpenedPage:
        """Open the approval page, as nobody or logged in as a user (name or e-mail address), and vote on it.

        Raises ClickRefused for a link that opens nothing, and LookupError for an unknown user.

        Examples:
            >>> page = mock.link(approver="bob").open()
            >>> page.approve()
        """
        return OpenedPage(self.urls["approvalPage"], self._handle, None if as_user is None else self._log_in(as_user))

    def click(self, name: str = "resume") -> None:
        """Open the signed URL `resume` or `cancel` in a browser, as who clicks it in a mail does: that votes.

        Raises ClickRefused, and ValueError for another name.

        Examples:
            >>> mock.link(approver="bob").click("cancel")
            >>> mock.run(run).status
            'denied'
        """
        if name not in ("resume", "cancel"):
            raise ValueError(f"{name!r} is not a signed URL; there are resume and cancel, and open() for the page")
        (answer,) = follow_links(self.urls[name], self.urls[name], self._handle)
        if answer.status >= 300:
            raise ClickRefused(answer.status, answer.body.decode(errors="replace"))

    def scan(self) -> list[int]:
        """GET each of the three URLs, as a mail scanner does that looks where they lead; the statuses. Two vote.

        Examples:
            >>> mock.link(approver="bob").scan()  # a scanner that follows links has voted
            [200, 201, 500]
        """
        return [follow_links(url, url, self._handle)[0].status for url in self.urls.values()]

    def approve(self, payload: JSON = None) -> None:
        """Vote for going on, without a login, as whoever got the link would. Raises ClickRefused.

        Examples:
            >>> mock.link(approver="bob").approve({"amount": 5})
            >>> mock.run(run).status
            'succeeded'
        """
        self._vote("resume", payload)

    def deny(self, payload: JSON = None, *, reason: str | None = None) -> None:
        """Vote against. `reason` is put into the payload, an object. Raises ClickRefused, or ValueError for both.

        Examples:
            >>> mock.link(approver="bob").deny(reason="too much")
            >>> mock.run(run).status
            'denied'
        """
        if reason is not None:
            if payload is not None:
                raise ValueError("give a payload or a reason, which is a payload of its own")
            payload = {"reason": reason}
        self._vote("cancel", payload)

    def _vote(self, action: str, payload: JSON) -> None:
        url = urlsplit(self.urls[action])
        headers = {"content-type": "application/json"}
        answer = self._handle(Request("POST", url.path, url.query, headers, json.dumps(payload).encode()))
        if answer.status >= 300:
            raise ClickRefused(answer.status, answer.body.decode(errors="replace"))


def as_link(minted: Minted, handle: Handle, log_in: Callable[[str], str]) -> MintedLink:
    urls = {"approvalPage": minted.urls.approval_page, "resume": minted.urls.resume, "cancel": minted.urls.cancel}
    return MintedLink(
        urls=urls,
        approver=minted.approver,
        flow_level=minted.flow_level,
        resume_id=minted.resume_id,
        job_id=str(minted.job),
        step_id=minted.step_id,
        flow_id=str(minted.flow) if minted.flow else None,
        by=minted.by,
        at=minted.at,
        _handle=handle,
        _log_in=log_in,
    )


def find_link(links: Sequence[MintedLink], text: str | None, wanted: Mapping[str, JSON]) -> MintedLink:
    """Return the newest link that is like `wanted`, and of which a URL stands in `text`.

    Raises LookupError when there is none; its text names the nearest.
    """
    if text is not None:
        words = {unescape(word).strip("<>()[]\"'.,;") for word in re.split(r"[\s\"'<>]+", text)}
        links = [link for link in links if words & set(link.urls.values())]
        if not links:
            raise LookupError("no URL of a link that this mock minted stands in the text")
    try:
        found: MintedLink = demand("link", wanted, links)[-1]
    except AssertionError as missing:
        raise LookupError(str(missing)) from None
    return found


def follow_links(text: str, base_url: str, handle: Handle) -> list[Response]:
    """GET every link of this mock in `text`, as a mail scanner does that looks where they lead: GET votes."""
    words = (word.strip("<>()[]\"'.,;") for word in text.split())
    urls = [urlsplit(word[word.index(base_url) :]) for word in words if base_url in word]
    return [handle(Request("GET", url.path, url.query)) for url in urls]
