"""`same_worker` of a flow. Source: Windmill's source; no recording covers it.

The worker of a step gets the next one directly. It takes it up at once, even if it is scheduled for later, and runs one
step at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from windmill_approvals_mock.flows.definition import Module
from windmill_approvals_mock.flows.failing import FlowError
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind


def keeps_worker(flow: FlowJob, module: Module) -> bool:
    """Whether the job of `module` stays on its flow's worker: not if the module itself has a gate or a sleep.

    An inner flow that stays keeps its own steps there, but not those in its branches and loops.
    """
    stays = flow.same_worker and flow.kind is JobKind.FLOW
    return (flow.flow.definition.same_worker or stays) and module.gate is None and module.sleep is None


def job_with_shared_folder(jobs: Mapping[UUID, Job], job: Job) -> UUID | None:
    """Return the flow whose `shared` folder `job` uses: the outermost one on the same worker.

    None for a job that changes workers, which has its own folder.
    """
    owner = None
    while job.same_worker and job.parent is not None:
        owner, job = job.parent, jobs[job.parent]
    return owner


def refuse_parallel(jobs: int) -> None:
    """Raise FlowError if a module that stays on its worker starts more than one job."""
    if jobs != 1:
        raise FlowError(
            "Bad request: Cannot continue on same worker with multiple jobs, "
            "parallel cannot be used in conjunction with same_worker"
        )
