"""Tasks that are left while a run changes. Only data; `machine` carries them out in order."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import NO_JOB, CancelRequest
from windmill_approvals_mock.flows.outcomes import JSON


class Cause(Enum):
    """Why a module failed. Only failures of the step itself are retried and tolerated."""

    STEP = "step"
    CLOSED_GATE = "closed gate"
    ENGINE = "engine"
    """An expression that is evaluated after the module failed."""


@dataclass(frozen=True, slots=True)
class Start:
    """A new job starts at once."""

    job: UUID


@dataclass(frozen=True, slots=True)
class Look:
    """A flow looks at its gate again."""

    flow: UUID


@dataclass(frozen=True, slots=True)
class ModuleReport:
    """Reports to a flow how its present module, or one of that module's jobs, ended."""

    flow: UUID
    success: bool
    result: JSON
    job: UUID = NO_JOB
    """The job that ended; NO_JOB if the module needed none."""
    cancelled: CancelRequest | None = None
    """Whether the job was cancelled while it ran."""
    stopped_early: bool | None = None
    """For a flow that `stop_after_if` ended, whether it counts as skipped; otherwise None."""
    is_handled: bool = False
    """Whether an inner failure module has already run for this failure."""
    cause: Cause = Cause.STEP


Task = Start | Look | ModuleReport
