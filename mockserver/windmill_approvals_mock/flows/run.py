"""A run: a root job with all jobs below it and the votes of its flows. The unit of consistency.

Knows how its jobs hang together; does not change them (see `machine`).
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


@dataclass(frozen=True, slots=True)
class Run:
    id: UUID
    """The root job's."""
    workspace: str
    jobs: dict[UUID, Job]
    """In order of creation."""
    open_jobs: tuple[UUID, ...]
    """Those not completed, in order of creation."""
    votes_by_identity: dict[int, Vote] = field(default_factory=dict)
    """Oldest first."""

    @property
    def root(self) -> Job:
        return self.jobs[self.id]

    @property
    def due(self) -> datetime | None:
        """When something happens in it by itself."""
        return min((due for id in self.open_jobs if (due := self.jobs[id].due) is not None), default=None)

    @property
    def votes(self) -> tuple[Vote, ...]:
        """Oldest first."""
        return tuple(self.votes_by_identity.values())

    def votes_at(self, *addressees: UUID | None) -> tuple[Vote, ...]:
        return tuple(vote for vote in self.votes_by_identity.values() if vote.job in addressees)


def flow_at(jobs: Mapping[UUID, Job], id: UUID) -> FlowJob:
    """The flow with that id. Raises TypeError for a job without one."""
    job = jobs[id]
    if not isinstance(job, FlowJob):
        raise TypeError(f"job {id} has no flow")
    return job


def ancestors(jobs: Mapping[UUID, Job], job: Job) -> Iterator[FlowJob]:
    """The flows around `job`, from the inside out."""
    while job.parent is not None:
        job = flow_at(jobs, job.parent)
        yield job


def results_root(jobs: Mapping[UUID, Job], flow: FlowJob) -> FlowJob:
    """The flow that knows which jobs of steps ended in `flow`: itself, or out of its branches and loops."""
    return next(one for one in (flow, *ancestors(jobs, flow)) if is_results_root(jobs, one))


def is_results_root(jobs: Mapping[UUID, Job], flow: FlowJob) -> bool:
    """Whether it keeps for itself which jobs of steps ended in it: a whole flow does, and each iteration of a parallel
    loop. Source: Windmill's (`flow_innermost_root_job`).
    """
    if flow.parent is None or flow.kind is JobKind.FLOW:
        return True
    around = flow_at(jobs, flow.parent).flow.definition
    failure = (around.failure_module,) if around.failure_module is not None else ()
    module = next((one for one in (*around.modules, *failure) if one.id == flow.module_id), None)
    return module is not None and isinstance(module.value, ForLoop) and module.value.parallel
