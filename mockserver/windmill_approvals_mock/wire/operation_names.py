"""The names of operations in tests: operationIds, and the methods of our client that call them.

The table of methods is a copy, because the mock does not import the client. A test compares it with the client.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

CLIENT_METHODS: dict[str, tuple[str, ...]] = {
    "approval_info": ("getApprovalInfo",),
    "approve": ("resumeSuspendedJobPost", "resumeSuspended"),
    "cancel": ("cancelQueuedJob",),
    "deny": ("cancelSuspendedJobPost", "resumeSuspended"),
    "get_approval_urls": ("getWacApprovalUrls",),
    "get_flow_user_state": ("getRootJobId", "getFlowUserState"),
    "get_resume_urls": ("getResumeUrls",),
    "job": ("getJob",),
    "job_signature": ("createJobSignature",),
    "mint_votes": ("getResumeUrls",),
    "request_slack_approval": ("getSlackApprovalPayload",),
    "request_teams_approval": ("getTeamsApprovalPayload",),
    "result": ("getCompletedJobResult",),
    "resume_as_owner": ("resumeSuspendedFlowAsOwner",),
    "resume_suspended": ("resumeSuspended",),
    "run_flow": ("runFlowByPath",),
    "run_flow_preview": ("runFlowPreview",),
    "set_flow_user_state": ("getRootJobId", "setFlowUserState"),
    "suspended_flow": ("getSuspendedJobFlow",),
    "wait_until_done": ("getJob",),
    "wait_until_suspended": ("getJob",),
}
"""The operations that each method of the client may call. A vote with an approval page's link is `resumeSuspended`."""


def find_operations(name: str, operations: Collection[str]) -> frozenset[str]:
    """Return the operationIds for `name`: itself, or those that the client's method `name` calls.

    Raises ValueError for an unknown name; the message suggests similar ones and lists all methods and operationIds.
    """
    if name in operations:
        return frozenset({name})
    if name in CLIENT_METHODS:
        return frozenset(CLIENT_METHODS[name])
    near = get_close_matches(name, [*CLIENT_METHODS, *operations], n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ValueError(
        f"there is no operation {name!r}{hint}\n"
        f"methods of the client: {', '.join(sorted(CLIENT_METHODS))}\n"
        f"operationIds: {', '.join(sorted(operations))}"
    )
