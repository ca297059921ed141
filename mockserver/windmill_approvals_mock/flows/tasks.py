"""What is still to be done while a run changes, in the order it came up.

Knows the words; `machine` knows who does what.
"""

from __future__ import annotations

from enum import Enum
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import NO_JOB, CancelRequest
from windmill_approvals_mock.flows.outcomes import JSON


class Cause(Enum):
    """Why a module failed: only what a step did itself is retried and tolerated."""

    STEP = "step"
    CLOSED_GATE = "closed gate"
    ENGINE = "engine"
    """What was to be asked after the module could not be worked out."""


@dataclass(frozen=True, slots=True)
class Start:
    """A new job is due at once."""

    job: UUID


@dataclass(frozen=True, slots=True)
class Look:
    """A flow is to look at its gate again."""

    flow: UUID


@dataclass(frozen=True, slots=True)
class ModuleReport:
    """A flow is told what came of the module it is at, or of one of that module's jobs."""

    flow: UUID
    success: bool
    result: JSON
    job: UUID = NO_JOB
    """The job that ended; NO_JOB where the module needed none."""
    cancelled: CancelRequest | None = None
    """Of a job that was cancelled while it ran."""
    stopped_early: bool | None = None
    """Of a flow that a `stop_after_if` ended: whether it counts as skipped. None of everything else."""
    is_handled: bool = False
    """Whether a failure module has run for this failure already, further inside."""
    cause: Cause = Cause.STEP


Task = Start | Look | ModuleReport
