"""Lets a mock on real time move on by itself: steps end and gates time out though nobody asks.

Knows when something is due next; does not know what.
"""

from __future__ import annotations

import threading

from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.engine.run_engine import Engine
from windmill_approvals_mock.stores.store import Store

LONGEST_NAP = 60.0
"""Seconds; a change of the system's time is noticed after that at the latest."""


class Ticker:
    """Runs from when it is made until `stop`."""

    def __init__(self, clock: Clock, store: Store, engine: Engine) -> None:
        self._clock = clock
        self._store = store
        self._engine = engine
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="windmill-mock-ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped = True
        self._store.wake()
        self._thread.join()

    def _run(self) -> None:
        while True:
            seen = self._store.revision
            if self._stopped:
                return
            due = None if self._clock.is_frozen else self._store.next_due()
            nap = LONGEST_NAP if due is None else (due[0] - self._clock.now()).total_seconds()
            if due is None or nap > 0:
                self._store.wait(seen, min(nap, LONGEST_NAP))
            else:
                self._engine.bring_up_to_now(due[1])
