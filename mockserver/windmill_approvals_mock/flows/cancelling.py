"""How a job is cancelled, with everything below it.

Knows the result a cancelled job gets; does not know who may cancel. Recordings: "suspended flow is cancelled",
"cancelling: a suspended flow and its parts".
"""

from __future__ import annotations

from windmill_approvals_mock.flows.failing import canceled_error
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job
from windmill_approvals_mock.flows.outcomes import Outcome
from windmill_approvals_mock.flows.places import At
from windmill_approvals_mock.flows.run import ancestors
from windmill_approvals_mock.flows.states import ModuleEvent, ModuleState, after
from windmill_approvals_mock.flows.working_copy import WorkingCopy


def cancel(work: WorkingCopy, job: Job, by: str, reason: str | None) -> None:
    """End `job` as cancelled, and all its open jobs first; a job that has ended stays as it is."""
    if job.completed_at is not None:
        return
    below = [id for id in work.open_jobs if job.id in (flow.id for flow in ancestors(work.jobs, work.jobs[id]))]
    for id in reversed(below):
        each = work.jobs[id]
        if each.flow is not None and each.flow.suspend > 0:
            _end_where_it_waits(work, each, by, reason)
        else:
            _cancel_one(work, each, by, reason)
    _cancel_one(work, work.jobs[job.id], by, reason)


def _end_where_it_waits(work: WorkingCopy, flow: Job, by: str, reason: str | None) -> None:
    """A flow that waits for votes inside the cancelled one gets its result, and otherwise stays as it stood."""
    work.complete(flow, Outcome(False, canceled_error(by, reason)))


def _cancel_one(work: WorkingCopy, job: Job, by: str, reason: str | None) -> None:
    work.kill(job)
    if isinstance(job, FlowJob) and isinstance(job.flow.place, At) and job.started_at is not None:
        index = job.flow.place.index
        status = job.flow.modules[index]
        has_job = status.state in (ModuleState.WAITING_FOR_EXECUTOR, ModuleState.IN_PROGRESS)
        status = after(status, ModuleEvent.CANCELLED, job=status.job if has_job else NO_JOB)
        job = work.set_module(job, index, status)
    outcome = Outcome(False, canceled_error(by, reason))
    work.complete(job, outcome, canceled_by=by, canceled_reason=reason)
