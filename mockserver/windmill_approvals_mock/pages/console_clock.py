"""The mock's clock as the console shows and moves it.

Knows what may be asked of a clock; does not know what happens in runs while it moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages.posted import PostedForm

UNITS = {"s": 1, "min": 60, "h": 3600, "days": 86400}


class MockControls(Protocol):
    """What moves a mock's time and empties it (`MockWindmill` has it)."""

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
    """When something happens by itself next; None when nothing will."""
    ahead: float
    """Seconds ahead of real time, while it ticks."""

    @property
    def tag(self) -> str:
        """What a page that shows it must know to go on by itself."""
        return self.now.isoformat() if self.is_frozen else f"{self.ahead:.3f}"


def read_clock(world: World) -> ClockNow:
    due = world.store.next_due()
    clock = world.clock
    return ClockNow(clock.now(), clock.is_frozen, due[0] if due is not None else None, clock.ahead.total_seconds())


class NotAMove(Exception):
    """What was asked of the clock is nothing it can do; the text says why."""


def move(clock: MockControls, posted: PostedForm) -> None:
    """Do to the clock what a button of the console says. Raises NotAMove."""
    match posted.get_text("clock"):
        case "advance":
            seconds = _read_seconds(posted)
            try:
                clock.advance(seconds)
            except (OverflowError, ValueError):
                raise NotAMove("The clock cannot be advanced that far.") from None
        case "next":
            if clock.advance_to_next_event() is None:
                raise NotAMove("Nothing will happen by itself, however long you wait.")
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
