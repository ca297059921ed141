"""A run: a root job with all jobs below it and the votes of its flows. A run is saved as a whole.

`machine` changes runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from uuid import UUID

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import ForLoop
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind

_NO_VOTES: dict[int, Vote] = {}


@dataclass(frozen=True, slots=True)
class Run:
    id: UUID
    """The root job's id."""
    workspace: str
    jobs: dict[UUID, Job]
    """All jobs, in order of creation."""
    open_jobs: tuple[UUID, ...]
    """Jobs that are not completed, in order of creation."""
    votes_by_identity: dict[int, Vote] = field(default_factory=lambda: _NO_VOTES)
    """Oldest first."""

    @property
    def root(self) -> Job:
        return self.jobs[self.id]

    @property
    def due(self) -> datetime | None:
        """When its next event is due."""
        return min((due for id in self.open_jobs if (due := self.jobs[id].due) is not None), default=None)

    @property
    def votes(self) -> tuple[Vote, ...]:
        """Oldest first."""
        return tuple(self.votes_by_identity.values())

    def votes_at(self, *addressees: UUID | None) -> tuple[Vote, ...]:
        return tuple(vote for vote in self.votes_by_identity.values() if vote.job in addressees)


def flow_at(jobs: Mapping[UUID, Job], id: UUID) -> FlowJob:
    """Return the flow with this id. Raises TypeError for a job without one."""
    job = jobs[id]
    if not isinstance(job, FlowJob):
        raise TypeError(f"job {id} has no flow")
    return job


def ancestors(jobs: Mapping[UUID, Job], job: Job) -> Iterator[FlowJob]:
    """Yield the flows around `job`, innermost first."""
    while job.parent is not None:
        job = flow_at(jobs, job.parent)
        yield job


def results_root(jobs: Mapping[UUID, Job], flow: FlowJob) -> FlowJob:
    """Return the flow that stores which jobs of steps ended in `flow`: itself, or the one around its branch or loop."""
    return next(one for one in (flow, *ancestors(jobs, flow)) if is_results_root(jobs, one))


def is_results_root(jobs: Mapping[UUID, Job], flow: FlowJob) -> bool:
    """Whether a flow stores which jobs of steps ended in it: a whole flow, or an iteration of a parallel loop.

    Source: Windmill's source (`flow_innermost_root_job`).
    """
    if flow.parent is None or flow.kind is JobKind.FLOW:
        return True
    around = flow_at(jobs, flow.parent).flow.definition
    failure = (around.failure_module,) if around.failure_module is not None else ()
    module = next((one for one in (*around.modules, *failure) if one.id == flow.module_id), None)
    return module is not None and isinstance(module.value, ForLoop) and module.value.parallel
