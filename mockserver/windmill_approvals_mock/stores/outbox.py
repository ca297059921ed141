"""The effects that this process is to carry out: those of each run in the order in which changes asked for them."""

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
        """Return the run's oldest effect, which is the caller's now; None when there is none."""
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
        """Have an effect that could not be carried out taken again, before the others."""
        with self._lock:
            self._waiting.setdefault(run, deque()).appendleft(taken)

    def runs(self) -> Sequence[UUID]:
        """Return the runs that effects wait for."""
        with self._lock:
            return list(self._waiting)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
