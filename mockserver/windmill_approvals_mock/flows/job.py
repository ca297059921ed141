"""A job and, where it is a flow, how far it has come.

Knows the facts of one job; does not change them (each change makes a new value) and does not
know how they look on the wire. What a module's state is and how it changes is in `states`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.gate import Conditions
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.checkpoints import AwaitApproval, Checkpoint, Report
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.places import At, Place
from windmill_approvals_mock.flows.states import ModuleState, ModuleStatus

JSON = Any

WORKER = "wk-default-mock"
"""The name of the worker that runs every job."""
NO_JOB = UUID(int=0)
"""Stands for the job of a module that failed before it had one."""


class JobKind(StrEnum):
    FLOW = "flow"
    FLOWPREVIEW = "flowpreview"
    FLOWNODE = "flownode"
    """A branch or loop body of a deployed flow, which the resume endpoints do not take for a flow."""
    FLOWSCRIPT = "flowscript"
    SCRIPT = "script"
    SCRIPT_HUB = "script_hub"
    PREVIEW = "preview"
    IDENTITY = "identity"

    @property
    def is_flow_to_resume_endpoints(self) -> bool:
        return self in (JobKind.FLOW, JobKind.FLOWPREVIEW)


@dataclass(frozen=True, slots=True)
class FlowState:
    """How far a flow has come: `flow_status` and the queue's `suspend`."""

    definition: Flow
    deployed: bool
    """Whether bodies and scripts in it are the deployed kinds."""
    place: Place
    modules: tuple[ModuleStatus, ...]
    failure_module: ModuleStatus
    suspend: int = 0
    suspend_until: datetime | None = None
    conditions: Conditions | None = None
    failed_attempts: tuple[UUID, ...] | None = None
    """Jobs that failed and were tried again, kept until a module succeeds; None before the first."""
    leaf_jobs: Mapping[str, UUID | tuple[UUID, ...]] = field(default_factory=dict)
    """The job or jobs of each step that ended, also inside branches and loops; kept on the innermost root."""
    user_states: Mapping[str, JSON] = field(default_factory=dict)
    preprocessor: ModuleStatus | None = None
    """None for a flow that runs without one."""

    @property
    def tries(self) -> tuple[UUID, ...]:
        return self.failed_attempts or ()

    @property
    def waits_at(self) -> int | None:
        """The index of the module at whose gate the flow waits for votes: the one before the blocked one."""
        return self.place.index - 1 if isinstance(self.place, At) and self.blocked is not None else None

    @property
    def blocked(self) -> ModuleStatus | None:
        """The module that waits for votes, if the flow is at a gate."""
        if isinstance(self.place, At) and self.modules[self.place.index].state is ModuleState.WAITING_FOR_EVENTS:
            return self.modules[self.place.index]
        return None


@dataclass(frozen=True, slots=True)
class Owner:
    """In whose name a job runs."""

    username: str
    email: str
    permissioned_as: str


SERVED_TAGS = frozenset(
    {
        *(
            "ansible",
            "bash",
            "bigquery",
            "bun",
            "csharp",
            "dbt",
            "deno",
            "dependency",
            "duckdb",
            "flow",
            "go",
            "graphql",
        ),
        *(
            "java",
            "mssql",
            "mysql",
            "nativets",
            "nu",
            "oracledb",
            "other",
            "php",
            "postgresql",
            "powershell",
            "python3",
        ),
        *("rlang", "ruby", "rust", "snowflake"),
    }
)
"""The tags that a server's workers take without being told to. Source: Windmill's."""


@dataclass(frozen=True, slots=True)
class Code:
    language: str
    content: str
    cache_ttl: int | None = None
    """Seconds for which the result of a run of the script counts for its like."""
    hash: str | None = field(default=None, compare=False)
    """Of a deployed script."""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    by: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of any kind. One with a flow is a FlowJob, always."""

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
    ends_with: Report | None = None
    seconds_allowed: float | None = None
    """Its module's `timeout`."""
    deadline: datetime | None = None
    """When its module's `timeout` ends it."""
    success: bool = False
    result: JSON = None
    logs: str = ""
    skipped: bool = False
    loop: str | None = None
    """The loop that runs it without a flow around it, and in its own name."""
    refused: str | None = None
    """Why it fails as soon as it starts: its arguments could not be computed."""
    cancel: CancelRequest | None = None
    """Somebody wants it to end; a flow ends when it is looked at next."""
    canceled_by: str | None = None
    canceled_reason: str | None = None
    same_worker: bool = False
    """Whether the worker of the step before it runs it, or it is the preview of a flow that asks for that."""
    tag: str | None = None
    """The tag of the workers that may take it, when it is not that of its kind."""
    cache_ttl: int | None = None
    """Seconds for which its result counts for its like; None runs it in any case."""
    trigger_kind: str | None = None
    """What started it, if it was not a person who is logged in."""
    visible_to_owner: bool = True
    """Whether the owners of its path see it."""
    progress: int | None = None
    """How far its script says it is, in percent."""

    @property
    def is_served(self) -> bool:
        """Whether there are workers for its tag. A job without any stays in the queue."""
        return self.tag is None or self.tag in SERVED_TAGS

    @property
    def worker_tag(self) -> str:
        """The tag of the workers that may take it."""
        if self.tag is not None:
            return self.tag
        return self.code.language if self.code is not None else "flow"

    @property
    def step_id(self) -> str | None:
        """What Windmill calls its step."""
        return self.loop or self.module_id

    @property
    def canceled(self) -> bool:
        return self.canceled_by is not None

    @property
    def conditions(self) -> Conditions | None:
        """`approval_conditions`: who may approve what it waits for, where the way of voting asks."""
        if self.flow is not None:
            return self.flow.conditions
        return self.workflow.conditions if self.workflow is not None else None

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
            if not self.is_served:
                return None
            is_held = self.flow is not None and self.flow.suspend_until is not None
            return self.flow.suspend_until if self.flow is not None and is_held else self.scheduled_for
        if self.flow is not None:
            return self.flow.suspend_until
        if self.workflow is not None and self.workflow.waiting is not None:
            return self.workflow.waiting.until
        return min((at for at in (self.ends_at, self.deadline) if at is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowJob(Job):
    """A job that has a flow: the rules of flows take nothing else."""

    flow: FlowState


def with_flow(job: Job, state: FlowState) -> FlowJob:
    """`job` as that of a flow in `state`."""
    facts = {each.name: getattr(job, each.name) for each in fields(job)}
    return FlowJob(**{**facts, "flow": state})
