"""Cancels a job with everything below it. Does not know who may cancel.

Cancelling leaves a request on each job. A job that has not started, waits at a gate or runs as a step ends at once and
reports to its flow like any job. A flow that finds a request on itself then ends too.
Recordings: "suspended flow is cancelled", "cancelling: a suspended flow and its parts".
"""

from __future__ import annotations

from uuid import UUID

from windmill_approvals_mock.flows.failing import canceled_error
from windmill_approvals_mock.flows.job import CancelRequest, FlowJob, Job
from windmill_approvals_mock.flows.outcomes import Outcome
from windmill_approvals_mock.flows.run import ancestors
from windmill_approvals_mock.flows.starting import fail_to_go_on
from windmill_approvals_mock.flows.working_copy import WorkingCopy

NO_REASON_AT_ONCE = "unexplicited reasons"
"""Windmill's text for no reason, for a job that has not started or is cancelled by force."""


def cancel(work: WorkingCopy, job: Job, by: str, reason: str | None) -> None:
    """Request that `job` and all open jobs below it end. A job that has ended does not change."""
    if job.completed_at is not None:
        return
    if job.parent is None and job.started_at is None:
        _end_at_once(work, job, by, reason)
        return
    below = _open_below(work, job)
    request = CancelRequest(by, reason)
    for id in (job.id, *below):
        work.change(work.jobs[id], cancel=request)
    for id in (*reversed(below), job.id):
        _end_if_idle(work, work.jobs[id], request)


def cancel_by_force(work: WorkingCopy, job: Job, by: str, reason: str | None) -> None:
    """End `job` and all open jobs below it at once, in any state. Source: Windmill's source, not recorded."""
    if job.completed_at is not None:
        return
    for id in (*reversed(_open_below(work, job)), job.id):
        work.kill(work.jobs[id])
        _end_at_once(work, work.jobs[id], by, reason)


def _open_below(work: WorkingCopy, job: Job) -> list[UUID]:
    return [id for id in work.open_jobs if job.id in (flow.id for flow in ancestors(work.jobs, work.jobs[id]))]


def _end_at_once(work: WorkingCopy, job: Job, by: str, reason: str | None) -> None:
    reason = NO_REASON_AT_ONCE if reason is None else reason
    outcome = Outcome(False, canceled_error(by, reason))
    work.complete(job, outcome, canceled_by=by, canceled_reason=reason)


def _end_if_idle(work: WorkingCopy, job: Job, request: CancelRequest) -> None:
    """End a job unless it is a running flow, which ends when the job that it runs reports."""
    error = canceled_error(request.by, request.reason)
    if isinstance(job, FlowJob):
        if job.started_at is None or job.flow.blocked is not None:
            fail_to_go_on(work, job, error)
    elif job.started_at is None or _waits_in_code(job):
        work.end_step(job, Outcome(False, error))
    else:
        work.kill(job)
        work.end_step(job, Outcome(False, error), cancelled=request)


def _waits_in_code(job: Job) -> bool:
    """Whether a workflow as code waits. It ends like a job that has not started: it fails, and `canceled` is false.

    Source: Windmill's source.
    """
    return job.workflow is not None and job.workflow.waiting is not None
