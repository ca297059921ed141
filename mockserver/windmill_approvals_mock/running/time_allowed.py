"""Limits the time that all expressions of one change, and of one run, take together.

A single expression has its own limit; a loop evaluates many.
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
"""Seconds of CPU time for everything that follows from a step's end, a vote or a timeout, up to the next one."""
LONGEST_CHANGE = 30.0
"""Seconds of real time for the same: a loop has two thousand expressions, and each may wait for others."""
SECONDS_OF_A_RUN = 30.0
"""Seconds of CPU time for all expressions of a run."""
WORTH_COUNTING = 0.05
"""Seconds. Shorter times are not recorded, so only runs with slow expressions are."""
MOST_RUNS = 1000


class TimeOfRuns:
    """Counts how long the expressions of each run took. Forgets the oldest runs."""

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
    """Evaluates the expressions of one change of a run, with a time limit for all together."""

    def __init__(self, times: TimeOfRuns, run: UUID) -> None:
        self._seconds_left = SECONDS_OF_A_CHANGE
        self._real_seconds_left = LONGEST_CHANGE
        self._times, self._run = times, run

    def evaluate(self, script: Script) -> JSON:
        """Evaluate as the pool does. Raises ExpressionsTookTooLong, also if the run has used up its time."""
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
