"""Every error this package raises, and the one function that picks one from a server's answer.

    WindmillError
    ├── ConfigError            a wrong or missing argument or variable; no request was made   (also a ValueError)
    ├── WaitTimeout            `within` is over, the flow goes on                             (also a TimeoutError)
    ├── ConnectionFailed       no answer came
    │   └── RequestTimeout     … within `timeout`                                             (also a TimeoutError)
    ├── ResponseInvalid        an answer that Windmill would not give: HTML, nothing, a redirect
    ├── StatusError            the server refused; .status .body .retry_after
    │   ├── BadRequest         400 and other 4xx
    │   ├── NotAuthorized      401
    │   ├── PermissionDenied   403, and what the server answers 400 or 401 for although it means "not allowed"
    │   │   ├── SelfApprovalDisabled
    │   │   └── NotOwner       the flow's path is someone else's (also a BadRequest: the server answers 400)
    │   ├── NotFound           404, and what the server answers 500 for although it means "not there"
    │   ├── RateLimited        429
    │   └── ServerError        5xx
    └── DecisionError          a refusal that is about the approval; .status .body
        ├── InvalidSignature   the link is not one this server signed, or was changed
        ├── AlreadyDecided     this vote exists already, and may be the opposite one
        ├── NotSuspended       the flow waits for no approval now
        ├── FlowGone           the flow has ended, or never was
        ├── NotInFlow          a flow-level link was asked for a job that is in no flow
        └── EnterpriseOnly     the server is the community edition

Knows nothing of httpx. An error's attributes are scalars in slots: when a step fails, Windmill copies an
exception's `__dict__` into the job's result, so that must stay empty.
"""

from __future__ import annotations

from typing import Any, Final

from ._secrets import hide

_BODY_KEPT: Final = 2000


class WindmillError(Exception):
    """The root: `except WindmillError` catches everything this package raises on purpose."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        slots = {name for cls in type(self).__mro__ for name in getattr(cls, "__slots__", ())}
        return type(self), self.args, {name: getattr(self, name) for name in slots}


class ConfigError(WindmillError, ValueError):
    """An argument or an environment variable is missing or wrong. Raised before any request."""

    __slots__ = ()


class WaitTimeout(WindmillError, TimeoutError):
    """The awaited state was not reached within the seconds given. Nothing was cancelled."""

    __slots__ = ()


class ConnectionFailed(WindmillError):
    """No answer came. After a vote's lost reply nobody knows whether it was recorded; the message says so."""

    __slots__ = ()


class RequestTimeout(ConnectionFailed, TimeoutError):
    """No answer came within `timeout` seconds."""

    __slots__ = ()


