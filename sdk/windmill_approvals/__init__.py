"""A typed client for the approvals of Windmill flows, sync and async: mint links, approve, deny and wait.

    from windmill_approvals import Windmill

    with Windmill() as windmill:                       # address, token, workspace: from the environment or arguments
        urls = windmill.get_resume_urls("alice", flow_level=True)
        windmill.approve(urls, {"amount": 10})

A *flow* is a job whose *steps* are jobs. A *gate* on a step blocks the next step until enough *votes* have come in. A
*link* is a signed URL for one vote: it *resumes* (approves) or *cancels* (denies). *Step-level* links belong to one
step; *flow-level* links belong to the flow and count at each of its later gates. The *approver* is the name that a vote
is recorded under. The *resume id* tells the votes of one job apart. An *approval page* is different: since Windmill
1.664 it is one URL for everybody. `windmill_approvals.confirm` has a page for each approver.

`import windmill_approvals as wmill` works for approval code that was written for wmill. The import does not load httpx.
"""

from typing import TYPE_CHECKING

from ._client import Windmill
from ._errors import (
    AlreadyDecided,
    BadRequest,
    ConfigError,
    ConnectionFailed,
    DecisionError,
    EnterpriseOnly,
    FlowGone,
    InvalidSignature,
    NotAuthorized,
    NotFound,
    NotInFlow,
    NotOwner,
    NotSuspended,
    PermissionDenied,
    RateLimited,
    RequestTimeout,
    ResponseInvalid,
    SelfApprovalDisabled,
    ServerError,
    StatusError,
    WaitTimeout,
    WindmillError,
)
from ._functions import (
    get_approval_urls,
    get_flow_user_state,
    get_resume_urls,
    request_interactive_slack_approval,
    request_interactive_teams_approval,
    set_flow_user_state,
)
from ._minted_links import ResumeUrls

if TYPE_CHECKING:
    from ._async_client import AsyncWindmill
    from ._links import Link, ResumeUrl
    from ._results import (
        ApprovalInfo,
        Approver,
        Cancelled,
        Decision,
        Denied,
        Failed,
        Job,
        Module,
        Outcome,
        Succeeded,
        Suspended,
        SuspendedFlow,
        TimedOut,
    )

__all__ = [
    "AlreadyDecided",
    "ApprovalInfo",
    "Approver",
    "AsyncWindmill",
    "BadRequest",
    "Cancelled",
    "ConfigError",
    "ConnectionFailed",
    "Decision",
    "DecisionError",
    "Denied",
    "EnterpriseOnly",
    "Failed",
    "FlowGone",
    "InvalidSignature",
    "Job",
    "Link",
    "Module",
    "NotAuthorized",
    "NotFound",
    "NotInFlow",
    "NotOwner",
    "NotSuspended",
    "Outcome",
    "PermissionDenied",
    "RateLimited",
    "RequestTimeout",
    "ResponseInvalid",
    "ResumeUrl",
    "ResumeUrls",
    "SelfApprovalDisabled",
    "ServerError",
    "StatusError",
    "Succeeded",
    "Suspended",
    "SuspendedFlow",
    "TimedOut",
    "WaitTimeout",
    "Windmill",
    "WindmillError",
    "get_approval_urls",
    "get_flow_user_state",
    "get_resume_urls",
    "request_interactive_slack_approval",
    "request_interactive_teams_approval",
    "set_flow_user_state",
]

_LATER = {
    "AsyncWindmill": "_async_client",
    "Link": "_links",
    "ResumeUrl": "_links",
    **dict.fromkeys(
        (
            "ApprovalInfo",
            "Approver",
            "Cancelled",
            "Decision",
            "Denied",
            "Failed",
            "Job",
            "Module",
            "Outcome",
            "Succeeded",
            "Suspended",
            "SuspendedFlow",
            "TimedOut",
        ),
        "_results",
    ),
}
"""The names that minting does not need, with their modules. Each is imported when it is first used."""

if not TYPE_CHECKING:  # with it in sight, type checkers would accept any name

    def __getattr__(name: str) -> object:
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(f".{_LATER[name]}", __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
