"""What time it is in a mock: the real time, or a time that only moves when told to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from windmill_approvals_mock.flows.moments import later


class Clock(Protocol):
    @property
    def is_manual(self) -> bool: ...
    def now(self) -> datetime: ...


class RealClock:
    is_manual = False

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """Stands still at the moment it was made, until it is moved."""

    is_manual = True

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime.now(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Raises ValueError for a moment in the past."""
        if moment < self._now:
            raise ValueError(f"time only goes forward: it is {self._now.isoformat()}, not yet {moment.isoformat()}")
        self._now = moment

    def in_seconds(self, seconds: float) -> datetime:
        """The moment `seconds` from now. Raises ValueError for a negative number."""
        if seconds < 0:
            raise ValueError(f"time only goes forward: advance() takes 0 or more seconds, not {seconds}")
        return later(self._now, seconds)
