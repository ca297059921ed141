"""A run while it changes. Jobs are replaced in a copy, so that a failed change has no effect.

The rules are in `starting`, `ending` and `containers`.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.events import Changed, Effect, KillStep, ResultCached, Surroundings
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import NO_JOB, CancelRequest, FlowJob, Job
from windmill_approvals_mock.flows.outcomes import JSON, Outcome
from windmill_approvals_mock.flows.run import Run, flow_at, results_root
from windmill_approvals_mock.flows.states import ModuleStatus
from windmill_approvals_mock.flows.stored_json import stored_result
from windmill_approvals_mock.flows.tasks import ModuleReport, Start, Task

AnyJob = TypeVar("AnyJob", bound=Job)


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
        self._cached: dict[str, JSON] = {}

    def changed(self) -> Changed:
        run = replace(
            self.run, jobs=self.jobs, open_jobs=tuple(self.open_jobs), votes_by_identity=self.votes_by_identity
        )
        return Changed(run, tuple(self.effects))

    def add_vote(self, vote: Vote) -> None:
        """Add a vote as the newest one. It may replace one that a server has dropped."""
        others = {identity: one for identity, one in self.votes_by_identity.items() if identity != vote.identity}
        self.votes_by_identity = {**others, vote.identity: vote}

    # -- jobs ------------------------------------------------------------------------------
    def add(self, job: Job, *, at_once: bool = False) -> Job:
        """Add a job. If it is due now or wanted `at_once`, it starts before anything else that is due."""
        self.jobs[job.id] = job
        self.open_jobs[job.id] = None
        if at_once or (job.due is not None and job.due <= self.now):
            self.todo.append(Start(job.id))
        return job

    def flow(self, id: UUID) -> FlowJob:
        """Return the present state of a flow. Raises TypeError for a job without one."""
        return flow_at(self.jobs, id)

    def change(self, job: AnyJob, **changes: Any) -> AnyJob:
        changed = replace(job, **changes)
        self.jobs[job.id] = changed
        return changed

    def change_flow(self, flow: FlowJob, **changes: Any) -> FlowJob:
        return self.change(flow, flow=replace(flow.flow, **changes))

    def set_module(self, flow: FlowJob, index: int, status: ModuleStatus, **changes: Any) -> FlowJob:
        """Set the status of the module at `index`, and apply `changes` to the flow's state."""
        modules = flow.flow.modules
        return self.change_flow(flow, modules=(*modules[:index], status, *modules[index + 1 :]), **changes)

    # -- endings ---------------------------------------------------------------------------
    def complete(self, job: Job, outcome: Outcome, **changes: Any) -> None:
        """End `job` without a report to its flow."""
        if job.flow is not None:
            changes["flow"] = replace(job.flow, suspend=0, suspend_until=None)
        self.change(
            job,
            completed_at=self.now,
            started_at=job.started_at or self.now,
            success=outcome.success,
            result=stored_result(outcome.result),
            logs=job.logs + outcome.logs,
            ends_at=None,
            ends_with=None,
            deadline=None,
            **changes,
        )
        del self.open_jobs[job.id]

    def end_step(self, job: Job, outcome: Outcome, *, cancelled: CancelRequest | None = None) -> None:
        """End `job`, which has no flow of its own, and report to its parent, if any."""
        by, reason = (cancelled.by, cancelled.reason) if cancelled is not None else (None, None)
        self.complete(job, outcome, canceled_by=by, canceled_reason=reason)
        if job.parent is not None:
            self.todo.append(ModuleReport(job.parent, outcome.success, outcome.result, job=job.id, cancelled=cancelled))

    def kill(self, job: Job) -> None:
        if job.started_at is not None and job.flow is None:
            self.effects.append(KillStep(job.id))

    # -- cached results --------------------------------------------------------------------
    def cached_result(self, path: str) -> JSON:
        """Return the result cached at `path`, in this change or before; None if there is none."""
        return self._cached[path] if path in self._cached else self.around.cached_result(self.run.workspace, path)

    def cache_result(self, path: str, resource: JSON) -> None:
        self._cached[path] = resource
        self.effects.append(ResultCached(path, resource))

    # -- results ---------------------------------------------------------------------------
    def result_of(self, status: ModuleStatus) -> JSON:
        """Return the result of an ended module: its job's, or the list of its children's."""
        if status.children is not None:
            return [self.jobs[child].result for child in status.children if self.jobs[child].completed_at is not None]
        return self.jobs[status.job].result if status.job in self.jobs else None

    def remember_leaf(self, flow: FlowJob, status: ModuleStatus) -> None:
        """Let `results` in the innermost root find this module's job or jobs by the module's id."""
        ended = status.children if status.children is not None else status.job
        root = self.flow(results_root(self.jobs, flow).id)
        if ended is not None and ended != NO_JOB:
            self.change_flow(root, leaf_jobs={**root.flow.leaf_jobs, status.id: ended})
