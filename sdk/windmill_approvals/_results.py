"""The results of calls. A field may be None if some version since 1.607 does not send it; `raw` is the whole answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known about a vote after `approve`, `deny`, `resume_suspended` or `resume_as_owner`.

    `approved` is what the caller voted. `recorded` is whether the server has a vote. `confirmed` is whether the server
    said so for this request. If a vote is recorded but not confirmed, the reply was lost and the second request found a
    vote. It is most likely this one, but an opposite vote in between looks the same.
    """

    approved: bool
    recorded: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Suspended:
    """A flow that waits at a gate. `step_id` and `job_id` name its step: mint links for that job.

    The gate opens after `required` votes, of which `missing` have not come. `until` is when the gate times out, within
    about a second: the end of the step plus the gate's timeout. It is None for deployed flows, whose jobs do not tell.

    For a workflow written as code, `step_id` is the key of the approval and `job_id` is the workflow's own job.
    """

    step_id: str
    job_id: str
    required: int
    missing: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The flow succeeded."""

    result: Any


@dataclass(frozen=True, slots=True)
class Denied:
    """A denial ended the flow. `by` is the recorded name, or "unknown".

    `reason` is the reason of the denial. Before Windmill 1.863 the server does not tell, and it is None.
    """

    by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A gate timed out with too few votes, and that ended the flow."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The flow failed for another reason. `error` is Windmill's error object, or the result of a failure module."""

    error: Any


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Somebody cancelled the flow. `by` and `reason` are None if nobody gave them."""

    by: str | None
    reason: str | None


Outcome = Succeeded | Denied | TimedOut | Failed | Cancelled
"""How a flow ended."""


@dataclass(frozen=True, slots=True)
class Approver:
    """A recorded vote: the approver's name, and the lowest 16 bits of the resume id.

    For a vote without a name the server says "unknown", and "anonymous" in an `ApprovalInfo`.
    """

    name: str
    resume_id: int | None


@dataclass(frozen=True, slots=True)
class Module:
    """A module of a flow. `status` is Windmill's word, such as Success or WaitingForEvents."""

    id: str
    status: str
    job_id: str | None
    required: int | None
    approvers: tuple[Approver, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A job, queued, running or completed. `kind` is Windmill's job_kind; `suspend` is the number of missing votes."""

    id: str
    workspace: str | None
    kind: str | None
    path: str | None
    parent_job: str | None
    completed: bool
    running: bool
    success: bool | None
    result: Any
    canceled_by: str | None
    canceled_reason: str | None
    canceled: bool
    suspend: int
    modules: tuple[Module, ...]
    raw: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SuspendedFlow:
    """What the holder of a signed step-level link may see: the flow and its votes."""

    job: Job
    approvers: tuple[Approver, ...]
    view_token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApprovalInfo:
    """What an approval page shows. With `user_auth_required` and no login, only flow and conditions are not None.

    `form_schema` is the gate's form, with a JSON Schema under the key `schema`. `default_args` and `enums` fill it.
    """

    flow_id: str
    can_approve: bool
    user_auth_required: bool
    self_approval_disabled: bool
    user_groups_required: tuple[str, ...]
    description: Any
    form_schema: Any
    default_args: Any
    enums: Any
    hide_cancel: bool | None
    approvers: tuple[Approver, ...]
    view_token: str | None = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False)
