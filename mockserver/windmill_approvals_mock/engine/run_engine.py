"""The engine: starts runs, changes them and processes their due events. Nothing else writes runs.

A change is decided on the present state of a run and saved in one piece with its effects. The effects are then carried
out without a lock. Does not know HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from threading import Event as Signal
from typing import TypeVar
from uuid import UUID

from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.engine.giving_up import change_or_give_up, give_up
from windmill_approvals_mock.engine.step_starter import Started, StepStarter
from windmill_approvals_mock.engine.surroundings import SurroundingsOfRuns
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.events import (
    Changed,
    Event,
    KillStep,
    ResultCached,
    StartStep,
    Surroundings,
    TimedOutWaiting,
    VoteRecorded,
)
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.machine import advance, apply, begin
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.running.planning import Plans
from windmill_approvals_mock.stores.change import Change, StubUse, Taken
from windmill_approvals_mock.stores.database import StoreAway, StoreEmptied
from windmill_approvals_mock.stores.job_query import JobQuery
from windmill_approvals_mock.stores.logs import Entry
from windmill_approvals_mock.stores.store import Store
from windmill_approvals_mock.workspaces.audit import AuditLog, build_timeout_entry, build_vote_entry
from windmill_approvals_mock.workspaces.catalog import CACHED_RESULT, Resource
from windmill_approvals_mock.workspaces.workspace import Workspaces

SECONDS_BETWEEN_LOOKS = 1.0
"""Seconds between two looks at a run that a client waits for: another process may have frozen the clock."""
SECONDS_FOR_THE_TICKER = 0.2
"""Seconds that lists wait for due events."""
SECONDS_SOON = 1.0
"""Seconds: what is due so soon may be due when the run is read."""
SECONDS_BETWEEN_TRIES = 0.5
"""Seconds between two tries to tell a store that is away how a step ended."""

AnyEvent = TypeVar("AnyEvent", bound=Event)
Update = Callable[[Run | None, Surroundings, Plans], Changed]


@dataclass(frozen=True, slots=True)
class CameOf:
    """What an effect of an earlier change adds to a change."""

    stubs_used: Mapping[UUID, StubUse] = field(default_factory=dict)
    finishes: int | None = None
    """The number of the effect that this change completes."""


NOTHING = CameOf()


class Engine:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        steps: StepStarter,
        audit: AuditLog,
        surroundings: SurroundingsOfRuns,
        workspaces: Workspaces,
    ) -> None:
        self._store = store
        self._clock = clock
        self._steps = steps
        self._audit = audit
        self._surroundings = surroundings
        self._workspaces = workspaces
        self._is_closed = Signal()

    # -- reading ---------------------------------------------------------------------------
    def run_with(self, job: UUID, workspace: str | None = None) -> Run | None:
        """Return the present state of the run that `job` belongs to; None for an unknown job (in `workspace`)."""
        run = self._store.run_with(job)
        if run is None or workspace not in (None, run.workspace):
            return None
        if _is_due(run, self._clock):
            self.bring_up_to_now(run.id)
            run = self._store.load(run.id)
        return run

    def find_jobs(self, query: JobQuery) -> Sequence[tuple[Run, Job]]:
        """Return the jobs that match `query` in their present state, each with its run."""
        self.catch_up()
        return self._store.find_jobs(query)

    def wait_for(self, job: UUID, seconds: float, *, or_until: Callable[[Run], bool] = lambda _: False) -> Run | None:
        """Return the run of `job` once `job` has ended or `or_until` is true.

        None if that does not happen within `seconds`; None at once if the clock is frozen.
        """
        until = time.monotonic() + seconds
        with self._store.watching(_require_run(self._store.run_with(job)).id) as changed:
            while True:
                changed.clear()
                run = _require_run(self.run_with(job))
                if run.jobs[job].completed_at is not None or or_until(run):
                    return run
                left = until - time.monotonic()
                if self._clock.is_frozen or left <= 0:
                    return None
                changed.wait(min(left, SECONDS_BETWEEN_LOOKS, self._seconds_until_due(run)))

    def _seconds_until_due(self, run: Run) -> float:
        due = run.due
        return SECONDS_BETWEEN_LOOKS if due is None else max(0.0, (due - self._clock.now()).total_seconds())

    # -- changing --------------------------------------------------------------------------
    def start(self, job: Job, workspace: str) -> None:
        """Start a run of `job`."""
        new = Run(job.id, workspace, {job.id: job}, (job.id,))

        def update(_: Run | None, around: Surroundings, plans: Plans) -> Changed:
            return change_or_give_up(new, self._clock.now(), plans, lambda: begin(job, workspace, around))

        self._change(job.id, update)

    def keep(self, job: Job, workspace: str) -> None:
        """Save a run that ended when it was created."""
        self._store.change(job.id, lambda _: Change(Run(job.id, workspace, {job.id: job}, ())))

    def change(self, run: UUID, decide: Callable[[Run], AnyEvent]) -> AnyEvent:
        """Apply the event that `decide` returns for the present state of the run, and return the event.

        If `decide` raises, nothing changes. It may be called more than once, so it must not change anything itself.
        """
        return self._apply(run, decide)

    def bring_up_to_now(self, run: UUID) -> None:
        """Process the due events of a run. If that raises, the run fails and this method does not raise."""
        self._change(run, lambda known, around, plans: self._advance(_require_run(known), around, plans))

    def catch_up(self) -> None:
        """Process the due events of all runs.

        While the clock runs, the ticker does this and gets a moment: no list waits long for a slow run.
        """
        until = time.monotonic() + SECONDS_FOR_THE_TICKER
        while (due := self._store.next_due()) is not None and due[0] <= self._clock.now():
            if self._clock.is_frozen:
                self.bring_up_to_now(due[1])
            elif (left := until - time.monotonic()) > 0:
                self._store.wait(self._store.revision, min(left, 0.01))
            else:
                return

    @property
    def is_behind(self) -> bool:
        """Whether an event is due now or very soon and was not processed. Reading a run may then take as long."""
        due = self._store.next_due()
        return due is not None and due[0] <= later(self._clock.now(), SECONDS_SOON)

    def _apply(self, run: UUID, decide: Callable[[Run], AnyEvent], came_of: CameOf = NOTHING) -> AnyEvent:
        events: list[AnyEvent] = []

        def update(known: Run | None, around: Surroundings, plans: Plans) -> Changed:
            now, before = self._clock.now(), _require_run(known)
            caught_up = self._advance(before, around, plans) if _is_due(before, self._clock) else Changed(before, ())
            event = decide(caught_up.run)
            events.append(event)
            changed = change_or_give_up(caught_up.run, now, plans, lambda: apply(caught_up.run, event, now, around))
            return Changed(changed.run, caught_up.effects + changed.effects)

        self._change(run, update, came_of)
        return events[-1]

    def _change(self, run: UUID, update: Update, came_of: CameOf = NOTHING) -> None:
        self._save(run, update, came_of)
        self.carry_out_effects(run)

    def carry_out_effects(self, run: UUID) -> None:
        """Carry out the effects of the run that nobody else is carrying out."""
        while (taken := self._store.take_effect(run)) is not None:
            try:
                self._carry_out(run, taken)
            except (KeyboardInterrupt, StoreEmptied):
                raise
            except StoreAway:
                self._store.put_back(run, taken)
                raise
            except BaseException as error:
                self._give_up(run, error, taken)

    def _advance(self, run: Run, around: Surroundings, plans: Plans) -> Changed:
        now = self._clock.now()
        return change_or_give_up(run, now, plans, lambda: advance(run, now, around))

    def _give_up(self, run: UUID, error: BaseException, taken: Taken) -> None:
        came_of = CameOf(finishes=taken.number)
        self._save(run, lambda known, *_: give_up(_require_run(known), error, self._clock.now()), came_of)

    def _save(self, run: UUID, update: Update, came_of: CameOf) -> None:
        def decide(known: Run | None) -> Change:
            plans = self._surroundings.plans(self._store.stub_uses)
            changed = update(known, self._surroundings.of_change(run, plans), plans)
            return Change(
                changed.run,
                tuple(effect for effect in changed.effects if not isinstance(effect, TimedOutWaiting | VoteRecorded)),
                {**plans.stubs_used, **came_of.stubs_used},
                tuple(plans.unstubbed),
                came_of.finishes,
                tuple(self._entries_of(changed)),
            )

        self._store.change(run, decide)

    def _entries_of(self, changed: Changed) -> Iterator[Entry]:
        """Yield the entries of the audit log, which the store saves together with the run."""
        run = changed.run
        for effect in changed.effects:
            match effect:
                case TimedOutWaiting(flow, continues):
                    entry = build_timeout_entry(run.workspace, run.jobs[flow], continues, self._clock.now())
                    yield self._audit.prepare(entry)
                case VoteRecorded(vote, asked_for):
                    yield self._audit.prepare(build_vote_entry(run.workspace, vote, asked_for))

    def kill_step(self, job: UUID) -> None:
        """Kill the step of `job` if it runs here. Its end is not reported."""
        self._steps.kill(job)

    def close(self) -> None:
        """Stop trying to tell a store that is away how steps ended."""
        self._is_closed.set()

    # -- effects ---------------------------------------------------------------------------
    def _carry_out(self, run: UUID, taken: Taken) -> None:
        known = self._store.load(run)
        match taken.effect:
            case StartStep(id):
                self._start_step(known, known.jobs[id], taken.number)
            case KillStep(id):
                self._steps.kill(id)
                self._store.finish_effects_of(id)
            case ResultCached(path, value):
                self._workspaces.get(known.workspace).catalog.put_resource(path, Resource(value, CACHED_RESULT))
                self._store.finish_effect(taken.number)

    def _start_step(self, run: Run, job: Job, number: int) -> None:
        """Start a step. The store keeps the effect until the step has ended, in case this process dies."""
        if job.completed_at is not None:
            self._store.finish_effect(number)
            return
        started = self._steps.start(run, job, lambda ended: self._report(run.id, ended, number))
        event = started.event
        if event is not None:

            def update(known: Run | None, around: Surroundings, plans: Plans) -> Changed:
                before, now = _require_run(known), self._clock.now()
                return change_or_give_up(before, now, plans, lambda: apply(before, event, now, around))

            self._save(run.id, update, CameOf(started.stubs_used, number))

    def _report(self, run: UUID, started: Started, number: int) -> None:
        """Save how a step ended. Try again while the store is away, because no other process knows."""
        event = started.event
        while event is not None:
            try:
                self._apply(run, lambda _: event, CameOf(started.stubs_used, number))
                return
            except StoreEmptied:
                return
            except StoreAway:
                if self._is_closed.wait(SECONDS_BETWEEN_TRIES):
                    return


def _require_run(run: Run | None) -> Run:
    """Return `run`. Raises StoreEmptied if the store no longer has it."""
    if run is None:
        raise StoreEmptied("the run is gone, since the store was emptied meanwhile; try again")
    return run


def _is_due(run: Run, clock: Clock) -> bool:
    due = run.due
    return due is not None and due <= clock.now()
