"""The interface of a store of runs for the engine.

A store keeps plain data and finds it again; it does not know any rule. A run that it returned is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from threading import Event
from typing import Protocol
from uuid import UUID

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.change import Change, Taken
from windmill_approvals_mock.stores.job_query import JobQuery
from windmill_approvals_mock.stores.outlines import Outline


class Store(Protocol):
    # -- changing --------------------------------------------------------------------------
    def change(self, run: UUID, decide: Callable[[Run | None], Change], /) -> Change:
        """Save the change that `decide` returns for the run, or for None if the run does not exist yet, and return it.

        The run, its effects and the uses of stubs are saved together. If `decide` raises, nothing is saved. `decide`
        must be pure, because it is called again if the run was changed meanwhile.
        """

    def take_effect(self, run: UUID, /) -> Taken | None:
        """Take the run's oldest effect that nobody has taken yet; None if there is none."""

    def put_back(self, run: UUID, taken: Taken, /) -> None:
        """Put an effect back that could not be carried out, before the others."""

    def finish_effect(self, number: int, /) -> None:
        """Remove an effect that has been carried out. Until then a persistent store keeps it."""

    def finish_effects_of(self, job: UUID, /) -> None:
        """Remove all effects of the job."""

    # -- finding ---------------------------------------------------------------------------
    def load(self, run: UUID, /) -> Run:
        """Return a run. Raises KeyError for an unknown one."""

    def run_with(self, job: UUID, /) -> Run | None:
        """Return the run that `job` belongs to, or None."""

    def load_all(self, runs: Sequence[UUID], /) -> Sequence[Run]:
        """Return those of the runs that exist, in the given order."""

    def newest_ids(self, limit: int | None, skip: int) -> Sequence[UUID]:
        """Return the ids of the newest `limit` runs (None: of all) before the newest `skip`, newest first."""

    def newest_outlines(self, limit: int) -> Sequence[Outline]:
        """Return the outlines of the newest `limit` runs, newest first. Reads no run that has its outline beside it."""

    def find_jobs(self, query: JobQuery, /) -> Sequence[tuple[Run, Job]]: ...
    def next_due(self, besides: Collection[UUID] = (), /) -> tuple[datetime, UUID] | None:
        """Return when the next event is due and in which run, ignoring the runs in `besides`."""

    def claim_due(self, now: datetime, besides: Collection[UUID] = (), /) -> Sequence[UUID]:
        """Claim the runs whose events are due first, for a while, and return at least one if any is unclaimed."""

    def stub_uses(self, stub: UUID, /) -> int:
        """Return how often a stub has been used."""

    def unstubbed(self) -> Sequence[str]:
        """Return the steps that had no stub, in the order in which they first ran."""

    # -- waiting ---------------------------------------------------------------------------
    @property
    def revision(self) -> int:
        """A number that is different after each change and each `wake`."""

    def wait(self, seen: int, seconds: float, /) -> None:
        """Return if `revision` is no longer `seen`, else when an event may fall due that did not before, or after
        `seconds`. A change that leaves its run without a due event ends no waiting."""

    def watching(self, run: UUID, /) -> AbstractContextManager[Event]:
        """Return a context with an event that each change of `run` and each `wake` sets."""

    def wake(self, run: UUID | None = None, /) -> None:
        """Wake everyone who waits, because the clock has moved; with `run`, only those who do not watch another run."""
