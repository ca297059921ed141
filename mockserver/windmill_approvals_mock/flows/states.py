"""The states of a module, and the events that lead from one to the next. Only this module assigns a state.

Each module of a flow, also its failure module, starts as *waiting for prior steps*. The rules:

- A flow checks the gate before its next module when it reaches it. While votes are missing, the module behind the gate
  waits for events. Only a module that has not started can be blocked, and only once.
- A module starts when its job is made, or the first job of its branches or iterations. If that job runs later, because
  of the previous module's `sleep` or a retry's delay, the module waits for an executor until the job starts. A module
  with branches or iterations is in progress at once.
- A module with several branches or iterations continues after each of them until none is left, or until its `skip_if`,
  which is evaluated before each of them, is true.
- A module ends before it starts if there is nothing to do (a loop over nothing, an empty branch), if the gate before it
  closes, or if its flow fails because the module's job cannot be made.
- A job that waits for its start can end without having started, because it is cancelled.
- A module that failed may be retried: it waits for prior steps again and starts again. It can fail again without a job,
  if an expression about the failure cannot be evaluated.
- A flow that ends while its module is running leaves the module as it is. This happens if the flow cannot make the next
  job, or if something around it was cancelled.
- Nothing happens to a module that has succeeded.

`TABLE` holds the same rules. An event without a cell is a mistake of this mock and raises ImpossibleEvent. A new
feature of the flow language adds an event or a cell, and a line above. `docs/reference/states.md` shows the table
(`python -m windmill_approvals_mock.flows.states_page > docs/reference/states.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.fast_replace import replace

JSON = Any


class ModuleState(StrEnum):
    """The states of a module, as Windmill names them."""

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
    """The gate before the module waits for votes."""
    DELAYED = "delayed"
    """Its job was made and starts later."""
    STARTED = "started"
    """Its job starts, or the first of its branches or iterations was made."""
    CONTINUED = "continued"
    """One of its branches or iterations ended, and others run or follow."""
    RETRIED = "retried"
    """It failed and is retried."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"


TABLE: Mapping[ModuleState, Mapping[ModuleEvent, ModuleState]] = {
    ModuleState.WAITING_FOR_PRIOR_STEPS: {
        ModuleEvent.BLOCKED: ModuleState.WAITING_FOR_EVENTS,
        ModuleEvent.DELAYED: ModuleState.WAITING_FOR_EXECUTOR,
        ModuleEvent.STARTED: ModuleState.IN_PROGRESS,
        ModuleEvent.SUCCEEDED: ModuleState.SUCCESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
    },
    ModuleState.WAITING_FOR_EVENTS: {
        ModuleEvent.DELAYED: ModuleState.WAITING_FOR_EXECUTOR,
        ModuleEvent.STARTED: ModuleState.IN_PROGRESS,
        ModuleEvent.SUCCEEDED: ModuleState.SUCCESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
    },
    ModuleState.WAITING_FOR_EXECUTOR: {
        ModuleEvent.STARTED: ModuleState.IN_PROGRESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
    },
    ModuleState.IN_PROGRESS: {
        ModuleEvent.CONTINUED: ModuleState.IN_PROGRESS,
        ModuleEvent.SUCCEEDED: ModuleState.SUCCESS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
    },
    ModuleState.SUCCESS: {},
    ModuleState.FAILURE: {
        ModuleEvent.RETRIED: ModuleState.WAITING_FOR_PRIOR_STEPS,
        ModuleEvent.FAILED: ModuleState.FAILURE,
    },
}


class ImpossibleEvent(Exception):
    """An event that cannot happen in the module's state: a mistake in the rules of this mock."""

    def __init__(self, state: ModuleState, event: ModuleEvent, module: str) -> None:
        super().__init__(f"module {module!r} is {state.value}, in which it cannot be {event.value}")
        self.state = state
        self.event = event
        self.module = module


@dataclass(frozen=True, slots=True)
class Iteration:
    """The position of a loop. Parallel loops and while loops have no list of values."""

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
    """The state. Only `after` assigns it."""
    job: UUID | None = None
    """Of a module with children the one that runs or ended last, and while parallel ones run the flow itself; of a
    blocked one the gated step's."""
    count: int | None = None
    """Votes needed at the gate before it, while it is blocked."""
    children: tuple[UUID, ...] | None = None
    """`flow_jobs` of a loop or a branchall, in order of iterations or branches."""
    children_success: tuple[bool | None, ...] | None = None
    iteration: Iteration | None = None
    branch_chosen: int | None = None
    """For a branchone, the branch's number or DEFAULT_BRANCH."""
    branch: tuple[int, int] | None = None
    """For a branchall, its present branch (if parallel, how many have ended) and the number of branches."""
    parallel: bool = False
    approvers: tuple[Approval, ...] | None = None
    failed_retries: tuple[UUID, ...] = ()
    skipped: bool = False
    progress: int | None = None
    """The progress that its script reported, in percent, while it runs."""

    @property
    def has_children(self) -> bool:
        """Whether it has branches or iterations."""
        return self.children is not None or self.branch_chosen is not None

    @property
    def is_loop(self) -> bool:
        """Whether it is a running loop."""
        return self.state is ModuleState.IN_PROGRESS and self.iteration is not None

    @property
    def is_branchall(self) -> bool:
        """Whether it is a running branchall."""
        return self.state is ModuleState.IN_PROGRESS and self.branch is not None

    @property
    def is_parallel(self) -> bool:
        """Whether its branches or iterations run in parallel."""
        return self.state is ModuleState.IN_PROGRESS and self.parallel


def after(status: ModuleStatus, event: ModuleEvent, **facts: Any) -> ModuleStatus:
    """Return the module's status after `event`, with `facts` added.

    Values of the old state are dropped: `count` belongs to a blocked module, `iteration` and `branch` to one that has
    not ended, and a retry drops everything about the failure. Raises ImpossibleEvent.
    """
    state = TABLE[status.state].get(event)
    if state is None:
        raise ImpossibleEvent(status.state, event, status.id)
    if event is ModuleEvent.RETRIED:
        return replace(ModuleStatus(status.id), **facts)
    if status.count is not None:
        facts = {"count": None, **facts}
    if state.is_end:
        facts = {"iteration": None, "branch": None, **facts}
    if status.progress is not None and not status.is_parallel:
        facts = {"progress": None, **facts}
    return replace(status, state=state, **facts)
