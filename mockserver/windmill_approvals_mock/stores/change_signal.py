"""Wakes threads that wait for a change: any change, or a change of one run.

Hundreds of callers may wait for their flows. They must not all wake up whenever one run changes.
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

    def give(self, run: UUID | None = None) -> None:
        """Wake those who wait for any change and those who watch `run`; without `run`, everyone."""
        with self._changed:
            self.revision += 1
            self._changed.notify_all()
            if self._watchers:
                for watched in [run] if run is not None else list(self._watchers):
                    for event in self._watchers.get(watched, ()):
                        event.set()

    def wait(self, seen: int, seconds: float) -> None:
        """Return when `revision` is no longer `seen`, or after `seconds`."""
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
