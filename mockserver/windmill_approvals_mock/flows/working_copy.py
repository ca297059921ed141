"""A run while it changes: jobs are replaced in a copy, so that a change that fails leaves nothing behind.

Knows how to put a changed job in place and what is still to be done; does not know what should
happen (see `starting`, `ending`, `containers`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.definition import Module
from windmill_approvals_mock.flows.events import Changed, Effect, KillStep, Surroundings
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job
from windmill_approvals_mock.flows.outcomes import JSON, Outcome
from windmill_approvals_mock.flows.run import Run, flow_at, results_root
from windmill_approvals_mock.flows.states import ModuleStatus

AnyJob = TypeVar("AnyJob", bound=Job)


@dataclass(frozen=True, slots=True)
class Proceed:
    """A flow is to start its next module, or to look at its gate again."""

    flow: UUID


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """A flow is to take note of a job of its own that has ended."""

    child: UUID


@dataclass(frozen=True, slots=True)
class RunFailureModule:
    """A flow's module failed for good with this result; its failure module is to run."""

    flow: UUID
    module: Module
    result: JSON


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """The module at `index` of a flow, a loop over nothing, has ended as it began."""

    flow: UUID
    index: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Start:
    """A new job is due at once."""

    job: UUID


Task = Start | Proceed | ChildEnded | RunFailureModule | NothingToDo


class WorkingCopy:
    def __init__(self, run: Run, now: datetime, around: Surroundings) -> None:
        self.run = run
        self.now = now
        self.around = around
        self.jobs = dict(run.jobs)
        self.open_jobs = dict.fromkeys(run.open_jobs)
        self.votes_by_identity = run.votes_by_identity
        self.todo: deque[Task] = deque()
        self.effects: list[Effect] = []

    def changed(self) -> Changed:
        run = replace(
            self.run, jobs=self.jobs, open_jobs=tuple(self.open_jobs), votes_by_identity=self.votes_by_identity
        )
        return Changed(run, tuple(self.effects))

    def add_vote(self, vote: Vote) -> None:
        self.votes_by_identity = {**self.votes_by_identity, vote.identity: vote}

    # -- jobs ------------------------------------------------------------------------------
    def add(self, job: Job) -> Job:
        """Take a new job in; one that is due at once is started before anything else that is due."""
        self.jobs[job.id] = job
        self.open_jobs[job.id] = None
        if job.is_served and job.scheduled_for <= self.now:
            self.todo.append(Start(job.id))
        return job

    def flow(self, id: UUID) -> FlowJob:
        """The flow with that id, as it is now. Raises TypeError for a job without one."""
        return flow_at(self.jobs, id)

    def change(self, job: AnyJob, **changes: Any) -> AnyJob:
        changed = replace(job, **changes)
        self.jobs[job.id] = changed
        return changed

    def change_flow(self, flow: FlowJob, **changes: Any) -> FlowJob:
        return self.change(flow, flow=replace(flow.flow, **changes))

    def set_module(self, flow: FlowJob, index: int, status: ModuleStatus, **changes: Any) -> FlowJob:
        """Put `status` at `index` of the flow's modules, and `changes` into its state."""
        modules = flow.flow.modules
        return self.change_flow(flow, modules=(*modules[:index], status, *modules[index + 1 :]), **changes)

    # -- endings ---------------------------------------------------------------------------
    def complete(self, job: Job, outcome: Outcome, **changes: Any) -> None:
        """End `job`; its parent, if any, will take note of it."""
        if job.flow is not None:
            changes["flow"] = replace(job.flow, suspend=0, suspend_until=None)
        self.change(
            job,
            completed_at=self.now,
            started_at=job.started_at or self.now,
            success=outcome.success,
            result=outcome.result,
            logs=job.logs + outcome.logs,
            ends_at=None,
            ends_with=None,
            deadline=None,
            **changes,
        )
        del self.open_jobs[job.id]
        if job.parent is not None:
            self.todo.append(ChildEnded(job.id))

    def kill(self, job: Job) -> None:
        if job.started_at is not None and job.flow is None:
            self.effects.append(KillStep(job.id))

    # -- results ---------------------------------------------------------------------------
    def result_of(self, status: ModuleStatus) -> JSON:
        """The result of a module that ended: its job's, or the list of its children's so far."""
        if status.children is not None:
            return [self.jobs[child].result for child in status.children if self.jobs[child].completed_at is not None]
        return self.jobs[status.job].result if status.job in self.jobs else None

    def remember_leaf(self, flow: FlowJob, status: ModuleStatus) -> None:
        """Let `results` of the innermost root find this module's job or jobs by the module's id."""
        ended = status.children if status.children is not None else status.job
        root = self.flow(results_root(self.jobs, flow).id)
        if ended is not None and ended != NO_JOB:
            self.change_flow(root, leaf_jobs={**root.flow.leaf_jobs, status.id: ended})
