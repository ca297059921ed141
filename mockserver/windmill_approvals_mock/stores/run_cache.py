"""Caches the runs that were read or saved last, by their ids and the ids of their jobs."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from windmill_approvals_mock.flows.run import Run

KEPT = 1000


class Known(NamedTuple):
    """A run as in the store."""

    run: Run
    version: int
    number: int
    """The run's number in the order of their start."""


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
        """Return the run that `job` belongs to, if it is cached. A job never moves to another run."""
        return self._run_of_job.get(job)

    def put(self, known: Known) -> None:
        """Cache `known`, unless a newer version is cached already."""
        run = known.run
        with self._lock:
            older = self._known.get(run.id)
            if older is not None and older.version > known.version:
                return
            self._known[run.id] = known
            self._known.move_to_end(run.id)
            for job in reversed(run.jobs):  # jobs are only added at the end
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
