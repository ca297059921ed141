"""What `same_worker` of a flow means for its steps. From Windmill's source: no recording has it.

The worker of one step is told of the next one directly. It takes that step up at once, whatever moment the step is
scheduled for, and takes up one step at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from windmill_approvals_mock.flows.definition import Module
from windmill_approvals_mock.flows.failing import FlowError
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind


def keeps_worker(flow: FlowJob, module: Module) -> bool:
    """Whether the job of `module` stays with its flow's worker: not if the module itself has a gate or a sleep.

    A sub-flow that stays there keeps its own steps there, though not what is in its branches and loops.
    """
    stays = flow.same_worker and flow.kind is JobKind.FLOW
    return (flow.flow.definition.same_worker or stays) and module.gate is None and module.sleep is None


def job_with_shared_folder(jobs: Mapping[UUID, Job], job: Job) -> UUID | None:
    """The flow whose `shared` folder `job` sees as its own: the outermost that it stays on a worker with.

    None for a job that does not stay, which has a folder of its own.
    """
    owner = None
    while job.same_worker and job.parent is not None:
        owner, job = job.parent, jobs[job.parent]
    return owner


def refuse_parallel(jobs: int) -> None:
    """Raises FlowError unless a module that stays with its worker has one job to start."""
    if jobs != 1:
        raise FlowError(
            "Bad request: Cannot continue on same worker with multiple jobs, "
            "parallel cannot be used in conjunction with same_worker"
        )
