"""The runs that were read or saved last, so that one that has not changed need not be read again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from windmill_approvals_mock.flows.run import Run

KEPT = 1000


class Known(NamedTuple):
    """A run as it is in the store."""

    run: Run
    version: int
    number: int
    """Counts runs in the order in which they began."""


class RunCache:
    def __init__(self) -> None:
        self._known: OrderedDict[UUID, Known] = OrderedDict()
        self._lock = Lock()

    def get(self, run: UUID) -> Known | None:
        with self._lock:
            known = self._known.get(run)
            if known is not None:
                self._known.move_to_end(run)
            return known

    def put(self, known: Known) -> None:
        """Remember `known`, unless a newer version is known already."""
        with self._lock:
            older = self._known.get(known.run.id)
            if older is not None and older.version > known.version:
                return
            self._known[known.run.id] = known
            self._known.move_to_end(known.run.id)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._known.clear()
