"""The errors of this package, and the function that chooses one for a server's answer.

    WindmillError
    ├── ConfigError            a wrong or missing argument or variable; no request was made   (also a ValueError)
    ├── WaitTimeout            the flow did not get there within `within`; it goes on         (also a TimeoutError)
    ├── ConnectionFailed       no answer came
    │   └── RequestTimeout     no answer came within `timeout`                                (also a TimeoutError)
    ├── ResponseInvalid        an answer that Windmill would not give: HTML, nothing, a redirect; .status
    ├── StatusError            the server refused; .status .body .retry_after
    │   ├── BadRequest         400 and other 4xx
    │   ├── NotAuthorized      401
    │   ├── PermissionDenied   403, and some 400 and 401 that mean "not allowed"
    │   │   ├── SelfApprovalDisabled
    │   │   └── NotOwner       you do not own the flow's path          (also a BadRequest: the server answers 400)
    │   ├── NotFound           404, and some 500 that mean "not found"
    │   ├── RateLimited        429
    │   └── ServerError        5xx
    └── DecisionError          the server refused a vote or a link; .status .body
        ├── InvalidSignature   this server did not sign the link, or it was changed
        ├── AlreadyDecided     the vote exists, and may be the opposite one
        ├── NotSuspended       the flow does not wait for an approval now
        ├── FlowGone           the flow has ended, or is unknown
        ├── NotInFlow          flow-level links need a job that belongs to a flow
        └── EnterpriseOnly     the server is the community edition

The attributes of errors are slots: when a step fails, Windmill copies the exception's `__dict__` into the job's
result, so it must stay empty.
"""

from __future__ import annotations

from typing import Any, Final

from ._secrets import hide

_BODY_KEPT: Final = 2000


class WindmillError(Exception):
    """The base class of every error that this package raises on purpose."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        slots = {name for cls in type(self).__mro__ for name in getattr(cls, "__slots__", ())}
        return type(self), self.args, {name: getattr(self, name) for name in slots}


class ConfigError(WindmillError, ValueError):
    """An argument or an environment variable is missing or wrong. Raised before any request."""

    __slots__ = ()


class WaitTimeout(WindmillError, TimeoutError):
    """The flow did not get there within the given seconds. Nothing was cancelled."""

    __slots__ = ()


class ConnectionFailed(WindmillError):
    """No answer came. If a request may have been carried out, the message says so."""

    __slots__ = ()


class RequestTimeout(ConnectionFailed, TimeoutError):
    """No answer came within `timeout` seconds."""

    __slots__ = ()


class ResponseInvalid(WindmillError):
    """An answer that Windmill would not give, such as HTML or a redirect. `status` is its HTTP status."""

    __slots__ = ("status",)

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class StatusError(WindmillError):
    """The server refused. `body` is its text, without secrets; `retry_after` is in seconds, or None."""

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
    """No token, an unknown token, or an approval token of another flow. 401, and 400 on some reads."""

    __slots__ = ()


class PermissionDenied(StatusError):
    """The login may not do this. For a scoped token, `body` names the missing scope. 403; before 1.700 also 401."""

    __slots__ = ()


class SelfApprovalDisabled(PermissionDenied):
    """The gate has `self_approval_disabled` and the voter started the flow."""

    __slots__ = ()


class NotOwner(PermissionDenied, BadRequest):
    """Only an admin or an owner of the flow's path may do this. A flow without a path has no owner."""

    __slots__ = ()


class NotFound(StatusError):
    """The flow, job, workspace or route does not exist."""

    __slots__ = ()


class RateLimited(StatusError):
    """429, after all retries. `retry_after` is what the server asks for, in seconds, or None."""

    __slots__ = ()


class ServerError(StatusError):
    """A 5xx that is not one of the other errors."""

    __slots__ = ()


