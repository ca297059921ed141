"""How a stage lets time pass while it waits for a flow.

Knows the two kinds of clock a mock has; does not know what is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class Time(Protocol):
    @property
    def moment(self) -> float:
        """Seconds between two looks at what is waited for."""

    def now(self) -> float: ...
    def let_pass(self, seconds: float) -> None: ...


class ManualTime:
    """Moves a mock's clock by `advance`; nobody sleeps."""

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
    """Processes of steps run and gates time out on the server's own clock, so there is nothing to do but wait."""

    moment = 0.05

    def now(self) -> float:
        return time.monotonic()

    def let_pass(self, seconds: float) -> None:
        time.sleep(seconds)
