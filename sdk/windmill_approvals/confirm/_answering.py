"""Answers requests for the confirmation page. Only a POST from the page's own form votes.

The answer is a plan, like the calls of the client, which `Confirmation` and `AsyncConfirmation` carry out.
"""

# pyright: reportPrivateUsage=false
from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from windmill_approvals import _clock
from windmill_approvals import _operations as operations
from windmill_approvals._errors import AlreadyDecided, FlowGone, NotSuspended, ResponseInvalid, WindmillError

from . import _html, _words
from ._asked import look_up
from ._fields import Field, read_fields
from ._messages import Request, Response
from ._tickets import LONGEST, InvalidTicket, Ticket, derive_key, prove_form, unseal_with_any
from ._values import read_values

if TYPE_CHECKING:
    from windmill_approvals._exchange import Plan
    from windmill_approvals._settings import Settings

    from ._asked import Asked

_HEADERS: Final = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", _html.POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_MOST_FIELDS: Final = 10_000
_FORM: Final = "application/x-www-form-urlencoded"

_log = logging.getLogger("windmill_approvals.confirm")

Posted = Mapping[str, Sequence[str]]


class _Refused(Exception):
    """The visitor gets `notice` instead of the page."""

    def __init__(self, notice: _words.Notice) -> None:
        super().__init__(notice.title)
        self.notice = notice


@dataclass(frozen=True, slots=True)
class Site:
    """The page's address and the application's secret."""

    url: str
    """The page's public address."""
    secrets: tuple[bytes, ...] = field(repr=False)
    """What links are authenticated with. The first makes them; links of each work."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """A request with a valid ticket."""

    ticket: Ticket
    proof: str
    posted: Posted | None
    """The form that was sent, or None to show the page."""


def answer(settings: Settings, site: Site, request: Request) -> Plan[Response]:
    """Answer a request with a page. An error of the server is a page too, and a line in the log."""
    try:
        response = yield from _answer(settings, site, request)
    except _Refused as refused:
        response = _respond(refused.notice)
    except WindmillError as error:
        response = _report(error, _words.explain_failure(error))
    return replace(response, body=b"") if request.method == "HEAD" else response


def _answer(settings: Settings, site: Site, request: Request) -> Plan[Response]:
    visit = _admit(settings.find_server().workspace, site, request)
    asked = yield from look_up(settings, visit.ticket)
    notice = _words.explain_closed(asked)
    if notice is not None:
        return _respond(replace(notice, status=409) if visit.posted is not None and notice.status == 200 else notice)
    info = asked.info
    fields = read_fields(asked.form_schema, info and info.default_args, info and info.enums)
    if visit.posted is None:
        return _show(asked, visit, fields, {})
    return (yield from _decide(settings, asked, visit, visit.posted, fields))


# -- admission -------------------------------------------------------------------------------
def _admit(workspace: str, site: Site, request: Request) -> _Visit:
    if request.method not in ("GET", "HEAD", "POST"):
        raise _Refused(_words.WRONG_METHOD)
    if len(request.query) > 2 * LONGEST:
        raise _Refused(_words.TOO_LONG)
    texts = _parse(request.query).get("token", [])
    if not texts:
        raise _Refused(_words.NO_LINK)
    try:
        ticket, key = unseal_with_any(texts[0], (derive_key(secret, workspace) for secret in site.secrets))
    except InvalidTicket:
        raise _Refused(_words.INCOMPLETE_LINK) from None
    if ticket.expires <= _clock.now():
        raise _Refused(_words.EXPIRED)
    proof = prove_form(texts[0], key)
    return _Visit(ticket, proof, _read_form(request, site, proof) if request.method == "POST" else None)


def _read_form(request: Request, site: Site, proof: str) -> Posted:
    """Return the form, if the page of this link sent it."""
    if not _comes_from_own_page(request.headers, site):
        raise _Refused(_words.NOT_OUR_PAGE)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise _Refused(_words.NOT_A_FORM)
    if request.body is None:
        raise _Refused(_words.TOO_LARGE)
    posted = _parse(request.body.decode("utf-8", "replace"))
    given = "".join(posted.get("proof", [])).encode()
    if not hmac.compare_digest(given, proof.encode()):
        raise _Refused(_words.NOT_OUR_PAGE)
    return posted


def _comes_from_own_page(headers: Mapping[str, str], site: Site) -> bool:
    """Return whether the form was on our page, as browsers report it: "null" for a page without referrer, like ours."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin", "null")
    host = origin.partition("://")[2]
    return origin == "null" or (host != "" and host in (urlsplit(site.url).netloc, headers.get("host")))


