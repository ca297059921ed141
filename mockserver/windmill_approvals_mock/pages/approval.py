"""The page behind an `approvalPage` URL: shows what waits for an approval, and votes when a button is pressed.

Knows the requests a browser makes of it; a vote goes through the API like anyone's, so the page has no rule of its own
about who may vote. Opening the page never votes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages import approval_states
from windmill_approvals_mock.pages.approval_states import PageState, Said
from windmill_approvals_mock.pages.asking import Asked, asked_at
from windmill_approvals_mock.pages.form_texts import payload_of
from windmill_approvals_mock.pages.form_values import Typed, filled, rows_of, with_row
from windmill_approvals_mock.pages.links import InvalidLink, Link, Opened, link_of, workspace_of
from windmill_approvals_mock.pages.posted import FormTokens, Posted
from windmill_approvals_mock.pages.rendering import page
from windmill_approvals_mock.pages.signing_in import api_of, caller_of, login_of, sign_in
from windmill_approvals_mock.wire.messages import Request, Response

JSON = Any
NOTHING_WRONG: dict[str, str] = {}


class ApprovalPages:
    """Answers below `/approve/`; votes by asking `handle`, which answers the API."""

    def __init__(self, handle: Callable[[Request], Response], world: World) -> None:
        self._handle = handle
        self._world = world
        self._tokens = FormTokens()

    def handle(self, request: Request) -> Response:
        """The page, the outcome of a vote, or what is wrong with the link."""
        link = link_of(request)
        if link is None:
            return page("problem.html", 404, heading="No such page", problem="There is nothing at this address.")
        try:
            return self._visited(request, link)
        except InvalidLink:
            return _invalid()

    def _visited(self, request: Request, link: Link) -> Response:
        if request.method == "POST":
            return self._posted(request, link)
        if request.method not in {"GET", "HEAD"}:
            return page(
                "problem.html",
                405,
                heading="Not possible",
                problem="This page can be opened and its form sent, nothing else.",
            )
        return self._visit(request, link).shown()

    def _visit(self, request: Request, link: Link) -> Visit:
        opened = link.open(self._world, caller_of(self._world, request, workspace_of(link)))
        return Visit(
            opened,
            approval_states.said_of(opened),
            asked_at(opened.run, opened.gate),
            form_token=self._tokens.of(_address(request)),
            visitor=self._visitor(request, link),
        )

    def _visitor(self, request: Request, link: Link) -> str | None:
        """The name of who is signed in; their address when they are no member of the link's workspace."""
        caller = caller_of(self._world, request, workspace_of(link))
        login = login_of(self._world, request)
        return caller.username if caller is not None else login.email if login is not None else None

    def _posted(self, request: Request, link: Link) -> Response:
        posted = Posted(request)
        if not self._tokens.is_ours(request, posted, _address(request)):
            problem = "This form was not sent from the page itself. Open the page again."
            return page("problem.html", 403, heading="Not sent", problem=problem)
        visit = self._visit(request, link)
        if posted.text("act") == "sign-in":
            answer = sign_in(api_of(self._handle, request), posted, _address(request))
            return answer or visit.shown(400, notice="This address and password do not fit together.")
        if visit.said.state is PageState.ASKING and "add" in posted.all:
            return visit.shown(typed=with_row(posted.all, posted.text("add")))
        return self._vote(request, link, visit, posted)

    def _vote(self, request: Request, link: Link, visit: Visit, posted: Posted) -> Response:
        if posted.text("vote") not in {"approve", "deny"}:
            return visit.shown(400, notice="Press one of the two buttons.", typed=posted.all)
        approved = posted.text("vote") == "approve"
        payload = denial(posted, visit.asked) if not approved else None
        if approved:
            reading = visit.asked.read(posted)
            if reading.wrong:
                return visit.shown(400, typed=posted.all, wrong=reading.wrong)
            payload = reading.value
        answer = link.vote(api_of(self._handle, request), approved, payload)
        after = self._visit(request, link)
        if answer.status >= 300:
            refusal = answer.body.decode("utf-8", "replace") or f"The server answered {answer.status}."
            return after.shown(_as_client_error(answer.status), notice=f"Your vote was not recorded. {refusal}")
        return page(
            "outcome.html",
            200,
            approved=approved,
            became=approval_states.became_of(after.opened.run, after.opened.flow),
            visit=after,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at the page by one visitor."""

    opened: Opened
    said: Said
    asked: Asked
    form_token: str
    visitor: str | None

    def shown(
        self, status: int = 200, *, notice: str = "", typed: Typed | None = None, wrong: dict[str, str] = NOTHING_WRONG
    ) -> Response:
        return page(
            "approval.html",
            status,
            visit=self,
            notice=notice,
            typed=filled(self.asked.fields, self.asked.suggestion) if typed is None else typed,
            wrong=wrong,
            rows_of=rows_of,
            reason=_first(typed, "reason"),
            payload=_first(typed, "payload") or self.asked.suggestion_text,
        )

    @property
    def who_may(self) -> str:
        return approval_states.asked_of(self.opened)

    @property
    def noun(self) -> str:
        return approval_states.noun_of(self.opened.flow)


def denial(posted: Posted, asked: Asked) -> JSON:
    """The payload of a denial: its reason, wherever on the form that was given."""
    reason = posted.text(asked.reason_control or "reason") or posted.text("payload")
    if not reason or reason == asked.suggestion_text:
        return None
    value = payload_of(reason) if "payload" in posted.all else None
    return value if isinstance(value, dict) else {"reason": reason}


def _first(typed: Typed | None, name: str) -> str:
    values: Sequence[str] = (typed or {}).get(name, ())
    return values[0] if values else ""


def _address(request: Request) -> str:
    return f"{request.path}?{request.query}" if request.query else request.path


def _as_client_error(status: int) -> int:
    """The API says 500 where it means that something was wrong with the request."""
    return status if 400 <= status < 500 else 400


def _invalid() -> Response:
    problem = "This link opens nothing. It may be cut off, changed, or made by another server."
    return page("problem.html", 404, heading="Invalid link", problem=problem)
