"""What time it is in a mock: it stands still until it is moved, or runs on with real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock

from windmill_approvals_mock.flows.moments import later


class Clock:
    """Starts at the real time, frozen or running; can be frozen, moved on and let run again at any moment."""

    def __init__(self, *, frozen: bool) -> None:
        self._ahead = timedelta()
        self._frozen_at = _real_time() if frozen else None
        self._moving = Lock()

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def now(self) -> datetime:
        frozen_at = self._frozen_at
        return frozen_at if frozen_at is not None else _real_time() + self._ahead

    def freeze(self) -> None:
        """Stand still from now on."""
        with self._moving:
            self._frozen_at = self.now()

    def run(self) -> None:
        """Run on from the time it is."""
        with self._moving:
            self._ahead = self.now() - _real_time()
            self._frozen_at = None

    def move_to(self, moment: datetime) -> None:
        """Be at `moment`, and stand still or run on as before. A moment that has passed changes nothing."""
        with self._moving:
            if moment <= self.now():
                return
            if self.is_frozen:
                self._frozen_at = moment
            else:
                self._ahead = moment - _real_time()

    def in_seconds(self, seconds: float) -> datetime:
        """The moment `seconds` from now. Raises ValueError unless `seconds` is a number, 0 or more."""
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
            raise ValueError(f"time only goes forward: give a number of seconds, 0 or more, not {seconds!r}")
        return later(self.now(), seconds)


def _real_time() -> datetime:
    return datetime.now(UTC)
