"""What calls give back: plain frozen values. Links are in `_links`; how an answer becomes one of these, in `_readings`.

Everything read from a server is Optional where some version since 1.607 doesn't send it; `raw` keeps the whole answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known about a vote after `approve`, `deny`, `resume_suspended` or `resume_as_owner`.

    `approved` is what was asked for. `recorded`: the server holds a vote. `confirmed`: it said so for this request.
    Recorded but not confirmed means: the reply to our vote was lost, and on asking again the vote was already
    there; most likely ours, but an opposite one made in between looks the same.
    """

    approved: bool
    recorded: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Suspended:
    """A flow at its gate. `step_id` and `job_id` are the gated step's: mint step-level links with that job's id.

    `required` votes open the gate and `missing` are still to come. `until` is about when the gate times out: the
    gated step's end plus the gate's timeout, to the second or so; None where the server does not tell (deployed flows).

    Of a workflow written as code, `step_id` is the key of the approval it waits for, and `job_id` its own.
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
    """A denial ended the flow. `by` is the recorded name, "unknown" where none was.

    `reason` is the denial's, where the server tells it: from Windmill 1.863 on. It is None before.
    """

    by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A gate got too few votes in its time, and that ended the flow."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The flow failed otherwise. `error` is Windmill's error object, or what a failure module made of it."""

    error: Any


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Someone cancelled the flow: by name and with the reason given, where there are any."""

    by: str | None
    reason: str | None


Outcome = Succeeded | Denied | TimedOut | Failed | Cancelled
"""How a flow ended."""


@dataclass(frozen=True, slots=True)
class Approver:
    """One recorded vote: the name and the lowest 16 bits of its resume id.

    Without a name it is "unknown", and "anonymous" in an `ApprovalInfo`, as the server has it.
    """

    name: str
    resume_id: int | None


@dataclass(frozen=True, slots=True)
class Module:
    """One module of a flow: `status` is Windmill's word, such as Success or WaitingForEvents."""

    id: str
    status: str
    job_id: str | None
    required: int | None
    approvers: tuple[Approver, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A job, queued, running or completed. `kind` is Windmill's job_kind; `suspend` counts the votes still missing."""

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
    """What the holder of a signed step-level link may see: the flow, and the votes so far."""

    job: Job
    approvers: tuple[Approver, ...]
    view_token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApprovalInfo:
    """What an approval page shows. With `user_auth_required` and no login all but the flow and the conditions is None.

    `form_schema` is the gate's form as the server gives it, a JSON Schema under its key `schema`; `default_args`
    and `enums` fill it.
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
