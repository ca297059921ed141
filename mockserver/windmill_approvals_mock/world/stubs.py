"""Stubs: what a step does instead of running its script.

Knows which steps a stub is for and how they end; does not know time or runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from windmill_approvals_mock.flows.events import Planned
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.outcomes import Outcome, failed

JSON = Any


@dataclass(frozen=True, slots=True)
class StepCall:
    """What a stub function is given."""

    args: Mapping[str, JSON]
    environment: Mapping[str, str]
    """The `WM_*` variables a worker would set, `WM_TOKEN` included."""

    def __repr__(self) -> str:
        return f"StepCall(args={self.args!r})"


StubFunction = Callable[[StepCall], JSON]


@dataclass(frozen=True, slots=True)
class Stub:
    """For the steps whose module id, path or whole content is `target`."""

    target: str
    result: JSON = None
    error: str | None = None
    takes: float = 0
    """Seconds."""
    function: StubFunction | None = None

    def fits(self, job: Job) -> bool:
        content = job.code.content if job.code else None
        return self.target in (job.module_id, job.path, content)

    @property
    def plan(self) -> Planned:
        outcome = Outcome(True, self.result) if self.error is None else failed("Error", self.error)
        return Planned(outcome, self.takes)

    def call(self, call: StepCall) -> Planned:
        """The outcome of the function, run now; what it raises fails the step as it does in Python."""
        assert self.function is not None
        try:
            result = self.function(call)
        except Exception as error:
            return Planned(failed(type(error).__name__, str(error)), self.takes)
        return Planned(Outcome(True, result), self.takes)


class Stubs:
    """The newest stub that fits a step counts."""

    def __init__(self) -> None:
        self._stubs: list[Stub] = []

    def add(self, stub: Stub) -> None:
        """Raises ValueError for a stub that says two things, or an impossible duration."""
        given = [name for name in ("result", "error", "function") if getattr(stub, name) is not None]
        if len(given) > 1:
            raise ValueError(f"a stub takes one of result, error and function; {' and '.join(given)} were given")
        if stub.takes < 0:
            raise ValueError(f"takes is a number of seconds, 0 or more, not {stub.takes}")
        if stub.function is not None and inspect.iscoroutinefunction(stub.function):
            raise ValueError("a stub's function is called by the mock and can't be a coroutine function")
        self._stubs.insert(0, stub)

    def find(self, job: Job) -> Stub | None:
        return next((stub for stub in self._stubs if stub.fits(job)), None)
