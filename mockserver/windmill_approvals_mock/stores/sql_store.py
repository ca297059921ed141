"""Keeps runs in a database: each as one row of versioned JSON, with rows beside it for what is searched.

A change is decided with no lock held and saved in one transaction, if the run is still what the decision was made on.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from threading import Event, Lock, RLock
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from windmill_approvals_mock.flows.events import Effect, KillStep, StartStep
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.change import Change, Taken
from windmill_approvals_mock.stores.change_signal import ChangeSignal
from windmill_approvals_mock.stores.database import Database, Overtaken, Row, Session, StoreAway
from windmill_approvals_mock.stores.job_conditions import SAVE_JOB, as_column, columns_of, select_jobs
from windmill_approvals_mock.stores.job_query import JobQuery
from windmill_approvals_mock.stores.moments_as_numbers import to_moment, to_number
from windmill_approvals_mock.stores.outbox import Outbox
from windmill_approvals_mock.stores.run_cache import Known, RunCache
from windmill_approvals_mock.stores.run_json import effect_from_json, effect_to_json, run_from_json, run_to_json

MOST_TRIES = 200
"""To save a change of a run that others change at the same time."""
LONGEST_PAUSE = 0.02
"""Seconds between two tries; by chance, so that those who got in each other's way do not meet again."""
SECONDS_OF_LEASE = 10.0
"""After which what a process took and did not finish is given to another. Renewed while the process lives."""
FOR_EVER = 1e12
"""Where no other process can take anything."""
SECONDS_OF_CLAIM = 0.4
"""For which other processes leave a run alone that is due."""
RUNS_AT_ONCE = 200
"""Read with one query."""
_SAVE_RUN = "UPDATE runs SET version = ?, due = ?, claimed_until = 0, body = ? WHERE id = ? AND version = ?"
_READ_RUN = "SELECT number, version, CASE WHEN version = ? THEN NULL ELSE body END FROM runs WHERE id = ?"


