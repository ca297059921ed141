"""The effects that this process has to carry out, those of each run in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from threading import Lock
from uuid import UUID

from windmill_approvals_mock.stores.change import Taken


class Outbox:
    def __init__(self) -> None:
        self._waiting: dict[UUID, deque[Taken]] = {}
        self._lock = Lock()

    def add(self, run: UUID, effects: Iterable[Taken]) -> None:
        with self._lock:
            self._waiting.setdefault(run, deque()).extend(effects)

    def take(self, run: UUID) -> Taken | None:
        """Remove and return the run's oldest effect; None if there is none."""
        if run not in self._waiting:
            return None
        with self._lock:
            waiting = self._waiting.get(run)
            if waiting is None:
                return None
            taken = waiting.popleft()
            if not waiting:
                del self._waiting[run]
            return taken

    def put_back(self, run: UUID, taken: Taken) -> None:
        """Put an effect back that could not be carried out, before the others."""
        with self._lock:
            self._waiting.setdefault(run, deque()).appendleft(taken)

    def runs(self) -> Sequence[UUID]:
        """Return the runs with effects."""
        with self._lock:
            return list(self._waiting)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
