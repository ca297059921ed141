"""What the engine asks of a store of runs.

A store keeps plain data and finds it again; it knows no rule. A run that is handed out is never changed afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from threading import Event
from typing import Protocol
from uuid import UUID

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.change import Change, Taken
from windmill_approvals_mock.stores.job_query import JobQuery


class Store(Protocol):
    # -- changing --------------------------------------------------------------------------
    def change(self, run: UUID, decide: Callable[[Run | None], Change], /) -> Change:
        """Save what `decide` makes of the run (None: there is no such run yet), and return it.

        All is saved or nothing: the run, its effects and the uses of stubs. Nothing is saved if `decide` raises.
        `decide` must be pure, because it is called again when somebody else was quicker.
        """

    def take_effect(self, run: UUID, /) -> Taken | None:
        """The oldest effect of the run that nobody has taken yet; None when there is none."""

    def put_back(self, run: UUID, taken: Taken, /) -> None:
        """Have an effect that could not be carried out taken again, before the others."""

    def finish_effect(self, number: int, /) -> None:
        """What was taken has been carried out. Until then a store that outlives its process keeps it."""

    def finish_effects_of(self, job: UUID, /) -> None:
        """Nothing that was asked for the job is to be done any more."""

    # -- finding ---------------------------------------------------------------------------
    def load(self, run: UUID, /) -> Run:
        """Raises KeyError for an unknown run."""

    def run_with(self, job: UUID, /) -> Run | None:
        """The run that `job` belongs to, or None."""

    def newest_first(self) -> Iterator[Run]: ...
    def find_jobs(self, query: JobQuery, /) -> Sequence[tuple[Run, Job]]: ...
    def next_due(self, besides: Collection[UUID] = (), /) -> tuple[datetime, UUID] | None:
        """When something happens by itself next, and in which run; runs in `besides` are left out."""

    def claim_due(self, now: datetime, besides: Collection[UUID] = (), /) -> UUID | None:
        """The run in which something is due first, if nobody else has claimed it; others leave it alone for a while."""

    def stub_uses(self, stub: UUID, /) -> int:
        """How often a stub has been used."""

    def unstubbed(self) -> Sequence[str]:
        """The steps that did nothing because nobody stubbed them, in the order they were first met."""

    # -- waiting ---------------------------------------------------------------------------
    @property
    def revision(self) -> int:
        """Another number after each change, and after each `wake`."""

    def wait(self, seen: int, seconds: float, /) -> None:
        """Return when `revision` is no longer `seen`, or after `seconds`."""

    def watching(self, run: UUID, /) -> AbstractContextManager[Event]:
        """An event that each change of `run`, and each `wake`, sets while inside."""

    def wake(self, run: UUID | None = None, /) -> None:
        """Let everyone who waits look again, because time moved; with `run`, not those who watch others."""
