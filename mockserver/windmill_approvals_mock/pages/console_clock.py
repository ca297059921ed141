"""The mock's clock as the console shows and moves it.

Knows what may be asked of a clock; does not know what happens in runs while it moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages.posted import PostedForm
from windmill_approvals_mock.pages.wording import format_moment, format_relative

UNITS = {"s": 1, "min": 60, "h": 3600, "days": 86400}


class ClockControls(Protocol):
    """What moves a mock's time (`MockWindmill` has it)."""

    def advance(self, seconds: float) -> None: ...
    def advance_to_next_event(self) -> float | None: ...
    def freeze(self) -> None: ...
    def run_clock(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ClockNow:
    now: datetime
    is_frozen: bool
    next_event: str
    """When something happens by itself next, in words; empty when nothing will."""

    @property
    def text(self) -> str:
        return format_moment(self.now)


def read_clock(world: World) -> ClockNow:
    now, due = world.clock.now(), world.store.next_due()
    return ClockNow(now, world.clock.is_frozen, "" if due is None else format_relative(due[0], now))


class NotAMove(Exception):
    """What was asked of the clock is nothing it can do; the text says why."""


def move(clock: ClockControls, posted: PostedForm) -> None:
    """Do to the clock what a button of the console says. Raises NotAMove."""
    match posted.get_text("clock"):
        case "advance":
            clock.advance(_read_seconds(posted))
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
