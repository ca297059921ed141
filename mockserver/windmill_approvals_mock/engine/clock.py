"""What time it is in a mock: it stands still until it is moved, or runs on with real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from windmill_approvals_mock.flows.moments import later


class Clock:
    """Starts at the real time, frozen or running; can be frozen, moved on and let run again at any moment."""

    def __init__(self, *, frozen: bool) -> None:
        self._ahead = timedelta()
        self._frozen_at = _real_time() if frozen else None

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def now(self) -> datetime:
        return self._frozen_at if self._frozen_at is not None else _real_time() + self._ahead

    def freeze(self) -> None:
        """Stand still from now on."""
        self._frozen_at = self.now()

    def run(self) -> None:
        """Run on from the time it is."""
        self._ahead = self.now() - _real_time()
        self._frozen_at = None

    def move_to(self, moment: datetime) -> None:
        """Stand still at `moment`. Raises ValueError for one in the past."""
        if moment < self.now():
            raise ValueError(f"time only goes forward: it is {self.now().isoformat()}, after {moment.isoformat()}")
        self._frozen_at = moment

    def in_seconds(self, seconds: float) -> datetime:
        """The moment `seconds` from now. Raises ValueError for what is no number of seconds, 0 or more."""
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
            raise ValueError(f"time only goes forward: give a number of seconds, 0 or more, not {seconds!r}")
        return later(self.now(), seconds)


def _real_time() -> datetime:
    return datetime.now(UTC)
