"""Moves the clock of a mock and processes the events that fall due.

No lock is held meanwhile, so a stub that moves the clock itself or never returns does not block other threads.
"""

from __future__ import annotations

from datetime import datetime

from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.engine.run_engine import Engine
from windmill_approvals_mock.stores.store import Store


class Timekeeper:
    def __init__(self, clock: Clock, store: Store, engine: Engine) -> None:
        self._clock = clock
        self._store = store
        self._engine = engine

    def advance_to(self, moment: datetime) -> None:
        """Move the clock to `moment`, and stop at each event on the way."""
        while (due := self._store.next_due()) is not None and due[0] <= moment:
            self._clock.move_to(due[0])
            self._engine.bring_up_to_now(due[1])
        self._clock.move_to(moment)
        self._store.wake()

    def advance_to_next_event(self) -> float | None:
        """Move the clock to the next event and return the seconds in between; None if no event is scheduled."""
        due = self._store.next_due()
        if due is None:
            return None
        before = self._clock.now()
        self.advance_to(max(due[0], before))
        return max((due[0] - before).total_seconds(), 0.0)

    def freeze_time(self) -> None:
        self._clock.freeze()
        self._store.wake()

    def let_time_run(self) -> None:
        self._clock.run()
        self._store.wake()
