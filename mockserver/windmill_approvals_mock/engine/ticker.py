"""Processes events when they fall due on a running clock: steps end and gates time out by themselves.

A run that takes long does not delay the others.
"""

from __future__ import annotations

import threading
import time
from uuid import UUID

from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.engine.run_engine import Engine
from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.stores.store import Store

LONGEST_NAP = 60.0
"""Most seconds between two looks, after which a change of the system's time is noticed."""
SECONDS_FOR_A_RUN = 0.005
"""Seconds that the next due run waits for the one before it, so that quick events happen in order.

Short, because hundreds of slow runs may be due at once.
"""

SECONDS_FOR_OTHERS = 0.1
"""Seconds until the next look at runs that another process is handling."""

SECONDS_UNTIL_STORE_IS_BACK = 0.5
"""Seconds between two tries while the store is away."""


class Ticker:
    """Runs in a thread until `stop`."""

    def __init__(self, clock: Clock, store: Store, engine: Engine) -> None:
        self._clock = clock
        self._store = store
        self._engine = engine
        self._stopped = False
        self._busy: set[UUID] = set()
        self._thread = threading.Thread(target=self._run, name="windmill-mock-ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the ticker. Does not wait for a run that is being handled."""
        self._stopped = True
        self._store.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._wait_and_move_on()
            except StoreAway:
                self._store.wait(self._store.revision, SECONDS_UNTIL_STORE_IS_BACK)

    def _wait_and_move_on(self) -> None:
        while True:
            seen = self._store.revision
            if self._stopped:
                return
            due = None if self._clock.is_frozen else self._store.next_due(self._busy)
            nap = LONGEST_NAP if due is None else (due[0] - self._clock.now()).total_seconds()
            if due is None or nap > 0:
                self._store.wait(seen, min(nap, LONGEST_NAP))
                continue
            runs = self._store.claim_due(self._clock.now(), self._busy)
            for run in runs:
                self._move_on(run)
            if not runs:
                self._store.wait(seen, SECONDS_FOR_OTHERS)

    def _move_on(self, run: UUID) -> None:
        self._busy.add(run)
        thread = threading.Thread(target=self._bring_up_to_now, args=(run,), name=f"run {run}", daemon=True)
        thread.start()
        thread.join(SECONDS_FOR_A_RUN)

    def _bring_up_to_now(self, run: UUID) -> None:
        try:
            self._engine.bring_up_to_now(run)
        except StoreAway:
            time.sleep(SECONDS_UNTIL_STORE_IS_BACK)
        finally:
            self._busy.discard(run)
            self._store.wake(run)
