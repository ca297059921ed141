"""The links that a mock has minted. A test can open and click them; a click goes through the API."""

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
    """One minted set of URLs. `urls` has `approvalPage`, `resume` and `cancel`.

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
    """The job it was minted for."""
    step_id: str | None
    """The id of that job's module, if the job is a step."""
    flow_id: str | None
    """The flow that a vote counts in."""
    by: str
    """The user who minted it."""
    at: datetime
    _handle: Handle = field(repr=False, compare=False)
    _log_in: Callable[[str], str] = field(repr=False, compare=False)

    def open(self, *, as_user: str | None = None) -> OpenedPage:
        """Open the approval page, logged in as `as_user` (name or e-mail address) or without a login.

        Raises ClickRefused if the server shows no page, and LookupError for an unknown user.

        Examples:
            >>> page = mock.link(approver="bob").open()
            >>> page.approve()
        """
        return OpenedPage(self.urls["approvalPage"], self._handle, None if as_user is None else self._log_in(as_user))

    def click(self, name: str = "resume") -> None:
        """Open the signed URL `resume` or `cancel` as a browser does when someone clicks it in a mail. This votes.

        Raises ClickRefused if the server refuses the vote, and ValueError for any other name.

        Examples:
            >>> mock.link(approver="bob").click("cancel")
            >>> mock.run(run).status
            'denied'
        """
        if name not in ("resume", "cancel"):
            raise ValueError(f"{name!r} is not a signed URL; click resume or cancel, or open() the approval page")
        (answer,) = follow_links(self.urls[name], self.urls[name], self._handle)
        if answer.status >= 300:
            raise ClickRefused(answer.status, answer.body.decode(errors="replace"))

    def scan(self) -> list[int]:
        """GET each of the three URLs, as a mail scanner does, and return the statuses. Two of these requests vote.

        Examples:
            >>> mock.link(approver="bob").scan()  # a scanner that follows links has voted
            [200, 201, 500]
        """
        return [follow_links(url, url, self._handle)[0].status for url in self.urls.values()]

    def approve(self, payload: JSON = None) -> None:
        """Approve with the link, without a login. Raises ClickRefused if the server refuses the vote.

        Examples:
            >>> mock.link(approver="bob").approve({"amount": 5})
            >>> mock.run(run).status
            'succeeded'
        """
        self._vote("resume", payload)

    def deny(self, payload: JSON = None, *, reason: str | None = None) -> None:
        """Deny with the link, without a login. `reason` sends the payload `{"reason": reason}`.

        Raises ClickRefused if the server refuses the vote, and ValueError for both a payload and a reason.

        Examples:
            >>> mock.link(approver="bob").deny(reason="too much")
            >>> mock.run(run).status
            'denied'
        """
        if reason is not None:
            if payload is not None:
                raise ValueError("give either a payload or a reason: a reason is sent as the payload")
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
    """Return the newest link that fits `wanted` and, if given, has a URL that `text` contains.

    Raises LookupError if there is none; the message names the nearest.
    """
    if text is not None:
        words = {unescape(word).strip("<>()[]\"'.,;") for word in re.split(r"[\s\"'<>]+", text)}
        links = [link for link in links if words & set(link.urls.values())]
        if not links:
            raise LookupError("the text contains no URL that this mock minted")
    try:
        found: MintedLink = demand("link", wanted, links)[-1]
    except AssertionError as missing:
        raise LookupError(str(missing)) from None
    return found


def follow_links(text: str, base_url: str, handle: Handle) -> list[Response]:
    """GET every URL of this mock in `text`, as a mail scanner does. A GET of a signed URL votes."""
    words = (word.strip("<>()[]\"'.,;") for word in text.split())
    urls = [urlsplit(word[word.index(base_url) :]) for word in words if base_url in word]
    return [handle(Request("GET", url.path, url.query)) for url in urls]
