"""Takes care of effects when several processes share a store.

It renews the leases of this process, carries out the effects that a dead process left, as Windmill restarts the jobs of
dead workers, and kills steps whose lease this process has lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol
from uuid import UUID

from windmill_approvals_mock.engine.run_engine import Engine
from windmill_approvals_mock.stores.database import StoreAway


class LeasingStore(Protocol):
    @property
    def seconds_of_lease(self) -> float: ...
    def take_over(self) -> Sequence[UUID]: ...
    def renew_leases(self) -> Sequence[UUID]: ...


class Membership(Protocol):
    def renew(self) -> None: ...


class Caretaker:
    """Runs in a thread until `stop`."""

    def __init__(self, store: LeasingStore, membership: Membership, engine: Engine) -> None:
        self._store = store
        self._membership = membership
        self._engine = engine
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="windmill-mock-caretaker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop taking effects over. Does not wait for those that are being carried out."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            with suppress(StoreAway):
                self._membership.renew()
                for job in self._store.renew_leases():
                    self._engine.kill_step(job)
                for run in self._store.take_over():
                    self._in_background(self._engine.carry_out_effects, run)
            self._stopped.wait(self._store.seconds_of_lease / 4)

    def _in_background(self, carry_out: Callable[[UUID], None], run: UUID) -> None:
        def work() -> None:
            with suppress(StoreAway):
                carry_out(run)

        threading.Thread(target=work, name=f"effects of {run}", daemon=True).start()
