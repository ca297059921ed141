"""The runs that were read or saved last, by themselves and by their jobs, so that they need not be read again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from windmill_approvals_mock.flows.run import Run

KEPT = 1000


class Known(NamedTuple):
    """A run as it is in the store."""

    run: Run
    version: int
    number: int
    """Counts runs in the order in which they began."""


class RunCache:
    def __init__(self) -> None:
        self._known: OrderedDict[UUID, Known] = OrderedDict()
        self._run_of_job: dict[UUID, UUID] = {}
        self._lock = Lock()

    def get(self, run: UUID) -> Known | None:
        with self._lock:
            known = self._known.get(run)
            if known is not None:
                self._known.move_to_end(run)
            return known

    def run_of(self, job: UUID) -> UUID | None:
        """Return the run that `job` belongs to, if that is remembered: it is never another."""
        return self._run_of_job.get(job)

    def put(self, known: Known) -> None:
        """Remember `known`, unless a newer version is known already."""
        run = known.run
        with self._lock:
            older = self._known.get(run.id)
            if older is not None and older.version > known.version:
                return
            self._known[run.id] = known
            self._known.move_to_end(run.id)
            for job in reversed(run.jobs):  # they are only ever added at the end
                if job in self._run_of_job:
                    break
                self._run_of_job[job] = run.id
            if len(self._known) > KEPT:
                _, oldest = self._known.popitem(last=False)
                for job in oldest.run.jobs:
                    self._run_of_job.pop(job, None)

    def clear(self) -> None:
        with self._lock:
            self._known.clear()
            self._run_of_job.clear()
