"""How a job is cancelled, with everything below it.

Knows the result a cancelled job gets; does not know who may cancel. Recording: "suspended flow is cancelled".
"""

from __future__ import annotations

from dataclasses import replace

from windmill_approvals_mock.flows.failing import canceled_error
from windmill_approvals_mock.flows.job import NO_JOB, Job, ModuleState
from windmill_approvals_mock.flows.outcomes import Outcome
from windmill_approvals_mock.flows.run import ancestors
from windmill_approvals_mock.flows.working_copy import WorkingCopy


def cancel(work: WorkingCopy, job: Job, by: str, reason: str | None) -> None:
    """End `job` as cancelled, and all its open jobs first; a job that has ended stays as it is."""
    if job.completed_at is not None:
        return
    below = [id for id in work.open_jobs if job.id in (flow.id for flow in ancestors(work.jobs, work.jobs[id]))]
    for id in (*reversed(below), job.id):
        _cancel_one(work, work.jobs[id], by, reason)


def _cancel_one(work: WorkingCopy, job: Job, by: str, reason: str | None) -> None:
    work.kill(job)
    state = job.flow
    if state is not None and job.started_at is not None and state.step < len(state.modules):
        status = state.modules[state.step]
        waiting = status.state in (ModuleState.WAITING_FOR_EVENTS, ModuleState.WAITING_FOR_PRIOR_STEPS)
        status = replace(
            status,
            state=ModuleState.FAILURE,
            job=NO_JOB if waiting else status.job,
            count=None,
            iteration=None,
            branch=None,
        )
        job = work.set_module(job, state.step, status)
    outcome = Outcome(False, canceled_error(by, reason))
    work.complete(job, outcome, canceled_by=by, canceled_reason=reason)
