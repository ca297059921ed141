"""What a process tells the others that share its store: which runs it has changed, or that anything may have changed.

Only those who wait for one of these runs wake up, in every process.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from threading import Event, Lock
from uuid import UUID, uuid4

MOST_RUNS = 200
"""Runs that one announcement names: PostgreSQL allows 8000 bytes. With more, anything may have changed."""
ANYTHING: Collection[UUID] = ()
"""In place of the runs that have changed."""


class Announcements:
    """Collects what this process has to announce, and reads what others have announced."""

    def __init__(self) -> None:
        self._name = uuid4().hex
        self._pending: set[UUID | None] = set()
        self._lock = Lock()
        self._has_pending = Event()

    def add(self, changed: Iterable[UUID | None]) -> None:
        """Have changes of these runs announced; None is anything."""
        with self._lock:
            self._pending.update(changed)
            self._has_pending.set()

    def wait(self) -> str:
        """Wait until there is something to announce, and return it as text."""
        self._has_pending.wait()
        with self._lock:
            changed, self._pending = self._pending, set()
            self._has_pending.clear()
        if None in changed or len(changed) > MOST_RUNS:
            return self._name
        return " ".join([self._name, *map(str, changed)])

    def read(self, text: str) -> Collection[UUID] | None:
        """Return the runs that another process has announced, or ANYTHING; None for what this process announced."""
        name, *runs = text.split()
        return None if name == self._name else [UUID(run) for run in runs]
