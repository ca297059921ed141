"""The states of a module and the events that lead from one to the next: the only place that assigns a state.

Each module of a flow, its failure module too, begins as *waiting for prior steps*. The rules:

- A flow asks the gate before its next module when it gets there. While the gate lacks votes, the module it blocks waits
  for events. Only a module that has not started can be blocked, and only once.
- A module starts when its job is made, or the first of its branches or iterations. If that job is to run later, because
  of the previous module's `sleep`, the module waits for an executor until the job starts.
- A module with several branches or iterations continues after each of them until none is left. One of them can end
  before it starts: somebody cancels that job alone.
- A retry makes a new job for a module in progress: at once, or later, and then it waits for an executor again.
- A module succeeds or fails once. It also fails before it starts: when the gate before it closes, or when an expression
  that it needs cannot be computed. A loop over nothing succeeds without a job, though its start may have been put off.
- Cancelling a flow ends the module it is at, whatever that module was doing.
- Nothing happens to a module that has ended.

`TABLE` says the same; an event it has no cell for is a mistake of this mock and raises ImpossibleEvent. A new feature
of the flow language adds an event or a cell, and a line above. `docs/states.md` shows the table
(`python -m windmill_approvals_mock.flows.states_page > docs/states.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

JSON = Any


class ModuleState(StrEnum):
    """As Windmill calls them."""

    WAITING_FOR_PRIOR_STEPS = "WaitingForPriorSteps"
    WAITING_FOR_EVENTS = "WaitingForEvents"
    WAITING_FOR_EXECUTOR = "WaitingForExecutor"
    IN_PROGRESS = "InProgress"
    SUCCESS = "Success"
    FAILURE = "Failure"

    @property
    def is_end(self) -> bool:
        return self in (ModuleState.SUCCESS, ModuleState.FAILURE)


class ModuleEvent(Enum):
    BLOCKED = "blocked"
    """The gate before it waits for votes."""
    DELAYED = "delayed"
    """Its job was made, the first or that of a retry, and is to start later."""
    STARTED = "started"
    """Its job, or the first of its branches or iterations, starts."""
    CONTINUED = "continued"
    """One of its branches or iterations ended, and others run or follow."""
    RETRIED = "retried"
    """Its job failed and another one does its work again at once."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    """Its flow was cancelled."""


TABLE: Mapping[ModuleState, Mapping[ModuleEvent, ModuleState]] = {
    ModuleState.WAITING_FOR_PRIOR_STEPS: {
        ModuleEvent.BLOCKED: ModuleState.WAITING_FOR_EVENTS,
        ModuleEvent.DELAYED: ModuleState.WAITING_FOR_EXECUTOR,
        ModuleEvent.STARTED: ModuleState.IN_PROGRESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
        ModuleEvent.CANCELLED: ModuleState.FAILURE,
    },
    ModuleState.WAITING_FOR_EVENTS: {
        ModuleEvent.DELAYED: ModuleState.WAITING_FOR_EXECUTOR,
        ModuleEvent.STARTED: ModuleState.IN_PROGRESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
        ModuleEvent.CANCELLED: ModuleState.FAILURE,
    },
    ModuleState.WAITING_FOR_EXECUTOR: {
        ModuleEvent.STARTED: ModuleState.IN_PROGRESS,
        ModuleEvent.CONTINUED: ModuleState.IN_PROGRESS,
        ModuleEvent.SUCCEEDED: ModuleState.SUCCESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
        ModuleEvent.CANCELLED: ModuleState.FAILURE,
    },
    ModuleState.IN_PROGRESS: {
        ModuleEvent.DELAYED: ModuleState.WAITING_FOR_EXECUTOR,
        ModuleEvent.CONTINUED: ModuleState.IN_PROGRESS,
        ModuleEvent.RETRIED: ModuleState.IN_PROGRESS,
        ModuleEvent.SUCCEEDED: ModuleState.SUCCESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
        ModuleEvent.CANCELLED: ModuleState.FAILURE,
    },
    ModuleState.SUCCESS: {},
    ModuleState.FAILURE: {},
}


class ImpossibleEvent(Exception):
    """An event came to a module in a state in which it cannot happen: a mistake in the rules of this mock."""

    def __init__(self, state: ModuleState, event: ModuleEvent, module: str) -> None:
        super().__init__(f"module {module!r} is {state.value}, in which it cannot be {event.value}")
        self.state = state
        self.event = event
        self.module = module


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


DEFAULT_BRANCH = -1


@dataclass(frozen=True, slots=True)
class ModuleStatus:
    """One entry of `flow_status.modules`."""

    id: str
    state: ModuleState = ModuleState.WAITING_FOR_PRIOR_STEPS
    """Assigned by `after` alone."""
    job: UUID | None = None
    """Of a module with children the one that runs or ended last; of a blocked one the gated step's."""
    count: int | None = None
    """Votes that open the gate before it, while it is blocked."""
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


def after(status: ModuleStatus, event: ModuleEvent, **facts: Any) -> ModuleStatus:
    """The module's status after `event`, with these `facts` put into it.

    What only the state it leaves has is dropped: `count` is a blocked module's, `iteration` and `branch` belong to one
    that has not ended. Raises ImpossibleEvent.
    """
    state = TABLE[status.state].get(event)
    if state is None:
        raise ImpossibleEvent(status.state, event, status.id)
    if status.count is not None:
        facts = {"count": None, **facts}
    if state.is_end:
        facts = {"iteration": None, "branch": None, **facts}
    return replace(status, state=state, **facts)
