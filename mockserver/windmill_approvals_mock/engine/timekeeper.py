"""Moves the time of a mock, and lets happen on the way what is due."""

from __future__ import annotations

import threading
from datetime import datetime

from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.engine.run_engine import Engine
from windmill_approvals_mock.stores.store import Store


class Timekeeper:
    def __init__(self, clock: Clock, store: Store, engine: Engine) -> None:
        self._clock = clock
        self._store = store
        self._engine = engine
        self._moving = threading.RLock()

    def advance_to(self, moment: datetime) -> None:
        """Move the clock to `moment`, stopping wherever something is due on the way."""
        with self._moving:
            was_running = not self._clock.is_frozen
            self._clock.freeze()
            while (due := self._store.next_due()) is not None and due[0] <= moment:
                self._clock.move_to(max(due[0], self._clock.now()))
                self._engine.bring_up_to_now(due[1])
            self._clock.move_to(moment)
            if was_running:
                self.let_time_run()

    def advance_to_next_event(self) -> float | None:
        """Move the clock to when something happens by itself next: how many seconds that was, None if nothing will."""
        with self._moving:
            due = self._store.next_due()
            if due is None:
                return None
            before = self._clock.now()
            self.advance_to(max(due[0], before))
            return (self._clock.now() - before).total_seconds()

    def freeze_time(self) -> None:
        with self._moving:
            self._clock.freeze()

    def let_time_run(self) -> None:
        with self._moving:
            self._clock.run()
        self._store.wake()