class DecisionError(WindmillError):
    """The server refused a vote or a link."""

    __slots__ = ("body", "status")

    def __init__(self, message: str, *, status: int = 0, body: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class InvalidSignature(DecisionError):
    """The signature does not match the job, the resume id, the approver and the key of the workspace."""

    __slots__ = ()


class AlreadyDecided(DecisionError):
    """The vote exists. It may be the opposite one, because the links of one set are one vote."""

    __slots__ = ()


class NotSuspended(DecisionError):
    """The flow does not wait for an approval now."""

    __slots__ = ()


class FlowGone(DecisionError):
    """The flow has ended, or the server does not know it."""

    __slots__ = ()


class NotInFlow(DecisionError):
    """A flow-level link needs a job that a flow started."""

    __slots__ = ()


class EnterpriseOnly(DecisionError):
    """The request needs the enterprise edition, and the server is the community edition."""

    __slots__ = ()


_UNSTORABLE: Final = "the server cannot store NUL characters or lone surrogates"

# What the server says, and what it means. Windmill answers 500 for most refusals, so the text decides; the first match
# wins. Texts marked "source" are not in the recordings. docs/reference/errors.md lists all of them, and a test compares
# that page with every recorded refusal.
_DECISIONS: Final[tuple[tuple[str, type[DecisionError], str], ...]] = (
    (
        "Invalid signature",
        InvalidSignature,
        "the link's signature is wrong: it was changed, or another server signed it",
    ),
    ("HexErr:", InvalidSignature, "the link's signature is not hexadecimal"),
    ("resume request already sent", AlreadyDecided, "this vote was already recorded, as an approval or as a denial"),
    ('"resume_job_pkey"', AlreadyDecided, "an owner already approved at this gate"),
    ("not in a suspended state", NotSuspended, "the flow is not waiting for an approval now"),
    ("not currently awaiting approval", NotSuspended, "the workflow is not waiting for this link's approval now"),
    ("job not found or parent flow not in queue", FlowGone, "the flow has ended, or is unknown to this server"),
    ("parent flow job not found", FlowGone, "the flow has ended, or is unknown to this server"),
    ('"v2_job_status_id_fkey"', FlowGone, "the workflow has ended"),
    ("has no parent flow", NotInFlow, "flow_level needs a job that belongs to a flow"),
    ("enterprise only feature", EnterpriseOnly, "gates that require a login need the enterprise edition"),
    ("enterprise feature only", EnterpriseOnly, "the server is the community edition"),
)
_STATUSES: Final[tuple[tuple[str, type[StatusError], str], ...]] = (
    ("Self-approval is disabled", SelfApprovalDisabled, "the person who started the flow may not approve at this gate"),
    ("Required scope:", PermissionDenied, "the token lacks a scope"),
    ("authorized to perform this operation", NotOwner, "you do not own the flow's path"),
    ("You are not owner of the folder", NotOwner, "you do not own the flow's folder"),  # source
    ("Not recognized path kind", NotOwner, "nobody owns the flow's path, so only an admin may do this"),  # source
    ("a valid path starts with 'u/<user>/'", NotOwner, "nobody owns the flow's path, so only an admin may do this"),
    ("belonging to another workspace", PermissionDenied, "the job belongs to another workspace"),  # source
    ("You are not authorized to access this", PermissionDenied, "you may not run this flow"),  # source
    ("Operators cannot run preview jobs", PermissionDenied, "operators may not run previews"),  # source
    ("Cannot be owner of an empty path", NotOwner, "the flow has no path, so only an admin may do this"),
    (
        "As a non logged in user",
        NotAuthorized,
        "the server requires a login; check that the token (WM_TOKEN) is set and still valid",
    ),
    (
        "You are not logged in",
        NotAuthorized,
        "the server requires a login; check that the token (WM_TOKEN) is set and still valid",
    ),
    ("Completed Job not found", NotFound, "no completed job has this id; wait_until_done waits for the end of a flow"),
    ("is not a workflow-as-code job", BadRequest, "the job is not a workflow written as code; use get_resume_urls"),
    ("collides with", BadRequest, "two steps of this workflow would share one vote; rename one"),
    ("job not found: ", NotFound, "the job does not exist"),
    ("fetching workspace key: no rows", NotFound, "the workspace does not exist"),
    ("no rows returned by a query", NotFound, "the job does not exist"),
    ("unsupported Unicode escape", BadRequest, _UNSTORABLE),
    ("invalid byte sequence", BadRequest, _UNSTORABLE),
    ("varying(1000)", BadRequest, "the approver's name has more than 1000 characters"),
    ("overflows numeric format", BadRequest, _UNSTORABLE),  # source
    ("invalid input syntax for type json", BadRequest, _UNSTORABLE),  # source
)
_BY_STATUS: Final[dict[int, tuple[type[StatusError], str]]] = {
    401: (NotAuthorized, "the server requires a login; check that the token (WM_TOKEN) is set and still valid"),
    403: (PermissionDenied, "not allowed"),
    404: (NotFound, "not found; an empty answer means that the server has no such route, perhaps because it is older"),
    429: (RateLimited, "too many requests"),
}


def build_error(status: int, text: str, where: str, retry_after: float | None = None) -> StatusError | DecisionError:
    """Return the error for an answer of status 400 or more.

    `where` is the method and the URL. Secrets in `where` and `text` are hidden.
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
