"""The interface of what runs the scripts of steps (see `subprocess_runner`), and how to wait for a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Protocol
from uuid import UUID

from windmill_approvals_mock.flows.checkpoints import Report
from windmill_approvals_mock.flows.failing import step_timeout
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.running.script import Scripts


class StepRunner(Protocol):
    def run(
        self,
        job: Job,
        environment: Mapping[str, str],
        scripts: Scripts,
        shares_with: UUID | None,
        report: Callable[[Report], None],
        /,
    ) -> None:
        """Run the job's script in the background, and report once how it ended unless it is killed.

        `scripts` are those that it may import. `shares_with` is the flow whose `shared` folder it uses.
        """

    def kill(self, job: UUID, /) -> None: ...
    def close(self) -> None: ...


def run_to_the_end(
    runner: StepRunner, job: Job, environment: Mapping[str, str], scripts: Scripts, shares_with: UUID | None
) -> Report:
    """Run the step and return how it ended. Its module's `timeout` counts in real seconds."""
    reports: SimpleQueue[Report] = SimpleQueue()
    runner.run(job, environment, scripts, shares_with, reports.put)
    try:
        return reports.get(timeout=job.seconds_allowed)
    except Empty:
        runner.kill(job.id)
        return step_timeout(job.step_id)
