"""Shows the mock's clock on the console, and moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages.posted import PostedForm

UNITS = {"s": 1, "min": 60, "h": 3600, "days": 86400}


class MockControls(Protocol):
    """The methods of `MockWindmill` that move its clock and reset it."""

    def advance(self, seconds: float) -> None: ...
    def advance_to_next_event(self) -> float | None: ...
    def freeze(self) -> None: ...
    def run_clock(self) -> None: ...
    def reset(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ClockNow:
    now: datetime
    is_frozen: bool
    next_event: datetime | None
    """When the next event is due; None if none is scheduled."""
    ahead: float
    """Seconds ahead of real time, while the clock runs."""

    @property
    def tag(self) -> str:
        """What the page's script needs to know about the clock to keep times up to date."""
        return self.now.isoformat() if self.is_frozen else f"{self.ahead:.3f}"


def read_clock(world: World) -> ClockNow:
    due = world.store.next_due()
    clock = world.clock
    return ClockNow(clock.now(), clock.is_frozen, due[0] if due is not None else None, clock.ahead.total_seconds())


class NotAMove(Exception):
    """The clock cannot do what was requested; the message says why."""


def move(clock: MockControls, posted: PostedForm) -> None:
    """Do what a button of the console's clock says. Raises NotAMove."""
    match posted.get_text("clock"):
        case "advance":
            seconds = _read_seconds(posted)
            try:
                clock.advance(seconds)
            except (OverflowError, ValueError):
                raise NotAMove("The clock cannot be advanced that far.") from None
        case "next":
            if clock.advance_to_next_event() is None:
                raise NotAMove("No event is scheduled: nothing will happen by itself.")
        case "freeze":
            clock.freeze()
        case "run":
            clock.run_clock()
        case _:
            raise NotAMove("Press one of the clock's buttons.")


def _read_seconds(posted: PostedForm) -> float:
    text, unit = posted.get_text("amount"), posted.get_text("unit")
    try:
        amount = float(text)
    except ValueError:
        amount = -1
    if not 0 <= amount < float("inf") or unit not in UNITS:
        raise NotAMove(f"The clock cannot be advanced by “{text}”; give a number, 0 or more.")
    return amount * UNITS[unit]
