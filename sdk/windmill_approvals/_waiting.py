"""Waits until a flow reaches a gate or its end, by polling. Never cancels anything.

A server whose clock only a test moves says so in its answers (`X-Mock-Clock: manual`). Polling such a server would
never see a change, so the wait ends at the first look, unless another thread or task can move the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from . import _clock
from ._arguments import parse_job_id
from ._errors import (
    ConfigError,
    ConnectionFailed,
    DecisionError,
    FlowGone,
    RateLimited,
    ResponseInvalid,
    ServerError,
    StatusError,
    WaitTimeout,
)
from ._exchange import LetOthersAct, Pause, Plan
from ._readings import find_gate, find_gate_timeout, read_outcome, read_time
from ._retries import OutOfTime

if TYPE_CHECKING:
    from ._results import Job, Outcome, Suspended

R = TypeVar("R")

FIRST_LOOK_AGAIN: Final = 0.05
LONGEST_LOOK_AGAIN: Final = 1.0
SHORTEST_LIMIT: Final = 1.0
"""Seconds that a look may take even if fewer are left, so that `within=0` looks once."""
_FLOWS: Final = frozenset({"flow", "flowpreview", "flownode", "singlestepflow"})
"""The kinds of jobs that are flows, in Windmill's source too. A step of a deployed flow is a `flowscript`."""


class _Looking(Protocol):
    def __call__(self, longest: float, end: float, job: str | None = None, /) -> Plan[tuple[Job, str | None]]: ...


@dataclass(frozen=True, slots=True)
class Look:
    """How to look at a flow.

    `plan` takes the seconds that a look may take, the time after which it must not be repeated, and optionally the id
    of another job to look at. It returns the job and, if a test moves the server's clock, what the job waits for.
    """

    flow: str
    plan: _Looking


def wait_until_suspended(look: Look, within: float) -> Plan[Suspended]:
    """Wait until the flow waits for votes. Raises FlowGone if it ends first."""
    end = _clock.monotonic() + within
    job, found = yield from _look_until(look, within, "does not wait for an approval", _require_gate)
    return find_gate(job, (yield from _find_gate_end(look, job, found, end))) or found


def wait_until_done(look: Look, within: float, seen: Callable[[Job], None] | None) -> Plan[Outcome]:
    """Wait until the flow has ended. Calls `seen` with the flow at each look."""

    def ended(job: Job) -> bool | None:
        if seen:
            seen(job)
        return job.completed or None

    job, _ = yield from _look_until(look, within, "has not ended", ended)
    return read_outcome(job)


def _look_until(look: Look, within: float, still: str, reached: Callable[[Job], R | None]) -> Plan[tuple[Job, R]]:
    flow = look.flow
    end = _clock.monotonic() + within
    pause = FIRST_LOOK_AGAIN
    while True:
        longest = max(end - _clock.monotonic(), SHORTEST_LIMIT)
        try:
            job, waits_for = yield from look.plan(longest, end)
        except OutOfTime as over:
            raise WaitTimeout(f"flow {flow} could not be read within {within:g} s: {over.failure}") from None
        except (ConnectionFailed, RateLimited, ServerError) as error:
            if _clock.monotonic() < end:
                raise
            raise WaitTimeout(f"flow {flow} could not be read within {within:g} s: {error}") from None
        _require_no_step(job)
        found = reached(job)
        if found is not None:
            return job, found
        left = end - _clock.monotonic()
        if waits_for is not None:
            if left > 0 and (yield LetOthersAct(min(FIRST_LOOK_AGAIN, left))):
                continue
            topic = "(see `windmill-approvals help let-time-pass`)"
            raise WaitTimeout(
                f"flow {flow} {still}, and the server's clock is frozen; it waits for: {waits_for} {topic}"
            )
        if left <= 0:
            raise WaitTimeout(f"flow {flow} {still} after {within:g} s: {describe(job)}")
        yield Pause(min(pause, left))
        pause = min(pause * 1.5, LONGEST_LOOK_AGAIN)


def _require_no_step(job: Job) -> None:
    """Raise ConfigError for a step: it ends long before its flow, which may still wait."""
    if job.raw.get("is_flow_step") is True and job.kind not in _FLOWS:
        whose = f"of flow {job.parent_job}; pass that id" if job.parent_job else "of a flow; pass the flow's id"
        raise ConfigError(f"flow must be the id of a flow, but {job.id} is a step {whose}")


def _require_gate(job: Job) -> Suspended | None:
    if job.completed:
        raise FlowGone(f"flow {job.id} has ended and will not wait for an approval")
    return find_gate(job)


def _find_gate_end(look: Look, job: Job, found: Suspended, end: float) -> Plan[datetime | None]:
    timeout = find_gate_timeout(job, found.step_id)
    if timeout is None:
        return None
    try:
        step, _ = yield from look.plan(max(end - _clock.monotonic(), SHORTEST_LIMIT), end, parse_job_id(found.job_id))
    except (OutOfTime, ConnectionFailed, ResponseInvalid, StatusError, DecisionError, ValueError):
        return None  # the gate is found; only its timeout is unknown
    ended = read_time(step.raw, "completed_at")
    return ended and ended + timeout


def describe(job: Job) -> str:
    """Describe in a few words where a flow is."""
    if job.completed:
        return "it has ended"
    if waiting := find_gate(job):
        return f"it waits at step {waiting.step_id!r} for {waiting.missing} of {waiting.required} votes"
    for module in job.modules:
        if module.status not in ("Success", "Failure", "WaitingForPriorSteps"):
            return f"its module {module.id!r} is {module.status}"
    return "it is running" if job.running else "it is queued"
