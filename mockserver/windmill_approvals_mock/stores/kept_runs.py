"""Reads runs from a database. A cached run is read again only if another process has changed it.

A request names its job in its path. So its run is read together with what else the request has to read first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import local
from uuid import UUID

from windmill_approvals_mock.stores.database import Database, Row, Statement
from windmill_approvals_mock.stores.run_cache import Known, RunCache
from windmill_approvals_mock.stores.run_json import run_from_json

RUNS_AT_ONCE = 200
"""Number of runs that one query reads."""
_READ_RUN = "SELECT number, version, CASE WHEN version = ? THEN NULL ELSE body END FROM runs WHERE id = ?"
_READ_RUN_OF_JOB = "SELECT number, version, body FROM runs WHERE id = (SELECT run FROM jobs WHERE id = ?)"


class KeptRuns:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache = RunCache()
        self._read_ahead = local()
        """Its `job` is the job whose run this thread has just read; None if there is none."""

    def remember(self, known: Known) -> None:
        """Cache a run that has just been saved."""
        self._cache.put(known)

    def recall(self, run: UUID) -> Known | None:
        """Return the cached run. Another process may have changed it since."""
        return self._cache.get(run)

    def forget(self) -> None:
        """Clear the cache, so that everything is read again."""
        self._cache.clear()

    def find(self, run: UUID) -> Known | None:
        """Return the present state of a run; the same object as before if it has not changed."""
        cached = self._cache.get(run)
        if cached is not None and self._database.is_exclusive:
            return cached
        rows = self._database.read(_READ_RUN, cached.version if cached is not None else 0, str(run))
        return self._read(rows[0], cached) if rows else None

    def find_with(self, job: UUID) -> Known | None:
        """Return the present state of the run that `job` belongs to."""
        run = self._cache.run_of(job)
        if run is not None:
            known = self._cache.get(run) if self._take_read_ahead() == job else None
            return known or self.find(run)
        rows = self._database.read(_READ_RUN_OF_JOB, str(job))
        return self._read(rows[0], None) if rows else None

    # -- reading ahead ---------------------------------------------------------------------
    def read_ahead(self, job: UUID, read: Callable[[Statement], Sequence[Row]]) -> AbstractContextManager[None]:
        """Read the run of `job` with `read`, and return a context in which this thread may find it once without
        reading it again.

        If this process changes the run meanwhile, the newer state is found.
        """
        run = self._cache.run_of(job)
        cached = self._cache.get(run) if run is not None else None
        query = (_READ_RUN_OF_JOB, (str(job),)) if cached is None else (_READ_RUN, (cached.version, str(cached.run.id)))
        rows = read(query)
        if rows:
            self._read(rows[0], cached)
        return self._having_read_ahead(job if rows else None)

    @contextmanager
    def _having_read_ahead(self, job: UUID | None) -> Iterator[None]:
        self._read_ahead.job = job
        try:
            yield
        finally:
            self._read_ahead.job = None

    def _take_read_ahead(self) -> UUID | None:
        job: UUID | None = getattr(self._read_ahead, "job", None)
        self._read_ahead.job = None
        return job

    def find_all(self, runs: Sequence[UUID]) -> Iterator[Known]:
        """Yield the runs that exist, in the given order."""
        for start in range(0, len(runs), RUNS_AT_ONCE):
            part = list(dict.fromkeys(runs[start : start + RUNS_AT_ONCE]))
            cached = {run: known for run in part if (known := self._cache.get(run)) is not None}
            found = dict(cached) if self._database.is_exclusive else self._still_valid(cached)
            missing = [str(run) for run in part if run not in found]
            marks = ", ".join("?" for _ in missing)
            query = f"SELECT number, version, body FROM runs WHERE id IN ({marks})"
            for row in self._database.read(query, *missing) if missing else ():
                known = self._read(row, None)
                found[known.run.id] = known
            yield from (found[run] for run in part if run in found)

    def _read(self, row: Row, cached: Known | None) -> Known:
        number, version, body = row
        if body is None:
            assert cached is not None
            return cached
        known = Known(run_from_json(json.loads(str(body))), int(version or 0), int(number or 0))
        self._cache.put(known)
        return known

    def _still_valid(self, cached: dict[UUID, Known]) -> dict[UUID, Known]:
        marks = ", ".join("?" for _ in cached)
        query = f"SELECT id, version FROM runs WHERE id IN ({marks})"
        rows = self._database.read(query, *map(str, cached)) if cached else []
        versions = {UUID(str(id)): version for id, version in rows}
        return {run: known for run, known in cached.items() if versions.get(run) == known.version}
