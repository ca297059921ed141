"""Finds why a run failed: the step that failed last, with its error and its logs. Does not know HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.job import FlowJob, Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import Standing, standing_of_job
from windmill_approvals_mock.pages.wording import cut, format_masked, mask_signatures, shorten

JSON = Any
LONGEST_ERROR = 3_000
LONGEST_LOGS = 4_000
"""Characters of HTML. Logs keep their end."""


@dataclass(frozen=True, slots=True)
class Failure:
    job: UUID
    step: str
    """Empty if the flow itself failed, and none of its steps."""
    name: str
    """The error's name, such as `ValueError`; empty if it has none."""
    message: str
    stack: str
    logs: str

    @property
    def in_short(self) -> str:
        text = f"{self.name}: {self.message}" if self.name else self.message
        return f"{self.step}: {text}" if self.step else text


def find_failure(run: Run) -> Failure | None:
    """Return why the run failed; None if it has not failed."""
    if run.root.completed_at is None or standing_of_job(run, run.root) is not Standing.FAILED:
        return None
    steps = (job for job in reversed(run.jobs.values()) if not isinstance(job, FlowJob))
    return describe_failure(next((job for job in steps if _has_failed(job)), run.root))


def describe_failure(job: Job) -> Failure:
    """Return the failure of `job`, which has failed."""
    result = job.result if isinstance(job.result, Mapping) else {}
    error = result.get("error")
    facts = error if isinstance(error, Mapping) else {"message": format_masked(job.result)}
    return Failure(
        job.id,
        (job.step_id or "") if job.parent is not None else "",
        shorten(_write(facts.get("name")), 120),
        cut(_write(facts.get("message")) or format_masked(error), LONGEST_ERROR),
        cut(_write(facts.get("stack")), LONGEST_ERROR),
        cut_start(mask_signatures(job.logs), LONGEST_LOGS),
    )


def cut_start(text: str, limit: int) -> str:
    """Return at most the last `limit` characters of `text`; the end of a log matters most."""
    return text if len(text) <= limit else f"… {len(text) - limit} more characters\n{cut(text[-limit:], limit)}"


def _has_failed(job: Job) -> bool:
    return job.completed_at is not None and not job.success and not job.canceled


def _write(value: JSON) -> str:
    if value is None:
        return ""
    return mask_signatures(value) if isinstance(value, str) else format_masked(value)
