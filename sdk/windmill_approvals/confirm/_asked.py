"""Finds out what a ticket's holder is asked, and whether the flow still waits for the answer. Does not vote."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, cast

from windmill_approvals import _operations as operations
from windmill_approvals import _readings
from windmill_approvals._errors import ConfigError, NotFound

from ._tickets import derive_key_resume_id

if TYPE_CHECKING:
    from windmill_approvals._exchange import Plan
    from windmill_approvals._results import ApprovalInfo, Approver, Job, Outcome, Suspended
    from windmill_approvals._settings import Settings

    from ._tickets import Ticket

_FLOWS: Final = frozenset({"flow", "flowpreview"})
"""The kinds of jobs whose links vote in the flow that the job is, not in its parent (see the mock's `JobKind`)."""


class Standing(Enum):
    WAITING = auto()
    """The flow waits at the gate that the ticket is for."""
    NOT_NOW = auto()
    """The flow may wait for this answer later."""
    PASSED = auto()
    """The flow has gone on."""
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    flow: Job
    standing: Standing
    gate: Suspended | None
    """The gate, if the flow waits for this ticket's answer."""
    info: ApprovalInfo | None
    """What the server says about the gate. None before Windmill 1.664."""
    counts_later: bool
    """Whether the vote belongs to the flow, and so counts at its later gates too."""
    has_answered: bool

    @property
    def outcome(self) -> Outcome:
        """How the flow ended."""
        return _readings.read_outcome(self.flow)

    @property
    def flow_name(self) -> str:
        return self._find_text("flow_summary") or self.flow.path or "a flow without a path"

    @property
    def step_name(self) -> str | None:
        step = self.gate.step_id if self.gate else None
        summary = self._find_text("step_summary") or self._definition.get("summary")
        return summary if isinstance(summary, str) and summary else step

    @property
    def form_schema(self) -> Any:
        """The gate's form, from the server or from the job's definition."""
        if self.info is not None:
            return self.info.form_schema
        suspend = self._definition.get("suspend")
        return cast("dict[str, Any]", suspend).get("resume_form") if isinstance(suspend, dict) else None

    @property
    def may_deny(self) -> bool:
        """Whether the page has a button to deny, which `hide_cancel` removes."""
        return self.info is None or self.info.hide_cancel is not True

    def _find_text(self, name: str) -> str | None:
        text = self.info.raw.get(name) if self.info else None
        return text if isinstance(text, str) and text else None

    @property
    def _definition(self) -> Mapping[str, Any]:
        return _readings.find_definition(self.flow, self.gate.step_id) if self.gate else {}


def look_up(settings: Settings, ticket: Ticket) -> Plan[Asked]:
    """Return what the ticket's holder is asked.

    Raises:
        NotFound: The job is unknown. The client's other errors, too.
        ConfigError: The vote could never count: the flow waits behind an inner flow, and the link is that inner flow's.
    """
    job = yield from operations.job(settings, ticket.job)
    is_step = job.parent_job is not None and job.kind not in _FLOWS
    parent = None
    if job.parent_job and (is_step or job.completed):
        parent = yield from operations.job(settings, job.parent_job)
    flow = parent if is_step and parent else job
    if parent and not is_step and _is_gate_of(job, parent):
        raise ConfigError(
            f"flow {parent.id} waits behind the inner flow {job.id}, whose links are no votes in Windmill; "
            "mint links of the waiting flow, with flow_level=True"
        )
    standing = _find_standing(flow, ticket, is_step)
    waits = standing is Standing.WAITING
    info = (yield from _ask_info(settings, flow)) if waits else None
    return Asked(
        flow=flow,
        standing=standing,
        gate=_readings.find_gate(flow) if waits else None,
        info=info,
        counts_later=not is_step and bool(flow.modules),
        has_answered=_has_answered(flow, ticket, is_step, info.approvers if info else ()),
    )


def _is_gate_of(job: Job, flow: Job) -> bool:
    gate = _readings.find_gate(flow)
    return gate is not None and gate.job_id == str(job.id)


def _ask_info(settings: Settings, flow: Job) -> Plan[ApprovalInfo | None]:
    try:
        return (yield from operations.approval_info(settings, flow.id))
    except NotFound:  # a server before 1.664 has no such route
        return None


def _find_standing(flow: Job, ticket: Ticket, is_step: bool) -> Standing:
    if flow.completed:
        return Standing.ENDED
    gate = _readings.find_gate(flow)
    if not is_step:
        is_for_gate = bool(flow.modules) or (
            gate is not None and derive_key_resume_id(gate.step_id) == ticket.resume_id
        )
        return Standing.WAITING if gate is not None and is_for_gate else Standing.NOT_NOW
    if gate is not None and gate.job_id == str(ticket.job):
        return Standing.WAITING
    position = _find_position(flow, ticket)
    if position is None:
        return Standing.PASSED  # the step was restarted, or its loop has gone on
    behind = [module.status for module in flow.modules[position + 1 : position + 2]]
    is_pending = not behind or behind[0] == "WaitingForPriorSteps"
    return Standing.NOT_NOW if is_pending else Standing.PASSED


def _find_position(flow: Job, ticket: Ticket) -> int | None:
    return next((at for at, module in enumerate(flow.modules) if module.job_id == str(ticket.job)), None)


def _has_answered(flow: Job, ticket: Ticket, is_step: bool, at_gate: tuple[Approver, ...]) -> bool:
    """Return whether this ticket's vote is recorded, as far as the server shows votes.

    The server lists votes of earlier gates too, and only 16 bits of each resume id. So votes of earlier gates are left
    out, or a person's vote there could be taken for a vote here.
    """
    at = _find_position(flow, ticket) if is_step else None
    earlier = {vote for module in flow.modules[: at or 0] for vote in module.approvers}
    passed = flow.modules[at : at + 1] if at is not None else flow.modules if not is_step else ()
    counted = (*at_gate, *(vote for module in passed for vote in module.approvers))
    return any(
        vote.name == ticket.approver and vote.resume_id == ticket.resume_id & 0xFFFF and vote not in earlier
        for vote in counted
    )
