"""Keeps runs in memory, and finds them by job and by when an event is due.

Readers need no lock. Changes of one run wait for each other; a change that was overtaken anyway is decided again.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import count, islice
from threading import Event, Lock, RLock
from uuid import UUID
from weakref import WeakValueDictionary

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.change import Change, Taken
from windmill_approvals_mock.stores.change_signal import ChangeSignal
from windmill_approvals_mock.stores.job_query import JobQuery
from windmill_approvals_mock.stores.outbox import Outbox
from windmill_approvals_mock.stores.outlines import Outline, outline_of


class MemoryStore:
    def __init__(self) -> None:
        self._runs: dict[UUID, Run] = {}
        self._order: list[UUID] = []
        self._run_of_job: dict[UUID, UUID] = {}
        """The run of each job below a root job, which has the run's own id."""
        self._outlines: dict[UUID, tuple[Run, Outline]] = {}
        """Those that were asked for, each with the run that it is of."""
        self._queue: list[tuple[datetime, int, UUID]] = []
        """A heap of when an event of a run was due, when its number was added. An entry counts while it is still so."""
        self._numbers = count()
        self._outbox = Outbox()
        self._stub_uses: dict[UUID, int] = {}
        self._unstubbed: dict[str, None] = {}
        self._locks: WeakValueDictionary[UUID, AbstractContextManager[object]] = WeakValueDictionary()
        self._saving = Lock()
        self._signal = ChangeSignal()

    # -- changing --------------------------------------------------------------------------
    def change(self, run: UUID, decide: Callable[[Run | None], Change]) -> Change:
        with self._lock_of(run):
            while True:
                before = self._runs.get(run)
                change = decide(before)
                if self._save(change, before):
                    return change

    def _lock_of(self, run: UUID) -> AbstractContextManager[object]:
        """Return a lock for this run only, which lasts while somebody uses it."""
        with self._saving:
            return self._locks.setdefault(run, RLock())

    def _save(self, change: Change, before: Run | None) -> bool:
        """Save the change, and return whether nobody else changed the run first."""
        run = change.run
        with self._saving:
            if self._runs.get(run.id) is not before or (change.stubs_used and self._is_out_of_order(change)):
                return False
            self._runs[run.id] = run
            for job in reversed(run.jobs):
                if job in self._run_of_job or job == run.id:
                    break
                self._run_of_job[job] = run.id
            if before is None:  # now that it is found by its jobs: readers need no lock
                self._order.append(run.id)
            due = self._note_due(run, before)
            if change.effects:
                self._outbox.add(run.id, [Taken(0, effect) for effect in change.effects])
            for stub, use in change.stubs_used.items():
                self._stub_uses[stub] = self._stub_uses.get(stub, 0) + use.times
            self._unstubbed.update(dict.fromkeys(change.unstubbed))
            for log, entry in change.entries:
                log.add(entry)
        self._signal.give(run.id, is_due=due is not None)
        return True

    def _is_out_of_order(self, change: Change) -> bool:
        uses = change.stubs_used.items()
        return any(use.in_order and use.before != self._stub_uses.get(stub, 0) for stub, use in uses)

    def _note_due(self, run: Run, before: Run | None) -> datetime | None:
        """Note when the next event of the run is due, and return that."""
        due = run.due
        if due is not None and (before is None or before.due != due):
            heapq.heappush(self._queue, (due, next(self._numbers), run.id))
        return due

    def take_effect(self, run: UUID) -> Taken | None:
        return self._outbox.take(run)

    def put_back(self, run: UUID, taken: Taken, /) -> None:
        self._outbox.put_back(run, taken)

    def finish_effect(self, number: int, /) -> None:
        """Do nothing: memory does not keep an effect once it was taken."""

    def finish_effects_of(self, job: UUID, /) -> None:
        """Do nothing, as in `finish_effect`."""

    # -- finding ---------------------------------------------------------------------------
    def load(self, run: UUID) -> Run:
        return self._runs[run]

    def run_with(self, job: UUID) -> Run | None:
        run = self._run_of_job.get(job)
        return self._runs.get(job) if run is None else self._runs[run]

    def load_all(self, runs: Sequence[UUID]) -> Sequence[Run]:
        return [self._runs[run] for run in runs if run in self._runs]

    def newest_ids(self, limit: int | None, skip: int) -> Sequence[UUID]:
        return list(islice(self._ids_newest_first(), skip, None if limit is None else skip + limit))

    def newest_outlines(self, limit: int) -> Sequence[Outline]:
        return [self._outline(self._runs[run]) for run in islice(self._ids_newest_first(), limit)]

    def _outline(self, run: Run) -> Outline:
        """Return the outline of `run`. A changed run is a new object, so a kept outline never goes stale."""
        known = self._outlines.get(run.id)
        if known is None or known[0] is not run:
            self._outlines[run.id] = known = run, outline_of(run)
        return known[1]

    def _ids_newest_first(self) -> Iterator[UUID]:
        """Yield runs by their start, newest first, without runs that start meanwhile."""
        return (self._order[number] for number in range(len(self._order) - 1, -1, -1))

    def _newest_first(self) -> Iterator[Run]:
        return map(self._runs.__getitem__, self._ids_newest_first())

    def find_jobs(self, query: JobQuery) -> Sequence[tuple[Run, Job]]:
        """Return the jobs that match, newest first. Stops at the end of the requested page."""
        found: Iterable[tuple[Run, Job]] = self._matching(query)
        if query.by_completion:
            found = sorted(found, key=_moment_of_end, reverse=True)
        if query.oldest_first:
            found = reversed(list(found))
        return list(islice(found, query.skip, query.skip + query.limit))

    def _matching(self, query: JobQuery) -> Iterator[tuple[Run, Job]]:
        for run in self._newest_first() if query.may_find_queued else ():
            if run.workspace == query.workspace:
                for id in reversed(run.open_jobs):
                    if query.matches(run.jobs[id]):
                        yield run, run.jobs[id]
        for run in self._newest_first() if query.may_find_completed else ():
            if run.workspace == query.workspace and len(run.open_jobs) < len(run.jobs):
                for job in reversed(run.jobs.values()):
                    if job.completed_at is not None and query.matches(job):
                        yield run, job

    def next_due(self, besides: Collection[UUID] = (), /) -> tuple[datetime, UUID] | None:
        passed_over = []
        with self._saving:
            try:
                while self._queue:
                    due, _, run = first = self._queue[0]
                    if self._runs[run].due == due:
                        if run not in besides:
                            return due, run
                        passed_over.append(first)
                    heapq.heappop(self._queue)
            finally:
                for one in passed_over:
                    heapq.heappush(self._queue, one)
        return None

    def claim_due(self, now: datetime, besides: Collection[UUID] = (), /) -> Sequence[UUID]:
        due = self.next_due(besides)
        return [due[1]] if due is not None and due[0] <= now else []

    def stub_uses(self, stub: UUID) -> int:
        return self._stub_uses.get(stub, 0)

    def unstubbed(self) -> Sequence[str]:
        return list(self._unstubbed)

    # -- waiting ---------------------------------------------------------------------------
    @property
    def revision(self) -> int:
        return self._signal.revision

    def wait(self, seen: int, seconds: float) -> None:
        self._signal.wait(seen, seconds)

    def watching(self, run: UUID) -> AbstractContextManager[Event]:
        return self._signal.watching(run)

    def wake(self, run: UUID | None = None) -> None:
        self._signal.give(run)


def _moment_of_end(found: tuple[Run, Job]) -> datetime:
    """Return when a job ended. A job that has not ended comes last."""
    return found[1].completed_at or datetime.min.replace(tzinfo=UTC)
