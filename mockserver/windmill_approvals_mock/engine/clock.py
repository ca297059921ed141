"""The clock of a mock: frozen until it is advanced, or running with real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.stores.tables import Keeper, codec_of


@dataclass(frozen=True, slots=True)
class ClockState:
    frozen_at: datetime | None
    microseconds_ahead: int = 0
    """Offset from real time while the clock runs."""


class Clock:
    """Starts at the real time, frozen or running. It can be frozen, advanced and let run at any moment.

    If a store keeps the time, the clock goes on from there and is the same for all processes that share the store.
    """

    def __init__(self, keeper: Keeper, *, frozen: bool) -> None:
        self._keeper = keeper
        self._states = keeper.table("clock", "", _STATE)
        with keeper.changing():
            if self._states.get(_NAME) is None:
                self._put(ClockState(_real_time() if frozen else None))

    @property
    def _state(self) -> ClockState:
        return self._states.get(_NAME) or ClockState(None)

    def _put(self, state: ClockState) -> None:
        self._states.put(_NAME, state)

    @property
    def is_frozen(self) -> bool:
        return self._state.frozen_at is not None

    @property
    def ahead(self) -> timedelta:
        """How far the clock is ahead of real time; 0 while it is frozen."""
        return timedelta(microseconds=self._state.microseconds_ahead)

    def now(self) -> datetime:
        state = self._state
        return state.frozen_at or _real_time() + timedelta(microseconds=state.microseconds_ahead)

    def freeze(self) -> None:
        """Freeze the clock."""
        with self._keeper.changing():
            self._put(ClockState(self.now()))

    def run(self) -> None:
        """Let the clock run from its present time."""
        with self._keeper.changing():
            self._put(_running_from(self.now()))

    def move_to(self, moment: datetime) -> None:
        """Move to `moment`; frozen or running as before. A moment in the past changes nothing."""
        with self._keeper.changing():
            if moment > self.now():
                self._put(ClockState(moment) if self.is_frozen else _running_from(moment))

    def in_seconds(self, seconds: float) -> datetime:
        """Return the moment in `seconds`. Raises ValueError unless `seconds` is a number, 0 or more."""
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
            raise ValueError(f"time only goes forward: give a number of seconds, 0 or more, not {seconds!r}")
        return later(self.now(), seconds)


_NAME = "clock"
_STATE = codec_of(ClockState)


def _running_from(moment: datetime) -> ClockState:
    return ClockState(None, (moment - _real_time()) // timedelta(microseconds=1))


def _real_time() -> datetime:
    return datetime.now(UTC)
