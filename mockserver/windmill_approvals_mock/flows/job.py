"""A job and, if it is a flow, its progress.

A job never changes; each change makes a new value. It does not know how it looks on the wire. `states` has the states
of modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
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
"""The id for a module that failed before it had a job."""
_NO_STATES: Mapping[str, JSON] = {}


class JobKind(StrEnum):
    FLOW = "flow"
    FLOWPREVIEW = "flowpreview"
    FLOWNODE = "flownode"
    """A branch or loop body of a deployed flow, which the resume endpoints do not treat as a flow."""
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
    """The progress of a flow: `flow_status` and the queue's `suspend`."""

    definition: Flow
    deployed: bool
    """Whether bodies and scripts inside are of the deployed kinds."""
    place: Place
    modules: tuple[ModuleStatus, ...]
    failure_module: ModuleStatus
    suspend: int = 0
    suspend_until: datetime | None = None
    conditions: Conditions | None = None
    failed_attempts: tuple[UUID, ...] | None = None
    """Jobs that failed and were retried, kept until a module succeeds; None before the first."""
    leaf_jobs: Mapping[str, UUID | tuple[UUID, ...]] = field(default_factory=dict)
    """The job or jobs of each ended step, also inside branches and loops; stored in the innermost root."""
    user_states: Mapping[str, JSON] = field(default_factory=lambda: _NO_STATES)
    preprocessor: ModuleStatus | None = None
    """The preprocessor's status; None for a flow that runs without one."""

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
    """The user as whom a job runs."""

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
"""The tags that a server's workers take by default. Source: Windmill's source."""


@dataclass(frozen=True, slots=True)
class Code:
    language: str
    content: str
    cache_ttl: int | None = None
    """Seconds for which the result of the script is cached for equal runs."""
    hash: str | None = field(default=None, compare=False)
    """The hash of a deployed script."""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    by: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of any kind. A job with a flow is always a FlowJob."""

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
    """The checkpoint of a workflow as code that has waited for something."""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    ends_at: datetime | None = None
    """When a step ends whose outcome is known in advance."""
    ends_with: Report | None = None
    seconds_allowed: float | None = None
    """The module's `timeout`."""
    deadline: datetime | None = None
    """When the module's `timeout` ends it."""
    success: bool = False
    result: JSON = None
    logs: str = ""
    skipped: bool = False
    loop: str | None = None
    """The loop that runs it without an inner flow, under the loop's own name."""
    refused: str | None = None
    """Why it fails when it starts: its arguments could not be computed."""
    cancel: CancelRequest | None = None
    """A request to cancel it. A flow ends at the next look at it."""
    canceled_by: str | None = None
    canceled_reason: str | None = None
    same_worker: bool = False
    """Whether it runs on the worker of the previous step, or is the preview of a flow with `same_worker`."""
    tag: str | None = None
    """The tag of the workers that may take it, if it is not the tag of its kind."""
    cache_ttl: int | None = None
    """Seconds for which its result is cached for equal jobs; None for no caching."""
    trigger_kind: str | None = None
    """What started it, if it was not a logged-in user."""
    visible_to_owner: bool = True
    """Whether the owners of its path may see it."""
    progress: int | None = None
    """The progress that its script reported, in percent."""

    @property
    def is_served(self) -> bool:
        """Whether there are workers for its tag. Otherwise it stays in the queue."""
        return self.tag is None or self.tag in SERVED_TAGS

    @property
    def worker_tag(self) -> str:
        """The tag of the workers that may take it."""
        if self.tag is not None:
            return self.tag
        return self.code.language if self.code is not None else "flow"

    @property
    def step_id(self) -> str | None:
        """The step's id on the wire."""
        return self.loop or self.module_id

    @property
    def canceled(self) -> bool:
        return self.canceled_by is not None

    @property
    def conditions(self) -> Conditions | None:
        """`approval_conditions`: who may approve, for ways of voting that check it."""
        if self.flow is not None:
            return self.flow.conditions
        return self.workflow.conditions if self.workflow is not None else None

    @property
    def approval(self) -> AwaitApproval | None:
        """The approval that a workflow as code waits for."""
        return self.workflow.approval if self.workflow is not None and self.completed_at is None else None

    @property
    def due(self) -> datetime | None:
        """When its next event is due; None if none is."""
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
    """A job with a flow. The rules of flows take only these."""

    flow: FlowState


def with_flow(job: Job, state: FlowState, **changes: Any) -> FlowJob:
    """Return `job` with `changes` as a FlowJob with `state`."""
    facts = dict(zip(_FACTS, _read_facts(job), strict=True))
    return FlowJob(**{**facts, **changes}, flow=state)


_FACTS = tuple(each.name for each in fields(Job) if each.name != "flow")
_read_facts = attrgetter(*_FACTS)