class SqlStore:
    def __init__(self, database: Database, seconds_of_lease: float = SECONDS_OF_LEASE) -> None:
        self._database = database
        self._owner = str(uuid4())
        self.seconds_of_lease = seconds_of_lease
        self._leased_for = FOR_EVER if database.is_exclusive else seconds_of_lease
        self._cache = RunCache()
        self._locks: WeakValueDictionary[UUID, AbstractContextManager[object]] = WeakValueDictionary()
        self._locks_lock = Lock()
        self._outbox = Outbox()
        self._held: dict[int, UUID | None] = {}
        """The effects that this process has taken and not finished, each with the job it is about."""
        self._held_lock = Lock()
        self._signal = ChangeSignal()
        if database.is_exclusive:
            with database.transaction() as session:
                session.run("UPDATE effects SET leased_until = 0")

    # -- changing --------------------------------------------------------------------------
    def change(self, run: UUID, decide: Callable[[Run | None], Change], /) -> Change:
        """Raises StoreAway, also for a run that others change so often that no try of this one is saved."""
        with self._lock_of(run):
            for number in range(MOST_TRIES):
                known = self._find(run)
                change = decide(known.run if known is not None else None)
                if known is not None and _is_nothing(change, known.run):
                    return change
                try:
                    self._save(change, known)
                except Overtaken:
                    time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.001 * number)))  # noqa: S311
                    continue
                self.wake(run)
                return change
        raise StoreAway(f"run {run} is changed by so many at once that this change found no moment; try again")

    def _lock_of(self, run: UUID) -> AbstractContextManager[object]:
        """For this run alone: a decision about another may take as long as its expressions."""
        with self._locks_lock:
            return self._locks.setdefault(run, RLock())

    def _save(self, change: Change, before: Known | None) -> None:
        run, effects = change.run, change.effects
        body = json.dumps(run_to_json(run), separators=(",", ":"))
        due = None if run.due is None else to_number(run.due)
        with self._database.transaction() as session:
            if before is None:
                ((number,),) = session.run(
                    "INSERT INTO runs (id, workspace, version, due, claimed_until, body) VALUES (?, ?, 1, ?, 0, ?) "
                    "RETURNING number",
                    *(str(run.id), run.workspace, due, body),
                )
                saved = Known(run, 1, int(number or 0))
            else:
                saved = Known(run, before.version + 1, before.number)
                if not session.count(_SAVE_RUN, saved.version, due, body, str(run.id), before.version):
                    raise Overtaken
            self._save_jobs(session, saved, before)
            self._save_votes(session, run, before)
            self._count_stubs(session, change)
            if change.finishes is not None:
                session.run("DELETE FROM effects WHERE number = ?", change.finishes)
            taken = [Taken(self._save_effect(session, run.id, effect), effect) for effect in effects]
            session.announce()
        self._cache.put(saved)
        if change.finishes is not None:
            self._held.pop(change.finishes, None)
        if taken:
            self._hold(run.id, taken)

    def _hold(self, run: UUID, taken: Sequence[Taken]) -> None:
        with self._held_lock:
            self._held |= {one.number: _job_of(one.effect) for one in taken}
        self._outbox.add(run, taken)

    def _save_jobs(self, session: Session, saved: Known, before: Known | None) -> None:
        run, known = saved.run, before.run.jobs if before is not None else {}
        changed = [
            columns_of(run, saved.number, position, job)
            for position, job in enumerate(run.jobs.values())
            if known.get(job.id) is not job
        ]
        if changed:
            session.run_for_each(SAVE_JOB, changed)

    def _save_votes(self, session: Session, run: Run, before: Known | None) -> None:
        known = before.run.votes_by_identity if before is not None else {}
        if known is run.votes_by_identity:
            return
        came = [(str(run.id), _hex(identity)) for identity in run.votes_by_identity if identity not in known]
        went = [(str(run.id), _hex(identity)) for identity in known if identity not in run.votes_by_identity]
        if came:
            session.run_for_each("INSERT INTO votes (run, identity) VALUES (?, ?)", came)
        if went:
            session.run_for_each("DELETE FROM votes WHERE run = ? AND identity = ?", went)

    def _count_stubs(self, session: Session, change: Change) -> None:
        for stub, use in sorted(change.stubs_used.items()):
            ((uses,),) = session.run(
                "INSERT INTO stub_uses (stub, uses) VALUES (?, ?) "
                "ON CONFLICT (stub) DO UPDATE SET uses = stub_uses.uses + excluded.uses RETURNING uses",
                *(str(stub), use.times),
            )
            if use.in_order and int(uses or 0) - use.times != use.before:
                raise Overtaken
        for step in change.unstubbed:
            session.run("INSERT INTO unstubbed (step) VALUES (?) ON CONFLICT (step) DO NOTHING", as_column(step))

    def _save_effect(self, session: Session, run: UUID, effect: Effect) -> int:
        job = _job_of(effect)
        about, body = None if job is None else str(job), json.dumps(effect_to_json(effect))
        ((number,),) = session.run(
            "INSERT INTO effects (run, job, body, owner, leased_until) "
            f"VALUES (?, ?, ?, ?, {self._database.now} + ?) RETURNING number",
            *(str(run), about, body, self._owner, self._leased_for),
        )
        return int(number or 0)

    # -- effects ---------------------------------------------------------------------------
    def take_effect(self, run: UUID, /) -> Taken | None:
        return self._outbox.take(run)

    def finish_effect(self, number: int, /) -> None:
        with self._database.transaction(must_last=False) as session:
            session.run("DELETE FROM effects WHERE number = ?", number)
        self._held.pop(number, None)

    def finish_effects_of(self, job: UUID, /) -> None:
        with self._database.transaction(must_last=False) as session:
            session.run("DELETE FROM effects WHERE job = ?", str(job))
            session.announce()
        with self._held_lock:
            self._held = {number: other for number, other in self._held.items() if other != job}

    def put_back(self, run: UUID, taken: Taken, /) -> None:
        """Have an effect that could not be carried out taken again, before the others."""
        self._outbox.put_back(run, taken)

    # -- other processes -------------------------------------------------------------------
    def take_over(self) -> Sequence[UUID]:
        """The runs with effects that nobody is carrying out; those of processes that died are taken from them."""
        with self._database.transaction(must_last=False) as session:
            rows = session.run(
                f"UPDATE effects SET owner = ?, leased_until = {self._database.now} + ? "
                f"WHERE leased_until < {self._database.now} RETURNING number, run, body",
                *(self._owner, self._leased_for),
            )
        for number, run, body in sorted(rows, key=lambda row: int(row[0] or 0)):
            self._hold(UUID(str(run)), [Taken(int(number or 0), effect_from_json(json.loads(str(body))))])
        return self._outbox.runs()

    def renew_leases(self) -> Sequence[UUID]:
        """Say that this process lives; gives the jobs that it is no longer to run the steps of."""
        held = dict(self._held)
        if self._database.is_exclusive or not held:
            return ()
        marks = ", ".join("?" for _ in held)
        with self._database.transaction(must_last=False) as session:
            rows = session.run(
                f"UPDATE effects SET leased_until = {self._database.now} + ? "
                f"WHERE owner = ? AND number IN ({marks}) RETURNING number",
                self._leased_for,
                self._owner,
                *held,
            )
        lost = held.keys() - {int(number or 0) for (number,) in rows}
        return [job for number in lost if (job := self._held.pop(number, None)) is not None]

    def release_leases(self) -> None:
        """Let others carry out what this process has taken."""
        with self._database.transaction(must_last=False) as session:
            session.run("UPDATE effects SET leased_until = 0 WHERE owner = ?", self._owner)

    def forget(self) -> None:
        """Read everything anew."""
        self._cache.clear()

    def forget_effects(self) -> None:
        """Carry out nothing more of what was asked for so far."""
        self._outbox.clear()
        with self._held_lock:
            self._held.clear()

    # -- finding ---------------------------------------------------------------------------
    def load(self, run: UUID, /) -> Run:
        known = self._find(run)
        if known is None:
            raise KeyError(run)
        return known.run

    def run_with(self, job: UUID, /) -> Run | None:
        known = self._cache.get(job) if self._database.is_exclusive else None
        if known is None:
            rows = self._database.read("SELECT run FROM jobs WHERE id = ?", str(job))
            known = self._find(UUID(str(rows[0][0]))) if rows else None
        return known.run if known is not None else None

    def _find(self, run: UUID) -> Known | None:
        cached = self._cache.get(run)
        if cached is not None and self._database.is_exclusive:
            return cached
        rows = self._database.read(_READ_RUN, cached.version if cached is not None else 0, str(run))
        return self._read(rows[0], cached) if rows else None

    def _read(self, row: Row, cached: Known | None) -> Known:
        number, version, body = row
        if body is None:
            assert cached is not None
            return cached
        known = Known(run_from_json(json.loads(str(body))), int(version or 0), int(number or 0))
        self._cache.put(known)
        return known

    def _find_all(self, runs: Sequence[UUID]) -> Iterator[Known]:
        """Those that there are, in this order."""
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

    def _still_valid(self, cached: dict[UUID, Known]) -> dict[UUID, Known]:
        marks = ", ".join("?" for _ in cached)
        query = f"SELECT id, version FROM runs WHERE id IN ({marks})"
        rows = self._database.read(query, *map(str, cached)) if cached else []
        versions = {UUID(str(id)): version for id, version in rows}
        return {run: known for run, known in cached.items() if versions.get(run) == known.version}

    def newest_first(self) -> Iterator[Run]:
        """By when they began. Runs that begin meanwhile are left out."""
        rows = self._database.read("SELECT id FROM runs ORDER BY number DESC")
        return (known.run for known in self._find_all([UUID(str(id)) for (id,) in rows]))

    def find_jobs(self, query: JobQuery, /) -> Sequence[tuple[Run, Job]]:
        """The database cuts the page, unless the query asks for what only the jobs themselves tell."""
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
            runs = {known.run.id: known.run for known in self._find_all([run for _, run in part])}
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

    def claim_due(self, now: datetime, besides: Collection[UUID] = (), /) -> UUID | None:
        if self._database.is_exclusive:
            due = self.next_due(besides)
            return due[1] if due is not None and due[0] <= now else None
        marks = ", ".join("?" for _ in besides)
        with self._database.transaction(must_last=False) as session:
            rows = session.run(
                f"UPDATE runs SET claimed_until = {self._database.now} + ? "
                "WHERE id = (SELECT id FROM runs WHERE due <= ? "
                f"AND claimed_until < {self._database.now} {f'AND id NOT IN ({marks})' if besides else ''} "
                "ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id",
                SECONDS_OF_CLAIM,
                to_number(now),
                *map(str, besides),
            )
        return UUID(str(rows[0][0])) if rows else None

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
        self._signal.wait(seen, seconds)

    def watching(self, run: UUID, /) -> AbstractContextManager[Event]:
        return self._signal.watching(run)

    def wake(self, run: UUID | None = None, /) -> None:
        self._signal.give(run)


def _is_nothing(change: Change, before: Run) -> bool:
    is_same = change.run is before or change.run == before
    return is_same and not (change.effects or change.stubs_used or change.unstubbed or change.finishes is not None)


def _job_of(effect: Effect) -> UUID | None:
    return effect.job if isinstance(effect, StartStep | KillStep) else None


def _hex(identity: int) -> str:
    return f"{identity:032x}"
