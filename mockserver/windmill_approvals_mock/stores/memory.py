"""Keeps runs, and finds them by job and by when something is due in them.

Knows runs as wholes; does not know what is in them but their jobs' ids and their due time. A run
that is handed out is never changed afterwards, so readers need no lock; whoever changes one holds
its lock from `load` to `save`.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from threading import Lock, RLock
from uuid import UUID

from windmill_approvals_mock.flows.run import Run


class MemoryStore:
    def __init__(self) -> None:
        self._runs: dict[UUID, Run] = {}
        self._run_of_job: dict[UUID, UUID] = {}
        self._locks: dict[UUID, RLock] = {}
        self._due: dict[UUID, datetime] = {}
        self._queue: list[tuple[datetime, int, UUID]] = []
        self._order = count()
        self._lock = Lock()

    def save(self, run: Run) -> None:
        """Keep `run` in place of what was known of it."""
        due = run.due
        with self._lock:
            self._runs[run.id] = run
            for job in reversed(run.jobs):
                if job in self._run_of_job:
                    break
                self._run_of_job[job] = run.id
            if due is None:
                self._due.pop(run.id, None)
            elif self._due.get(run.id) != due:
                self._due[run.id] = due
                heapq.heappush(self._queue, (due, next(self._order), run.id))

    def load(self, run: UUID) -> Run:
        return self._runs[run]

    def lock(self, run: UUID) -> RLock:
        """The lock to hold while changing the run."""
        with self._lock:
            return self._locks.setdefault(run, RLock())

    def run_with(self, job: UUID) -> Run | None:
        """The run that `job` belongs to, or None."""
        run = self._run_of_job.get(job)
        return None if run is None else self._runs[run]

    def newest_first(self) -> Iterator[Run]:
        return reversed(list(self._runs.values()))

    def next_due(self) -> tuple[datetime, UUID] | None:
        """When something happens by itself next, and in which run."""
        with self._lock:
            while self._queue:
                due, _, run = self._queue[0]
                if self._due.get(run) == due:
                    return due, run
                heapq.heappop(self._queue)
        return None