class ResponseInvalid(WindmillError):
    """An answer that Windmill would not give. `status` is its HTTP status."""

    __slots__ = ("status",)

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class StatusError(WindmillError):
    """The server refused. `body` is its text without secrets, `retry_after` the seconds it asked to wait."""

    __slots__ = ("body", "retry_after", "status")

    def __init__(self, message: str, *, status: int = 0, body: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.retry_after = retry_after


class BadRequest(StatusError):
    """The server did not accept the request (400, or another 4xx without a class of its own)."""

    __slots__ = ()


class NotAuthorized(StatusError):
    """No token, an unknown one, or an approval token that doesn't belong to the flow. 401, and 400 on some reads."""

    __slots__ = ()


class PermissionDenied(StatusError):
    """Logged in, but not allowed; for a scoped token `body` names the missing scope. 403; before 1.700 also 401."""

    __slots__ = ()


class SelfApprovalDisabled(PermissionDenied):
    """The gate has `self_approval_disabled` and the voter started the flow."""

    __slots__ = ()


class NotOwner(PermissionDenied, BadRequest):
    """Only an owner of the flow's path, or an admin, may do this; a flow without a path has no owner."""

    __slots__ = ()


class NotFound(StatusError):
    """No such flow, job, workspace or route."""

    __slots__ = ()


class RateLimited(StatusError):
    """429, still after the retries. `retry_after` says how long to wait where the server tells it."""

    __slots__ = ()


class ServerError(StatusError):
    """5xx that is none of the refusals below."""

    __slots__ = ()


class DecisionError(WindmillError):
    """The server refused a vote, a link, or a question about them."""

    __slots__ = ("body", "status")

    def __init__(self, message: str, *, status: int = 0, body: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class InvalidSignature(DecisionError):
    """The signature does not fit the job, the resume id, the approver and the workspace's key."""

    __slots__ = ()


class AlreadyDecided(DecisionError):
    """This vote was recorded before. Approve and deny links of one pair are one vote: it may be the opposite one."""

    __slots__ = ()


class NotSuspended(DecisionError):
    """The flow waits for no approval at this moment."""

    __slots__ = ()


class FlowGone(DecisionError):
    """The flow has ended, or the server knows no such flow."""

    __slots__ = ()


class NotInFlow(DecisionError):
    """A flow-level link was asked for a job that no flow started."""

    __slots__ = ()


class EnterpriseOnly(DecisionError):
    """The server is the community edition and the request needs the enterprise one."""

    __slots__ = ()


_UNSTORABLE: Final = "the server's database stores no NUL characters and no halves of surrogate pairs"

# What the server writes → what it means. Windmill answers 500 for most refusals, so the text decides and the first
# match wins. All but those marked are in the recordings. docs/reference/errors.md lists them, and a test compares that
# list with every recorded refusal.
_DECISIONS: Final[tuple[tuple[str, type[DecisionError], str], ...]] = (
    (
        "Invalid signature",
        InvalidSignature,
        "the link's signature is wrong: it was changed, or another server signed it",
    ),
    ("HexErr:", InvalidSignature, "the link's signature is not hexadecimal"),
    ("resume request already sent", AlreadyDecided, "this vote was already recorded, as an approval or as a denial"),
    ('"resume_job_pkey"', AlreadyDecided, "this gate was already voted on by an owner"),
    ("not in a suspended state", NotSuspended, "the flow is not waiting for an approval now"),
    ("not currently awaiting approval", NotSuspended, "the workflow is not waiting at this link's step now"),
    ("job not found or parent flow not in queue", FlowGone, "the flow has ended, or is unknown to this server"),
    ("parent flow job not found", FlowGone, "the flow has ended, or is unknown to this server"),
    ('"v2_job_status_id_fkey"', FlowGone, "the workflow has ended: nothing can wait for an approval any more"),
    ("has no parent flow", NotInFlow, "flow_level needs a job that belongs to a flow"),
    ("enterprise only feature", EnterpriseOnly, "approvals bound to logged-in users need the enterprise edition"),
    ("enterprise feature only", EnterpriseOnly, "the server is the community edition"),
)
_STATUSES: Final[tuple[tuple[str, type[StatusError], str], ...]] = (
    ("Self-approval is disabled", SelfApprovalDisabled, "who started the flow may not approve this gate"),
    ("Required scope:", PermissionDenied, "the token lacks a scope"),
    ("authorized to perform this operation", NotOwner, "the flow's path is someone else's"),
    ("You are not owner of the folder", NotOwner, "the flow's folder is someone else's"),  # source
    ("Not recognized path kind", NotOwner, "the flow's path is nobody's, so only an admin may do this"),  # source
    ("a valid path starts with 'u/<user>/'", NotOwner, "the flow's path is nobody's, so only an admin may do this"),
    ("belonging to another workspace", PermissionDenied, "the job is another workspace's"),  # source
    ("You are not authorized to access this", PermissionDenied, "the flow is not yours to run"),  # source
    ("Operators cannot run preview jobs", PermissionDenied, "operators may not run previews"),  # source
    ("Cannot be owner of an empty path", NotOwner, "the flow has no path, so only an admin may do this"),
    (
        "As a non logged in user",
        NotAuthorized,
        "the server wants a login: is the token (WM_TOKEN) set and still valid?",
    ),
    ("You are not logged in", NotAuthorized, "the server wants a login: is the token (WM_TOKEN) set and still valid?"),
    ("Completed Job not found", NotFound, "no completed job of this id: wait_until_done waits for the end of a flow"),
    ("is not a workflow-as-code job", BadRequest, "this job is not a workflow written as code; use get_resume_urls"),
    ("collides with", BadRequest, "two steps of this workflow would share one vote; rename one"),
    ("job not found: ", NotFound, "no such job"),
    ("fetching workspace key: no rows", NotFound, "no such workspace"),
    ("no rows returned by a query", NotFound, "no such job"),
    ("unsupported Unicode escape", BadRequest, _UNSTORABLE),
    ("invalid byte sequence", BadRequest, _UNSTORABLE),
    ("varying(1000)", BadRequest, "the approver's name is longer than the 1000 characters a vote can hold"),
    ("overflows numeric format", BadRequest, _UNSTORABLE),  # source
    ("invalid input syntax for type json", BadRequest, _UNSTORABLE),  # source
)
_BY_STATUS: Final[dict[int, tuple[type[StatusError], str]]] = {
    401: (NotAuthorized, "the server wants a login: is the token (WM_TOKEN) set and still valid?"),
    403: (PermissionDenied, "not allowed"),
    404: (NotFound, "not found; without a text: the server has no such route, and may be older than it"),
    429: (RateLimited, "too many requests"),
}


def build_error(status: int, text: str, where: str, retry_after: float | None = None) -> StatusError | DecisionError:
    """Return the error for an answer of status 400 or more.

    `where` is method and URL. Both texts lose their secrets here.
    """
    body = hide(text.strip())[:_BODY_KEPT]
    said = body.splitlines()[0][:300] if body and not body.startswith("<") else ""

    def message(meaning: str) -> str:
        return f"{meaning} ({hide(where)} answered {status}{': ' if said else ''}{said})"

    for part, decision, meaning in _DECISIONS:
        if part in body:
            return decision(message(meaning), status=status, body=body)
    for part, kind, meaning in _STATUSES:
        if part in body:
            return kind(message(meaning), status=status, body=body, retry_after=retry_after)
    default = (BadRequest, "the server did not accept the request") if status < 500 else (ServerError, "server error")
    kind, meaning = _BY_STATUS.get(status, default)
    return kind(message(meaning), status=status, body=body, retry_after=retry_after)
