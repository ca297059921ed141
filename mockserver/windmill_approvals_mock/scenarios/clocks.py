"""Lets time pass while a stage waits for a flow: by advancing a mock's clock or by sleeping."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class Time(Protocol):
    @property
    def moment(self) -> float:
        """Seconds between two checks."""

    def now(self) -> float: ...
    def let_pass(self, seconds: float) -> None: ...


class ManualTime:
    """Advances a mock's clock instead of sleeping."""

    moment = 0.5

    def __init__(self, advance: Callable[[float], object]) -> None:
        self._advance = advance
        self._passed = 0.0

    def now(self) -> float:
        return self._passed

    def let_pass(self, seconds: float) -> None:
        self._advance(seconds)
        self._passed += seconds


class RealTime:
    """Sleeps, because the server runs steps and times gates out on its own clock."""

    moment = 0.05

    def now(self) -> float:
        return time.monotonic()

    def let_pass(self, seconds: float) -> None:
        time.sleep(seconds)
