"""`cache_ttl`: a job ends at once with the result of an equal job that succeeded recently.

As in Windmill, a cached result is a resource of type `cache`. A flow looks for one whenever a worker takes it up: at
its start and when it wakes at a gate. Source: Windmill's source, the same from 1.607 to 1.788.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind
from windmill_approvals_mock.flows.outcomes import Outcome
from windmill_approvals_mock.flows.run import ancestors
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

FOUND = "Job skipped because args & path found in cache and not expired"
"""The log of such a job."""


def find_cached(work: WorkingCopy, job: Job) -> Outcome | None:
    """Return the cached outcome of an equal job; None if `job` has to run."""
    if job.cache_ttl is None:
        return None
    cached = work.cached_result(_path(work, job))
    if cached is None or cached["expire"] <= _seconds(work.now):
        return None
    return Outcome(True, cached["value"], FOUND)


def cache_result(work: WorkingCopy, job: Job, result: JSON) -> None:
    """Cache `result`, of a job that succeeded, for equal jobs."""
    if job.cache_ttl is not None:
        expire = _seconds(work.now) + job.cache_ttl
        work.cache_result(_path(work, job), {"expire": expire, "value": result})


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _path(work: WorkingCopy, job: Job) -> str:
    """Return the path of a job's cached result, made of its kind, what it runs, and its arguments as given."""
    parts = [job.kind.value, *_runnable(work, job)]
    for name in sorted(job.args):
        parts += [name, json.dumps(job.args[name], ensure_ascii=False)]
    return f"g/results/{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}"


def _runnable(work: WorkingCopy, job: Job) -> list[str]:
    """Return what identifies what a job runs: a version of a flow or script; for a step, its flow and script."""
    if isinstance(job, FlowJob):
        version = job.flow.definition.version
        return [job.path or "", json.dumps(job.flow.definition.raw)] if version is None else [str(version)]
    content = job.code.content if job.code is not None else ""
    if job.kind is JobKind.SCRIPT and job.code is not None:
        return [job.code.hash or job.path or ""]
    if job.kind is JobKind.FLOWSCRIPT and job.parent is not None:
        flow = work.flow(job.parent)
        deployed = next(one for one in (flow, *ancestors(work.jobs, flow)) if one.kind is JobKind.FLOW)
        return [deployed.path or "", content]
    return [job.path or "", content]
