"""Plans how the steps that start in one change of a run will end.

A plan has no effect until the change is saved: it counts the uses of stubs, and the store saves them with the run.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from windmill_approvals_mock.flows.events import Planned
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.outcomes import Outcome
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.running.stubs import Stub, Stubs
from windmill_approvals_mock.stores.change import StubUse

UNSTUBBED = Planned(Outcome(True, None))
"""A step without a stub and without a runner succeeds with null."""


class Plans:
    """The plans of one change."""

    def __init__(
        self,
        stubs: Stubs,
        uses: Callable[[UUID], int],
        find_error: Callable[[Run, Job], Outcome | None],
        *,
        runs_scripts: bool,
    ) -> None:
        self._stubs = stubs
        self._uses = uses
        self._find_error = find_error
        self._runs_scripts = runs_scripts
        self.stubs_used: dict[UUID, StubUse] = {}
        self.unstubbed: dict[str, None] = {}

    def plan(self, run: Run, job: Job) -> Planned | None:
        """Plan how a step ends; None if its function or script must run first.

        A step whose arguments refer to a missing variable or resource fails even if it has a stub.
        """
        error = self._find_error(run, job)
        if error is not None:
            return Planned(error)
        stub = self._stubs.find(job)
        if stub is not None:
            return None if stub.function is not None else stub.plan(self._next_use(stub))
        if self._runs_scripts:
            return None
        self.unstubbed[job.path or job.module_id or str(job.kind)] = None
        return UNSTUBBED

    def _next_use(self, stub: Stub) -> int:
        known = self.stubs_used.get(stub.id)
        before, times = (self._uses(stub.id), 0) if known is None else (known.before, known.times)
        self.stubs_used[stub.id] = StubUse(before, times + 1, in_order=before < len(stub.outcomes) - 1)
        return before + times
