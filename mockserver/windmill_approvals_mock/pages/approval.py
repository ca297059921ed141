"""The page behind an `approvalPage` URL: shows what waits for approval, and votes when a button is pressed.

A vote goes through the API, so the page has no rules of its own about who may vote. Opening the page never votes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from windmill_approvals_mock.approvals.votes import recorded_approver
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages import approval_states
from windmill_approvals_mock.pages.approval_states import PageState, PageText
from windmill_approvals_mock.pages.form_texts import parse_payload
from windmill_approvals_mock.pages.form_values import Typed, add_row, build_rows, fill
from windmill_approvals_mock.pages.links import InvalidLink, Link, Opened, SignedLink, parse_link, read_workspace
from windmill_approvals_mock.pages.posted import FormTokens, PostedForm
from windmill_approvals_mock.pages.question import Question, find_question
from windmill_approvals_mock.pages.rendering import render_page
from windmill_approvals_mock.pages.rich_value import render_value
from windmill_approvals_mock.pages.signing_in import build_api, find_caller, find_login, sign_in
from windmill_approvals_mock.pages.summaries import Name, find_step_summary, name_job
from windmill_approvals_mock.pages.wording import cut, format_masked, mask_signatures, shorten
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.workspaces.users import Caller

JSON = Any
NOTHING_WRONG: dict[str, str] = {}
MOST_ARGUMENTS = 20
LARGEST_ARGUMENT = 1000
"""Characters of HTML."""


class ApprovalPages:
    """Answers below `/approve/`. Votes are requests to `handle`, which answers the API."""

    def __init__(self, handle: Callable[[Request], Response], world: World) -> None:
        self._handle = handle
        self._world = world
        self._tokens = FormTokens()

    def handle(self, request: Request) -> Response:
        """Return the page, the outcome of a vote, or what is wrong with the link."""
        link = parse_link(request)
        if link is None:
            return render_page("problem.html", 404, heading="No such page", problem="There is no page at this address.")
        try:
            return self._answer(request, link)
        except InvalidLink:
            return _answer_invalid_link()

    def _answer(self, request: Request, link: Link) -> Response:
        if request.method == "POST":
            return self._answer_post(request, link)
        if request.method not in {"GET", "HEAD"}:
            return render_page(
                "problem.html",
                405,
                heading="Not possible",
                problem="This page can only be opened, and its form sent.",
            )
        return self._open(request, link).render()

    def _open(self, request: Request, link: Link) -> Visit:
        caller = find_caller(self._world, request, read_workspace(link))
        opened = link.open(self._world, caller)
        return Visit(
            opened,
            approval_states.describe_page(opened),
            find_question(opened.run, opened.gate),
            form_token=self._tokens.make(_join_address(request)),
            visitor=self._name_visitor(request, link),
            name=name_job(self._world, opened.run.workspace, opened.flow),
            voter=_name_voter(link, caller),
            now=self._world.clock.now(),
            ticks=not self._world.clock.is_frozen,
        )

    def _name_visitor(self, request: Request, link: Link) -> str | None:
        """Return the visitor's user name, or e-mail address if they are not a member of the link's workspace."""
        caller = find_caller(self._world, request, read_workspace(link))
        login = find_login(self._world, request)
        return caller.username if caller is not None else login.email if login is not None else None

    def _answer_post(self, request: Request, link: Link) -> Response:
        posted = PostedForm(request)
        if not self._tokens.is_ours(request, posted, _join_address(request)):
            problem = "This form was not sent from the page itself. Open the page again."
            return render_page("problem.html", 403, heading="Not sent", problem=problem)
        visit = self._open(request, link)
        if posted.get_text("act") == "sign-in":
            answer = sign_in(build_api(self._handle, request), posted, _join_address(request))
            return answer or visit.render(400, notice="The e-mail address or the password is wrong.")
        if visit.text.state is PageState.ASKING and "add" in posted.all:
            return visit.render(typed=add_row(posted.all, posted.get_text("add")))
        return self._vote(request, link, visit, posted)

    def _vote(self, request: Request, link: Link, visit: Visit, posted: PostedForm) -> Response:
        if posted.get_text("vote") not in {"approve", "deny"}:
            return visit.render(400, notice="Press one of the two buttons.", typed=posted.all)
        approved = posted.get_text("vote") == "approve"
        payload = build_denial(posted, visit.question) if not approved else None
        if approved:
            reading = visit.question.read(posted)
            if reading.wrong:
                return visit.render(400, typed=posted.all, wrong=reading.wrong)
            payload = reading.value
        answer = link.vote(build_api(self._handle, request), approved, payload)
        after = self._open(request, link)
        if answer.status >= 300:
            refusal = answer.body.decode("utf-8", "replace") or f"The server answered {answer.status}."
            return after.render(_as_client_error(answer.status), notice=f"Your vote was not recorded. {refusal}")
        return render_page(
            "outcome.html",
            200,
            approved=approved,
            became=approval_states.describe_outcome(after.opened.run, after.opened.flow),
            visit=after,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to the page by one visitor."""

    opened: Opened
    text: PageText
    question: Question
    form_token: str
    visitor: str | None
    name: Name
    """The name of the flow or workflow."""
    voter: str | None
    """The approver under whose name a vote would be recorded; None for an anonymous one."""
    now: datetime
    ticks: bool
    """Whether the clock is running."""

    def render(
        self, status: int = 200, *, notice: str = "", typed: Typed | None = None, wrong: dict[str, str] = NOTHING_WRONG
    ) -> Response:
        return render_page(
            "approval.html",
            status,
            visit=self,
            notice=notice,
            typed=fill(self.question.fields, self.question.suggestion) if typed is None else typed,
            wrong=wrong,
            build_rows=build_rows,
            reason=_get_first(typed, "reason"),
            payload=_get_first(typed, "payload") or self.question.suggestion_text,
        )

    @property
    def who_may(self) -> str:
        return approval_states.describe_who_may(self.opened)

    @property
    def step_summary(self) -> str:
        gate = self.opened.gate
        return find_step_summary(self.opened.flow, gate.step) if gate is not None else ""

    @property
    def description(self) -> Markup | None:
        """The description that the flow's author gave, rendered; None if there is none."""
        described = self.question.description
        return None if described is None else render_value(described)

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """Names and values of the flow's arguments, shortened to fit a page."""
        args = list(self.opened.flow.args.items())[:MOST_ARGUMENTS]
        return [(shorten(name), cut(_write_argument(value), LARGEST_ARGUMENT)) for name, value in args]

    @property
    def is_everyones(self) -> bool:
        """Whether everyone shares this page, so that each press of a button is another vote."""
        return self.opened.is_everyones

    @property
    def noun(self) -> str:
        return approval_states.name_kind(self.opened.flow)


