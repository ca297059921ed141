"""What the client's calls send and read, by operation. Nothing else in a spec can break them.

The client fills every required parameter and tolerates members that are absent, null or new. A test sends every call
and reads recorded answers that are cut down to these members, so the table cannot fall behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Members = Mapping[str, Any]
"""Names of members, each with the members read inside of it. Lists are passed through; `?` ends what may be missing."""


@dataclass(frozen=True)
class Use:
    """The optional parameters and body members that are sent, and the members of the answer that are read."""

    parameters: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    reads: Members = field(default_factory=dict)


def _leaves(*names: str) -> dict[str, Any]:
    return {name: {} for name in names}


APPROVERS: Members = {"approvers?": _leaves("approver", "resume_id")}
MODULES: Members = {"modules": {**_leaves("id", "type", "job", "count"), **APPROVERS}}
JOB: Members = {
    **_leaves("id", "workspace_id", "job_kind", "script_path", "parent_job", "type", "success", "running", "result"),
    **_leaves("canceled_by", "canceled_reason", "canceled", "suspend", "completed_at?"),
    "flow_status": MODULES,
    "raw_flow": {"modules": {"id": {}, "suspend": _leaves("timeout")}},
}
LINKS: Members = _leaves("approvalPage", "resume", "cancel")
MESSAGE = ("approver", "message", "default_args_json", "dynamic_enums_json", "resume_button_text", "cancel_button_text")
INFO = ("user_auth_required?", "description?", "form_schema?", "default_args?", "enums?", "hide_cancel?", "view_token?")
CONDITIONS = ("user_groups_required?", "user_auth_required?", "self_approval_disabled?")

CLIENT_USE: Mapping[str, Use] = {
    "getResumeUrls": Use(frozenset({"approver", "flow_level"}), reads=LINKS),
    "getWacApprovalUrls": Use(frozenset({"approver"}), reads=LINKS),
    "createJobSignature": Use(frozenset({"approver"})),
    "resumeSuspendedJobPost": Use(frozenset({"approver"})),
    "cancelSuspendedJobPost": Use(frozenset({"approver"})),
    "getSuspendedJobFlow": Use(frozenset({"approver"}), reads={"job": JOB, "view_token?": {}, **APPROVERS}),
    "resumeSuspendedFlowAsOwner": Use(),
    "resumeSuspended": Use(body=frozenset({"payload", "approval_token", "approved"})),
    "getApprovalInfo": Use(
        frozenset({"token"}),
        reads={**_leaves("flow_id", "can_approve", *INFO), **APPROVERS, "approval_conditions?": _leaves(*CONDITIONS)},
    ),
    "getSlackApprovalPayload": Use(frozenset(MESSAGE)),
    "getTeamsApprovalPayload": Use(frozenset(MESSAGE)),
    "getFlowUserState": Use(),
    "setFlowUserState": Use(),
    "runFlowByPath": Use(frozenset({"scheduled_in_secs"})),
    "runFlowPreview": Use(body=frozenset({"value", "args", "path"})),
    # Without `no_logs` only more is sent, so that a server may not know it.
    "getJob": Use(reads=JOB),
    "getRootJobId": Use(),
    "getCompletedJobResult": Use(),
    "cancelQueuedJob": Use(body=frozenset({"reason"})),
}
