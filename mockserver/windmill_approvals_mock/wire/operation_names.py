"""The names by which tests speak of operations: operationIds, and the methods of our client that call them.

Knows names only. The table of methods is a copy of the client's, since the mock does not import the client; a test
compares the two.
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
"""The operations that each method of the client may call; a vote by an approval page's link is `resumeSuspended`."""


def find_operations(name: str, operations: Collection[str]) -> frozenset[str]:
    """Return the operationIds that `name` stands for: itself, or those that the client's method of that name calls.

    Raises ValueError for an unknown name; its text has the near ones, then all methods and all operationIds.
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
