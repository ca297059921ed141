"""Keeps runs in a database: each as one row of versioned JSON, with more rows for searches.

A change is decided without a lock, and saved in one transaction if the run has not changed meanwhile (an optimistic
lock).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from threading import Event, Lock, RLock
from uuid import UUID
from weakref import WeakValueDictionary

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import Standing, standing_of_run
from windmill_approvals_mock.stores.change import Change, Taken
from windmill_approvals_mock.stores.change_signal import ChangeSignal
from windmill_approvals_mock.stores.database import Database, Overtaken, Row, Statement, StoreAway
from windmill_approvals_mock.stores.job_conditions import select_jobs
from windmill_approvals_mock.stores.job_query import JobQuery
from windmill_approvals_mock.stores.kept_runs import RUNS_AT_ONCE, KeptRuns
from windmill_approvals_mock.stores.leased_effects import LeasedEffects
from windmill_approvals_mock.stores.moments_as_numbers import to_moment, to_number
from windmill_approvals_mock.stores.outlines import Outline
from windmill_approvals_mock.stores.run_cache import Known
from windmill_approvals_mock.stores.saving import save_change

MOST_TRIES = 200
"""Tries to save a change of a run that others change at the same time."""
LONGEST_PAUSE = 0.02
"""Most seconds between two tries, with jitter, so that two processes do not collide again."""
SECONDS_OF_LEASE = 10.0
"""Seconds of a lease. A living process renews it; after it, another process takes over unfinished effects."""
SECONDS_OF_CLAIM = 0.4
"""Seconds for which one process claims a due run."""
RUNS_CLAIMED_AT_ONCE = 16
ALL = 2**62
"""More rows than there are."""
SECONDS_BETWEEN_LOOKS = 0.2
"""Most seconds between two looks at runs of other processes: one that dies may not have notified."""


class SqlStore:
    def __init__(self, database: Database, seconds_of_lease: float = SECONDS_OF_LEASE) -> None:
        self._database = database
        self.seconds_of_lease = seconds_of_lease
        self._runs = KeptRuns(database)
        self._effects = LeasedEffects(database, seconds_of_lease)
        self._locks: WeakValueDictionary[UUID, AbstractContextManager[object]] = WeakValueDictionary()
        self._locks_lock = Lock()
        self._signal = ChangeSignal()

    # -- changing --------------------------------------------------------------------------
    def change(self, run: UUID, decide: Callable[[Run | None], Change], /) -> Change:
        """Save a change (see `Store.change`). Raises StoreAway also if others change the run during every try."""
        with self._lock_of(run):
            for number in range(MOST_TRIES):
                known, change = self._decide_from_memory(run, decide) if number == 0 else self._decide(run, decide)
                if known is not None and _is_nothing(change, known.run):
                    return change
                try:
                    self._save(change, known)
                except Overtaken:
                    time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.001 * number)))  # noqa: S311
                    continue
                self._signal.give(run, is_due=change.run.due is not None)
                return change
        raise StoreAway(f"run {run} is being changed by too many at once, so this change was not saved; try again")

    def _lock_of(self, run: UUID) -> AbstractContextManager[object]:
        """Return a lock for this run only, because decisions may take as long as their expressions."""
        with self._locks_lock:
            return self._locks.setdefault(run, RLock())

    def _decide(self, run: UUID, decide: Callable[[Run | None], Change]) -> tuple[Known | None, Change]:
        known = self._runs.find(run)
        return known, decide(known.run if known is not None else None)

    def _decide_from_memory(self, run: UUID, decide: Callable[[Run | None], Change]) -> tuple[Known | None, Change]:
        """Decide on the cached run; saving fails if it has changed. A refusal is decided again on the present run."""
        known = self._runs.recall(run)
        if known is None or self._database.is_exclusive:
            return self._decide(run, decide)
        try:
            change = decide(known.run)
        except Exception:
            if self._runs.find(run) is known:
                raise
            return self._decide(run, decide)
        return self._decide(run, decide) if _is_nothing(change, known.run) else (known, change)

    def _save(self, change: Change, before: Known | None) -> None:
        run = change.run.id
        with self._database.transaction() as session:
            saved = save_change(session, change, before)
            taken = self._effects.save(session, run, change.effects)
            session.announce(run)
        self._runs.remember(saved)
        if change.finishes is not None:
            self._effects.let_go(change.finishes)
        self._effects.hold(run, taken)

    # -- effects ---------------------------------------------------------------------------
    def take_effect(self, run: UUID, /) -> Taken | None:
        return self._effects.take(run)

    def put_back(self, run: UUID, taken: Taken, /) -> None:
        self._effects.put_back(run, taken)

    def finish_effect(self, number: int, /) -> None:
        self._effects.finish(number)

    def finish_effects_of(self, job: UUID, /) -> None:
        self._effects.finish_all_of(job)

    # -- other processes -------------------------------------------------------------------
    def take_over(self) -> Sequence[UUID]:
        """Take over effects whose lease has expired, and return their runs."""
        return self._effects.take_over()

    def renew_leases(self) -> Sequence[UUID]:
        """Renew the leases of this process, and return the jobs whose leases it has lost."""
        return self._effects.renew()

    def release_leases(self) -> None:
        """Give up the leases of this process, so that others can take its effects over."""
        self._effects.release()

    def forget(self) -> None:
        """Clear the cache, so that everything is read again."""
        self._runs.forget()

    def forget_effects(self) -> None:
        """Forget all effects that have not been carried out."""
        self._effects.forget()

    # -- finding ---------------------------------------------------------------------------
    def read_ahead(self, job: UUID, read: Callable[[Statement], Sequence[Row]], /) -> AbstractContextManager[None]:
        """Read the run of `job` with `read`. Inside the context, `run_with` finds it once without reading it again."""
        return self._runs.read_ahead(job, read)

    def load(self, run: UUID, /) -> Run:
        known = self._runs.find(run)
        if known is None:
            raise KeyError(run)
        return known.run

    def run_with(self, job: UUID, /) -> Run | None:
        known = self._runs.find_with(job)
        return known.run if known is not None else None

    def load_all(self, runs: Sequence[UUID], /) -> Sequence[Run]:
        return [known.run for known in self._runs.find_all(runs)]

    def newest_ids(self, limit: int | None, skip: int) -> Sequence[UUID]:
        query = "SELECT id FROM runs ORDER BY number DESC LIMIT ? OFFSET ?"
        return [UUID(str(id)) for (id,) in self._database.read(query, ALL if limit is None else limit, skip)]

    def newest_outlines(self, limit: int) -> Sequence[Outline]:
        query = "SELECT id, workspace, state FROM runs ORDER BY number DESC LIMIT ?"
        rows = [(UUID(str(id)), str(workspace), state) for id, workspace, state in self._database.read(query, limit)]
        without = [id for id, _, state in rows if state is None]  # saved before there was the column
        states = {run.id: standing_of_run(run) for run in self.load_all(without)}
        return [
            Outline(id, workspace, states[id] if state is None else Standing(str(state)))
            for id, workspace, state in rows
            if state is not None or id in states
        ]

    def find_jobs(self, query: JobQuery, /) -> Sequence[tuple[Run, Job]]:
        """Return the jobs that match. The database cuts the page if SQL checks the whole query."""
        selection = select_jobs(query)
        statement = f"SELECT id, run FROM jobs WHERE {selection.where} ORDER BY {selection.order}"
        values = selection.values
        if selection.is_all:
            statement += " LIMIT ? OFFSET ?"
            values = (*values, query.limit, query.skip)
        places = [(UUID(str(id)), UUID(str(run))) for id, run in self._database.read(statement, *values)]
        found = self._matching(places, query)
        return list(found if selection.is_all else islice(found, query.skip, query.skip + query.limit))

    def _matching(self, places: Sequence[tuple[UUID, UUID]], query: JobQuery) -> Iterator[tuple[Run, Job]]:
        for start in range(0, len(places), RUNS_AT_ONCE):
            part = places[start : start + RUNS_AT_ONCE]
            runs = {known.run.id: known.run for known in self._runs.find_all([run for _, run in part])}
            for job, run in part:
                if run in runs and query.matches(runs[run].jobs[job]):
                    yield runs[run], runs[run].jobs[job]

    def next_due(self, besides: Collection[UUID] = (), /) -> tuple[datetime, UUID] | None:
        query = "SELECT due, id FROM runs WHERE due IS NOT NULL ORDER BY due LIMIT ?"
        rows = self._database.read(query, 1 + len(besides))
        for due, id in rows:
            if UUID(str(id)) not in besides:
                return to_moment(int(due or 0)), UUID(str(id))
        return None

    def claim_due(self, now: datetime, besides: Collection[UUID] = (), /) -> Sequence[UUID]:
        if self._database.is_exclusive:
            due = self.next_due(besides)
            return [due[1]] if due is not None and due[0] <= now else []
        marks = ", ".join("?" for _ in besides)
        with self._database.transaction(must_last=False) as session:
            rows = session.run(
                f"UPDATE runs SET claimed_until = {self._database.now} + ? "
                "WHERE id IN (SELECT id FROM runs WHERE due <= ? "
                f"AND claimed_until < {self._database.now} {f'AND id NOT IN ({marks})' if besides else ''} "
                "ORDER BY due LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING due, id",
                SECONDS_OF_CLAIM,
                to_number(now),
                *map(str, besides),
                RUNS_CLAIMED_AT_ONCE,
            )
        return [UUID(str(id)) for _, id in sorted(rows, key=lambda row: int(row[0] or 0))]

    def stub_uses(self, stub: UUID, /) -> int:
        rows = self._database.read("SELECT uses FROM stub_uses WHERE stub = ?", str(stub))
        return int(rows[0][0] or 0) if rows else 0

    def unstubbed(self) -> Sequence[str]:
        return [str(step) for (step,) in self._database.read("SELECT step FROM unstubbed ORDER BY number")]

    # -- waiting ---------------------------------------------------------------------------
    @property
    def revision(self) -> int:
        return self._signal.revision

    def wait(self, seen: int, seconds: float, /) -> None:
        self._signal.wait(seen, seconds if self._database.is_exclusive else min(seconds, SECONDS_BETWEEN_LOOKS))

    def watching(self, run: UUID, /) -> AbstractContextManager[Event]:
        return self._signal.watching(run)

    def wake(self, run: UUID | None = None, /) -> None:
        self._signal.give(run)


def _is_nothing(change: Change, before: Run) -> bool:
    is_same = change.run is before or change.run == before
    brings = change.effects or change.stubs_used or change.unstubbed or change.entries
    return is_same and not brings and change.finishes is None
