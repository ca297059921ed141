"""Lets a mock on real time move on by itself: steps end and gates time out though nobody asks.

Knows when something is due next; does not know what.
"""

from __future__ import annotations

import threading

from windmill_approvals_mock.engine.world import World

LONGEST_NAP = 60.0
"""Seconds; a change of the system's time is noticed after that at the latest."""


class Ticker:
    """Runs from when it is made until `stop`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="windmill-mock-ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._world.something_is_due:
            self._stopped = True
            self._world.something_is_due.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._world.something_is_due:
                if self._stopped:
                    return
                due = None if self._world.clock.is_frozen else self._world.store.next_due()
                nap = LONGEST_NAP if due is None else (due[0] - self._world.clock.now()).total_seconds()
                if nap > 0:
                    self._world.something_is_due.wait(min(nap, LONGEST_NAP))
                    continue
            assert due is not None
            self._world.bring_up_to_now(due[1])
