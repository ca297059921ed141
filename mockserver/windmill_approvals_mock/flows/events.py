"""What can happen to a run, and what it asks for in return.

Knows the words; `machine` knows what they do.
"""

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
    """A step's outcome, known when it starts, and how long it takes to get there."""

    outcome: Report
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class StepPlanned:
    """A step that was started will end as planned."""

    job: UUID
    plan: Planned


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step has ended somewhere outside."""

    job: UUID
    outcome: Report


@dataclass(frozen=True, slots=True)
class KeyMinted:
    """URLs bound to an approval of a workflow-as-code job were handed out."""

    job: UUID
    key: str


@dataclass(frozen=True, slots=True)
class VoteCast:
    """A vote that was found to be in order, and the flow or workflow-as-code job that is to look at it."""

    vote: Vote
    flow: UUID
    asked_for: UUID | None = None
    """The job in the voter's request, if the audit log is to tell of it."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    job: UUID
    by: str
    reason: str | None
    by_force: bool = False
    """Whether it ends at once with all below it, and no flow around it is told."""


@dataclass(frozen=True, slots=True)
class UserStateSet:
    flow: UUID
    key: str
    value: JSON


@dataclass(frozen=True, slots=True)
class ProgressSet:
    """A script said how far it is, in percent."""

    job: UUID
    percent: int
    flow: UUID | None
    """The flow whose module is that far, too."""


Event = StepPlanned | StepEnded | KeyMinted | VoteCast | Cancelled | UserStateSet | ProgressSet


@dataclass(frozen=True, slots=True)
class StartStep:
    """The step is to be run, and to report back."""

    job: UUID


@dataclass(frozen=True, slots=True)
class KillStep:
    """The step has been ended without its runner."""

    job: UUID


@dataclass(frozen=True, slots=True)
class TimedOutWaiting:
    """For the audit log: a gate timed out."""

    flow: UUID
    continues: bool


@dataclass(frozen=True, slots=True)
class VoteRecorded:
    """For the audit log."""

    vote: Vote
    asked_for: UUID
    """The job in the voter's request."""


@dataclass(frozen=True, slots=True)
class ResultCached:
    """The result of a job is to be found at `path` by its like."""

    path: str
    value: JSON
    """Of the resource that holds it."""


Effect = StartStep | KillStep | TimedOutWaiting | VoteRecorded | ResultCached
"""What is to be done because of a change, as data that can be kept until it is done."""


@dataclass(frozen=True, slots=True)
class Changed:
    run: Run
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run may ask while it changes. All of it answers at once and changes nothing."""

    version: WindmillVersion
    is_enterprise: bool
    seconds_until_look: float
    """How long a flow that a vote woke takes to look at its votes."""
    evaluate: Callable[[Script], JSON]
    """The value of an expression; raises ExpressionFailed and LookupMissing."""
    deployed_flow: Callable[[str, str], Flow | None]
    """By workspace and path."""
    deployed_script: Callable[[str, str], Code | None]
    deployed_value: Callable[[str, str, str], JSON]
    """By workspace, `variable` or `resource`, and path; None where there is nothing."""
    cached_result: Callable[[str, str], JSON]
    """By workspace and path; None where there is nothing."""
    is_stubbed: Callable[[Job], bool]
    """Whether a step needs no script, because something else stands in for it."""
    plan: Callable[[Run, Job], Planned | None]
    """How a step will end, when that is known beforehand; None when it has to be run."""
    new_id: Callable[[], UUID]
