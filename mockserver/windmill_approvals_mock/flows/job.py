"""A job and, where it is a flow, how far it has come.

Knows the facts of one job; does not change them (each change makes a new value) and does not
know how they look on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.gate import Conditions
from windmill_approvals_mock.flows.checkpoints import AwaitApproval, Checkpoint
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.outcomes import Outcome

JSON = Any

NO_JOB = UUID(int=0)
"""Stands for the job of a module that failed before it had one."""


class JobKind(StrEnum):
    FLOW = "flow"
    FLOWPREVIEW = "flowpreview"
    FLOWNODE = "flownode"
    """A branch or loop body of a deployed flow, which the resume endpoints do not take for a flow."""
    FLOWSCRIPT = "flowscript"
    SCRIPT = "script"
    PREVIEW = "preview"
    IDENTITY = "identity"
    NOOP = "noop"
    """An empty branch."""

    @property
    def is_flow_to_resume_endpoints(self) -> bool:
        return self in (JobKind.FLOW, JobKind.FLOWPREVIEW)


class ModuleState(StrEnum):
    WAITING_FOR_PRIOR_STEPS = "WaitingForPriorSteps"
    WAITING_FOR_EVENTS = "WaitingForEvents"
    WAITING_FOR_EXECUTOR = "WaitingForExecutor"
    IN_PROGRESS = "InProgress"
    SUCCESS = "Success"
    FAILURE = "Failure"


@dataclass(frozen=True, slots=True)
class Iteration:
    """Where a loop is. A parallel one and a while loop know no list of values."""

    index: int
    values: tuple[JSON, ...] | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """One entry of a gated module's `approvers`."""

    approver: str
    resume_id: int


@dataclass(frozen=True, slots=True)
class ModuleStatus:
    """One entry of `flow_status.modules`."""

    id: str
    state: ModuleState = ModuleState.WAITING_FOR_PRIOR_STEPS
    job: UUID | None = None
    """Of a module with children the one that runs or ended last."""
    count: int | None = None
    children: tuple[UUID, ...] | None = None
    """`flow_jobs`: of a loop or a branchall, in order of iterations or branches."""
    children_success: tuple[bool | None, ...] | None = None
    iteration: Iteration | None = None
    branch_chosen: int | None = None
    """Of a branchone: the branch's number, or DEFAULT_BRANCH."""
    branch: tuple[int, int] | None = None
    """Of a branchall: the branch it is at (of parallel ones, how many ended), and how many there are."""
    parallel: bool = False
    approvers: tuple[Approval, ...] | None = None
    failed_retries: tuple[UUID, ...] = ()
    skipped: bool = False

    @property
    def has_children(self) -> bool:
        """Whether its work is done by branches or iterations."""
        return self.children is not None or self.branch_chosen is not None


DEFAULT_BRANCH = -1


@dataclass(frozen=True, slots=True)
class FlowState:
    """How far a flow has come: `flow_status` and the queue's `suspend`."""

    definition: Flow
    deployed: bool
    """Whether bodies and scripts in it are the deployed kinds."""
    step: int
    modules: tuple[ModuleStatus, ...]
    failure_module: ModuleStatus
    suspend: int = 0
    suspend_until: datetime | None = None
    conditions: Conditions | None = None
    failed_attempts: tuple[UUID, ...] = ()
    """Jobs of the current module that failed and are being retried."""
    leaf_jobs: Mapping[str, UUID | tuple[UUID, ...]] = field(default_factory=dict)
    """The job or jobs of each step that ended, also inside branches and loops; kept on the innermost root."""
    user_states: Mapping[str, JSON] = field(default_factory=dict)

    @property
    def waiting(self) -> ModuleStatus | None:
        """The module held back by a gate, if the flow stands at one."""
        if self.step < len(self.modules) and self.modules[self.step].state is ModuleState.WAITING_FOR_EVENTS:
            return self.modules[self.step]
        return None


@dataclass(frozen=True, slots=True)
class Owner:
    """In whose name a job runs."""

    username: str
    email: str
    permissioned_as: str


@dataclass(frozen=True, slots=True)
class Code:
    language: str
    content: str


@dataclass(frozen=True, slots=True)
class Job:
    id: UUID
    kind: JobKind
    owner: Owner
    args: Mapping[str, JSON]
    created_at: datetime
    scheduled_for: datetime
    parent: UUID | None = None
    module_id: str | None = None
    path: str | None = None
    code: Code | None = None
    flow: FlowState | None = None
    workflow: Checkpoint | None = None
    """Of a workflow-as-code job that has asked for something."""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    ends_at: datetime | None = None
    """When a step whose outcome is known beforehand ends."""
    ends_with: Outcome | None = None
    seconds_allowed: float | None = None
    """Its module's `timeout`."""
    deadline: datetime | None = None
    """When its module's `timeout` ends it."""
    success: bool = False
    result: JSON = None
    logs: str = ""
    skipped: bool = False
    stopped_early: bool = False
    """Whether a `stop_after_if` ended this flow, which ends the loop around it too."""
    canceled_by: str | None = None
    canceled_reason: str | None = None

    @property
    def canceled(self) -> bool:
        return self.canceled_by is not None

    @property
    def approval(self) -> AwaitApproval | None:
        """The approval that a workflow-as-code job waits for."""
        return self.workflow.approval if self.workflow is not None and self.completed_at is None else None

    @property
    def due(self) -> datetime | None:
        """When something happens to it by itself; None when nothing will."""
        if self.completed_at is not None:
            return None
        if self.started_at is None:
            return self.scheduled_for
        if self.flow is not None:
            return self.flow.suspend_until
        if self.workflow is not None and self.workflow.waiting is not None:
            return self.workflow.waiting.until
        return min((at for at in (self.ends_at, self.deadline) if at is not None), default=None)