def _parse(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}


# -- the vote --------------------------------------------------------------------------------
def _decide(settings: Settings, asked: Asked, visit: _Visit, posted: Posted, fields: Sequence[Field]) -> Plan[Response]:
    decision = "".join(posted.get("decision", []))
    if decision == "deny" and asked.may_deny:
        reason = "".join(posted.get("reason", [])).replace("\r\n", "\n").strip()[: _html.LONGEST_REASON]
        return (yield from _vote(settings, visit.ticket, approved=False, payload={"reason": reason} if reason else {}))
    if decision != "approve":
        return _show(asked, visit, fields, {"": "Choose one of the buttons."}, status=422)
    reading = read_values(fields, posted)
    if reading.problems:
        return _show(asked, visit, fields, reading.problems, status=422)
    return (yield from _vote(settings, visit.ticket, approved=True, payload=reading.values))


def _vote(settings: Settings, ticket: Ticket, *, approved: bool, payload: object) -> Plan[Response]:
    """Mint the ticket's link with the application's login, and vote through it. Nobody else sees the link."""
    urls = yield from operations.get_resume_urls(settings, ticket.approver, None, ticket.job, ticket.resume_id)
    if urls.parsed.workspace != settings.find_server().workspace:
        raise ResponseInvalid("the server minted a link for another workspace than requested")
    vote = operations.approve(settings, urls, payload) if approved else operations.deny(settings, urls, payload, None)
    try:
        decision = yield from vote
    except AlreadyDecided:
        return _respond(_words.ALREADY_ANSWERED if ticket.is_personal else _words.ALREADY_DECIDED)
    except (FlowGone, NotSuspended):
        asked = yield from look_up(settings, ticket)
        notice = _words.explain_closed(asked) or _words.ALREADY_ANSWERED
        return _respond(replace(notice, status=409) if notice.status == 200 else notice)
    except WindmillError as error:
        return _report(error, _words.explain_failed_vote(error))
    return _respond(_words.describe_vote(approved, ticket.approver, decision.confirmed))


# -- pages -----------------------------------------------------------------------------------
def _show(
    asked: Asked, visit: _Visit, fields: Sequence[Field], problems: Mapping[str, str], status: int = 200
) -> Response:
    approver, gate = visit.ticket.approver, asked.gate
    rows = [("Flow", asked.flow_name)]
    if asked.step_name:
        rows.append(("Step", asked.step_name))
    if gate and gate.required > 1:
        rows.append(("Answers", f"{gate.required - gate.missing} of {gate.required} are in"))
    problem = problems.get("") or "Please correct the fields marked below. Nothing has been sent yet."
    later = "Your answer also counts for later approvals of this flow."
    parts = [
        _html.render_alert(problem) if problems else "",
        _html.render_description(asked.info.description if asked.info else None),
        _html.render_facts(rows),
        _html.render_sentence(later) if asked.counts_later else "",
        _html.render_form(visit.proof, fields, visit.posted, problems, may_deny=asked.may_deny),
        _html.render_sentence("Nothing is decided until you press a button."),
        _html.render_sentence(f"This link is for {approver} only. If that is not you, close this page."),
    ]
    return _build_page(status, f"{approver}, do you approve?", parts)


def _respond(notice: _words.Notice) -> Response:
    return _build_page(notice.status, notice.title, [_html.render_sentence(text) for text in notice.sentences])


def _build_page(status: int, title: str, parts: Sequence[str]) -> Response:
    more = (("Allow", "GET, HEAD, POST"),) if status == 405 else (("Retry-After", "60"),) if status == 503 else ()
    body = _html.render_page(title, *filter(None, parts)).encode("utf-8", "replace")
    return Response(status, (*_HEADERS, *more, ("Content-Length", str(len(body)))), body)


def _report(error: WindmillError, notice: _words.Notice) -> Response:
    """Return the page for an error. Errors of the server or of the setup are logged for the people who run it."""
    if notice.status >= 500:
        _log.error("%d for a visitor: %s: %s", notice.status, type(error).__name__, error)
    return _respond(notice)
