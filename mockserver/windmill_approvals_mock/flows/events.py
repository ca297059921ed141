"""The events of a run and its effects. Only data; `machine` has the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.checkpoints import Report
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.expressions import Script
from windmill_approvals_mock.flows.job import Code, Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.versions.rules import WindmillVersion

JSON = Any


@dataclass(frozen=True, slots=True)
class Planned:
    """A step's outcome, known when it starts, and its duration."""

    outcome: Report
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class StepPlanned:
    """A started step will end as planned."""

    job: UUID
    plan: Planned


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step has ended in its runner."""

    job: UUID
    outcome: Report


@dataclass(frozen=True, slots=True)
class KeyMinted:
    """URLs for an approval of a workflow as code were minted."""

    job: UUID
    key: str


@dataclass(frozen=True, slots=True)
class VoteCast:
    """A valid vote, and the flow or workflow as code that it is for."""

    vote: Vote
    flow: UUID
    asked_for: UUID | None = None
    """The job in the voter's request, for the audit log; None for no entry."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    job: UUID
    by: str
    reason: str | None
    by_force: bool = False
    """Whether it ends at once with everything below it, without a report to the outer flow."""


@dataclass(frozen=True, slots=True)
class UserStateSet:
    flow: UUID
    key: str
    value: JSON


@dataclass(frozen=True, slots=True)
class ProgressSet:
    """A script reported its progress, in percent."""

    job: UUID
    percent: int
    flow: UUID | None
    """The flow whose module has the same progress."""


Event = StepPlanned | StepEnded | KeyMinted | VoteCast | Cancelled | UserStateSet | ProgressSet


@dataclass(frozen=True, slots=True)
class StartStep:
    """Run a step and report how it ended."""

    job: UUID


@dataclass(frozen=True, slots=True)
class KillStep:
    """Kill a step that was ended without its runner."""

    job: UUID


@dataclass(frozen=True, slots=True)
class TimedOutWaiting:
    """Add to the audit log that a gate timed out."""

    flow: UUID
    continues: bool


@dataclass(frozen=True, slots=True)
class VoteRecorded:
    """Add a vote to the audit log."""

    vote: Vote
    asked_for: UUID
    """The job in the voter's request."""


@dataclass(frozen=True, slots=True)
class ResultCached:
    """Cache the result of a job at `path` for equal jobs."""

    path: str
    value: JSON
    """The value of the resource that holds the result."""


Effect = StartStep | KillStep | TimedOutWaiting | VoteRecorded | ResultCached
"""Something to do after a change, as data that a store can keep until it is done."""


@dataclass(frozen=True, slots=True)
class Changed:
    run: Run
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run can read while it changes. Every function returns at once and changes nothing."""

    version: WindmillVersion
    is_enterprise: bool
    seconds_until_look: float
    """Delay until a flow that a vote woke looks at its votes."""
    evaluate: Callable[[Script], JSON]
    """Returns the value of an expression; raises ExpressionFailed and LookupMissing."""
    deployed_flow: Callable[[str, str], Flow | None]
    """Returns the flow at a path of a workspace, or None."""
    deployed_script: Callable[[str, str], Code | None]
    deployed_value: Callable[[str, str, str], JSON]
    """Returns the `variable` or `resource` at a path of a workspace, or None."""
    cached_result: Callable[[str, str], JSON]
    """Returns the cached result at a path of a workspace, or None."""
    is_stubbed: Callable[[Job], bool]
    """Whether a step has a stub and so needs no script."""
    plan: Callable[[Run, Job], Planned | None]
    """Returns how a step will end if that is known in advance; None if it has to run."""
    new_id: Callable[[], UUID]
