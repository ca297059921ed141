"""How long the expressions of one change, and those of one run, may compute together.

One expression has a limit of its own; a loop has many of them.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.expressions import Script
from windmill_approvals_mock.running.expression_pool import POOL, ExpressionsTookTooLong

JSON = Any

SECONDS_OF_A_CHANGE = 10.0
"""Of computing, for what follows from a step's end, a vote or a timeout, up to the next one."""
LONGEST_CHANGE = 30.0
"""Seconds of real time for the same: a loop has two thousand expressions, and each may wait for those of others."""
SECONDS_OF_A_RUN = 30.0
"""Of computing."""
WORTH_COUNTING = 0.05
"""Seconds. So only runs with slow expressions are remembered."""
MOST_RUNS = 1000


class TimeOfRuns:
    """Counts how long the expressions of each run took; the oldest runs are forgotten."""

    def __init__(self) -> None:
        self._seconds: OrderedDict[UUID, float] = OrderedDict()
        self._lock = Lock()

    def spent_by(self, run: UUID) -> float:
        return self._seconds.get(run, 0.0)

    def add(self, run: UUID, seconds: float) -> None:
        if seconds < WORTH_COUNTING:
            return
        with self._lock:
            self._seconds[run] = self._seconds.pop(run, 0.0) + seconds
            if len(self._seconds) > MOST_RUNS:
                self._seconds.popitem(last=False)


class LimitedEvaluation:
    """Evaluates the expressions of one change of a run, until they took too long together."""

    def __init__(self, times: TimeOfRuns, run: UUID) -> None:
        self._seconds_left = SECONDS_OF_A_CHANGE
        self._real_seconds_left = LONGEST_CHANGE
        self._times, self._run = times, run

    def evaluate(self, script: Script) -> JSON:
        """As `evaluate` of the pool. Raises ExpressionsTookTooLong, also when the run has spent its time."""
        if self._seconds_left <= 0 or self._real_seconds_left <= 0:
            limit = SECONDS_OF_A_CHANGE if self._seconds_left <= 0 else LONGEST_CHANGE
            raise ExpressionsTookTooLong(
                f"its expressions took more than {limit:g} seconds without a step or a vote in between"
            )
        if self._times.spent_by(self._run) > SECONDS_OF_A_RUN:
            raise ExpressionsTookTooLong(f"its expressions took more than {SECONDS_OF_A_RUN:g} seconds in all")
        began = time.monotonic()
        try:
            return POOL.evaluate(script, self._spend)
        finally:
            self._real_seconds_left -= time.monotonic() - began

    def _spend(self, seconds: float) -> None:
        self._seconds_left -= seconds
        self._times.add(self._run, seconds)
