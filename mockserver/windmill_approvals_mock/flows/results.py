"""Finds results of modules by their ids, also for callers that wait for a flow with an early return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run

JSON = Any


def result_for_early_return(run: Run, flow: UUID) -> Job | None:
    """Return the job whose result is the early return of `flow`; None until it has ended, or if there is no such job.

    A failed step is not an early return if a failure module may handle it: then the flow's own result counts. Sources:
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


def result_of_module(run: Run, flow: UUID, module: str) -> JSON:
    """Return the result of a module in `flow` or below it; for a loop the list of its iterations' results.

    Raises LookupError if the module does not exist or has not ended. Source: Windmill's source.
    """
    state = run.jobs[flow].flow
    ended = state.leaf_jobs.get(module) if state is not None else None
    if ended is None and run.jobs[flow].completed_at is not None:
        ended = _find_below(run, flow, module)
    if ended is None:
        raise LookupError(module)
    return run.jobs[ended].result if isinstance(ended, UUID) else [run.jobs[one].result for one in ended]


def _find_below(run: Run, flow: UUID, module: str) -> UUID | tuple[UUID, ...] | None:
    """Return the job or jobs of the first such module below `flow`, also in iterations of parallel loops."""
    for job in run.jobs.values():
        if job.parent == flow and job.flow is not None:
            for status in job.flow.modules:
                if status.id == module and status.job in run.jobs and status.state.is_end:
                    return status.children if status.children is not None else status.job
            found = _find_below(run, job.id, module)
            if found is not None:
                return found
    return None


def value_at(value: JSON, keys: Sequence[str]) -> JSON:
    """Return the value at `keys` inside `value`, as PostgreSQL's `#>` finds it; None if there is none."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
