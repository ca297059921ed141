"""The texts of the pages and their HTTP statuses, one for each way that a request can end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from windmill_approvals._errors import (
    BadRequest,
    ConfigError,
    ConnectionFailed,
    EnterpriseOnly,
    FlowGone,
    NotAuthorized,
    NotFound,
    PermissionDenied,
    RateLimited,
    RequestTimeout,
    ResponseInvalid,
    SelfApprovalDisabled,
    ServerError,
    WindmillError,
)
from windmill_approvals._results import Cancelled, Denied, TimedOut

from ._asked import Standing

if TYPE_CHECKING:
    from ._asked import Asked

NOTHING_COUNTED: Final = "Nothing has been decided."
_TRY_AGAIN: Final = "Please open the link again in a minute."
_UNCERTAIN: Final = (
    "We do not know whether your answer arrived.",
    "Open the link again in a minute: the page will say so, or let you answer again. Answering twice counts once.",
)
_TELL: Final = "Please tell the people who sent you the link."


@dataclass(frozen=True, slots=True)
class Notice:
    """A page without a form."""

    status: int
    title: str
    sentences: tuple[str, ...]


INCOMPLETE_LINK: Final = Notice(
    400,
    "This link does not work",
    (
        "It is incomplete or was changed: mail programs sometimes break long links.",
        "Open it again from the message you were sent, or copy it whole.",
    ),
)
NO_LINK: Final = Notice(
    404, "Nothing to see here", ("This page opens only through the link in a message that asks for your approval.",)
)
EXPIRED: Final = Notice(
    410,
    "This link has expired",
    (
        "It was valid for a limited time.",
        "If your answer is still needed, ask for a new link.",
    ),
)
TOO_LONG: Final = Notice(
    414, INCOMPLETE_LINK.title, ("The address is too long to be one of ours.", INCOMPLETE_LINK.sentences[1])
)
TOO_LARGE: Final = Notice(413, "That was too much text", ("Your answer was not recorded. Go back and shorten it.",))
NOT_A_FORM: Final = Notice(
    415, "Please use the buttons on the page", ("Open the link in a browser and use its buttons.", NOTHING_COUNTED)
)
WRONG_METHOD: Final = Notice(405, NOT_A_FORM.title, NOT_A_FORM.sentences)
NOT_OUR_PAGE: Final = Notice(
    403,
    "Please answer on the page itself",
    (
        "This answer did not come from the page that your link opens, so it was not counted.",
        "Open the link in the message you were sent, and decide there.",
    ),
)
ALREADY_ANSWERED: Final = Notice(
    409,
    "Your answer is recorded",
    (
        "It was recorded before, and counts once. It can no longer be changed.",
        "You can close this page.",
    ),
)
ALREADY_DECIDED: Final = Notice(
    409, "This is already decided", ("Somebody has answered already.", "Your answer is no longer needed.")
)


def describe_vote(approved: bool, approver: str, confirmed: bool) -> Notice:
    """Return the page after a vote."""
    what = "approval" if approved else "denial"
    title = "Approved" if approved else "Denied"
    if confirmed:
        return Notice(200, title, (f"Thank you, {approver}. Your {what} is recorded.", "You can close this page."))
    doubt = f"The connection broke for a moment, but an answer through this link is recorded: most likely your {what}."
    return Notice(200, ALREADY_ANSWERED.title, (f"Thank you, {approver}. {doubt}", "You can close this page."))


def explain_closed(asked: Asked) -> Notice | None:
    """Return why there is nothing to answer, or None if there is."""
    if asked.standing is Standing.WAITING:
        return None if not asked.has_answered else Notice(200, ALREADY_ANSWERED.title, ALREADY_ANSWERED.sentences)
    if asked.standing is Standing.NOT_NOW:
        return Notice(
            200,
            "No answer is needed right now",
            (
                "The request is not ready for your answer yet, or no longer needs it.",
                "Open the link again a little later.",
                NOTHING_COUNTED,
            ),
        )
    own = "Your answer was counted. " if asked.has_answered else ""
    if asked.standing is Standing.PASSED:
        return Notice(
            410, "This is already decided", (f"{own}The decision was made, and your answer is no longer needed.",)
        )
    return Notice(410, *_describe_end(asked, own))


def _describe_end(asked: Asked, own: str) -> tuple[str, tuple[str, ...]]:
    match asked.outcome:
        case Denied(by, reason):
            because = f" The reason given: {reason}" if reason else ""
            name = "" if by in ("", "unknown") else f" by {by}"
            return "This was denied", (f"{own}The request was denied{name}.{because}",)
        case TimedOut():
            return "Too late", ("The request was closed because not enough people answered in time.",)
        case Cancelled(by, reason):
            because = f" The reason given: {reason}" if reason else ""
            return "This was cancelled", (f"{own}The request was cancelled{f' by {by}' if by else ''}.{because}",)
        case _:
            return "This is already finished", (f"{own}The request is closed, and needs no more answers.",)


_READING: Final[tuple[tuple[type[WindmillError], int, str, tuple[str, ...]], ...]] = (
    (NotFound, 404, "This request no longer exists", ("It may have been deleted.", _TELL)),
    (FlowGone, 410, "This is already finished", ("The request is closed, and needs no more answers.",)),
    (
        EnterpriseOnly,
        403,
        "You cannot answer here",
        ("Only people who are signed in to Windmill can answer this request.", _TELL),
    ),
    (SelfApprovalDisabled, 403, "You cannot answer here", ("The person who started this may not approve it.", _TELL)),
    (NotAuthorized, 500, "This page is not set up correctly", ("It is not allowed to read the request.", _TELL)),
    (PermissionDenied, 500, "This page is not set up correctly", ("It is not allowed to read the request.", _TELL)),
    (ConfigError, 500, "This page is not set up correctly", (_TELL,)),
    (RateLimited, 503, "Too busy", ("The system behind this page is overloaded.", _TRY_AGAIN)),
    (RequestTimeout, 504, "No reply", ("The system behind this page did not reply in time.", _TRY_AGAIN)),
    (ConnectionFailed, 502, "No reply", ("The system behind this page could not be reached.", _TRY_AGAIN)),
)


def explain_failure(error: WindmillError) -> Notice:
    """Return the page for an error before the vote."""
    for kind, status, title, told in _READING:
        if isinstance(error, kind):
            return Notice(status, title, (*told, NOTHING_COUNTED))
    told = ("The system behind this page sent a reply that we cannot read.", _TRY_AGAIN, NOTHING_COUNTED)
    return Notice(502, "Something went wrong", told)


def explain_failed_vote(error: WindmillError) -> Notice:
    """Return the page for an error of the vote itself."""
    if isinstance(error, BadRequest) and not isinstance(error, PermissionDenied):
        return Notice(
            422,
            "Your answer was not accepted",
            ("It contains characters or values that cannot be stored.", "Go back, change it, and try again."),
        )
    if isinstance(error, ConnectionFailed | ServerError | ResponseInvalid):  # the vote may have been recorded
        return Notice(504 if isinstance(error, RequestTimeout) else 502, "Please check again in a minute", _UNCERTAIN)
    return explain_failure(error)
