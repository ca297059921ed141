"""Describes what a job waits for, to a client that waits while the clock is frozen.

The text is ASCII, because it is sent in a header.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run, ancestors
from windmill_approvals_mock.flows.standing import wait_of


def tell_stuck(job: Job) -> str:
    """Return a sentence that says why the step `job` (one of `stuck_steps`) does not go on."""
    key = job.approval.key if job.approval is not None else ""
    return (
        f"step {job.module_id!r} waits in code for approval {key!r} and is stuck until that times out: "
        "votes by link count for its flow, which ignores them"
    )


def waits_for(run: Run, job: UUID, now: datetime) -> str:
    """Describe what `job` waits for in one sentence; empty if it has ended."""
    reasons = [
        reason
        for id in run.open_jobs
        if id == job or any(flow.id == job for flow in ancestors(run.jobs, run.jobs[id]))
        for reason in _reasons(run.jobs[id], now)
    ]
    return "; ".join(reasons).encode("ascii", "backslashreplace").decode()


def _reasons(job: Job, now: datetime) -> Iterator[str]:
    name = f"step {job.module_id!r}" if job.module_id else "the run"
    if job.started_at is None:
        yield f"{name} starts in {_seconds(job.scheduled_for, now)}"
        return
    wait = wait_of(job)
    if wait is not None:
        votes = "a vote" if wait.gate is None else f"{wait.missing} more vote{'s' if wait.missing != 1 else ''}"
        asks = f"approval {wait.name!r}" if wait.gate is None else f"the gate of step {wait.name!r}"
        if job.approval is not None and job.parent is not None:
            yield f"{tell_stuck(job)}; that is in {_seconds(wait.until or now, now)}"
        else:
            yield f"{asks} needs {votes}, or times out in {_seconds(wait.until or now, now)}"
    elif job.flow is None:
        yield f"{name} ends in {_seconds(job.due, now)}" if job.due is not None else f"{name} is running"


def _seconds(at: datetime, now: datetime) -> str:
    seconds = (at - now).total_seconds()
    text = f"{seconds:.3f}".rstrip("0").rstrip(".")
    return f"{text} s: advance({text})"