def build_denial(posted: PostedForm, asked: Question) -> JSON:
    """Return the payload of a denial: its reason, from either of the form's fields for it."""
    reason = posted.get_text(asked.reason_control or "reason") or posted.get_text("payload")
    if not reason or reason == asked.suggestion_text:
        return None
    value = parse_payload(reason) if "payload" in posted.all else None
    return value if isinstance(value, dict) else {"reason": reason}


def _name_voter(link: Link, caller: Caller | None) -> str | None:
    in_link = link.approver if isinstance(link, SignedLink) else None
    return recorded_approver(in_link, caller.username if caller is not None else None)


def _write_argument(value: JSON) -> str:
    return mask_signatures(value) if isinstance(value, str) else format_masked(value)


def _get_first(typed: Typed | None, name: str) -> str:
    values: Sequence[str] = (typed or {}).get(name, ())
    return values[0] if values else ""


def _join_address(request: Request) -> str:
    return f"{request.path}?{request.query}" if request.query else request.path


def _as_client_error(status: int) -> int:
    """Return 400 for 500, because the API answers 500 to some invalid requests."""
    return status if 400 <= status < 500 else 400


def _answer_invalid_link() -> Response:
    problem = "This link is not valid. It may be cut off, changed, or made by another server."
    return render_page("problem.html", 404, heading="Invalid link", problem=problem)
