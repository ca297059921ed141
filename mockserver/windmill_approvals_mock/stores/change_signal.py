"""Wakes threads that wait: for something that falls due, or for a change of one run.

Hundreds of callers may wait for their flows. They must not all wake up whenever one run changes. Nor must the ticker,
if a change leaves nothing to do for it: each waking costs a busy server two switches between threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, Lock
from uuid import UUID


class ChangeSignal:
    def __init__(self) -> None:
        self.revision = 0
        """A number that is different after each change."""
        self._changed = Condition(Lock())
        self._watchers: dict[UUID, list[Event]] = {}

    def give(self, run: UUID | None = None, *, is_due: bool = True) -> None:
        """Wake those who watch `run`, and with `is_due` those who wait for what falls due; without `run`, everyone."""
        with self._changed:
            self.revision += 1
            if is_due:
                self._changed.notify_all()
            if self._watchers:
                for watched in [run] if run is not None else list(self._watchers):
                    for event in self._watchers.get(watched, ()):
                        event.set()

    def wait(self, seen: int, seconds: float) -> None:
        """Return if `revision` is no longer `seen`, else when an event may fall due that did not before, or after
        `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self.revision != seen, seconds)

    @contextmanager
    def watching(self, run: UUID) -> Iterator[Event]:
        """Yield an event that each change of `run` sets. Clear it before you read the run."""
        event = Event()
        with self._changed:
            self._watchers.setdefault(run, []).append(event)
        try:
            yield event
        finally:
            with self._changed:
                self._watchers[run].remove(event)
                if not self._watchers[run]:
                    del self._watchers[run]
