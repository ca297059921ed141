"""The console's page of one job, with its arguments, result and logs."""

from __future__ import annotations

from uuid import UUID

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.standing import standing_of_job
from windmill_approvals_mock.pages.console_page import ConsolePage
from windmill_approvals_mock.pages.failures import describe_failure
from windmill_approvals_mock.pages.run_page import find_run
from windmill_approvals_mock.pages.summaries import name_run
from windmill_approvals_mock.pages.wording import cut, format_masked

LONGEST_VALUE = 24_000


def show(world: World, id: str) -> ConsolePage:
    """Return the page of job `id`. Raises PageNotFound for an unknown job."""
    run = find_run(world, id)
    job = run.jobs[UUID(id)]
    values = {
        "run": run,
        "job": job,
        "run_name": name_run(world, run),
        "name": job.module_id or job.path or "job",
        "state": standing_of_job(run, job),
        "failure": describe_failure(job) if job.completed_at is not None and not job.success else None,
        "now": world.clock.now(),
        "args": cut(format_masked(dict(job.args)), LONGEST_VALUE),
        "result": cut(format_masked(job.result), LONGEST_VALUE) if job.completed_at is not None else None,
        "code": cut(job.code.content, LONGEST_VALUE) if job.code is not None else "",
        "logs": cut(job.logs, LONGEST_VALUE),
    }
    return ConsolePage("job.html", values)
