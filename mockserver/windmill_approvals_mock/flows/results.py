"""Results of modules, by their ids: what a caller who waits for a flow may get before the flow has ended."""

from __future__ import annotations

from uuid import UUID

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run


def result_for_early_return(run: Run, flow: UUID) -> Job | None:
    """The job whose result answers for `flow`, once it has ended; None while it has not, or when there is no such job.

    A step that failed does not answer where a failure module may put it right: the flow's own result will. Sources:
    recording "early return"; for failures Windmill's source.
    """
    state = run.jobs[flow].flow
    if state is None or state.definition.early_return is None:
        return None
    ended = state.leaf_jobs.get(state.definition.early_return)
    if not isinstance(ended, UUID):
        return None
    job = run.jobs[ended]
    return job if job.success or state.definition.failure_module is None else None
