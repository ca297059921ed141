"""Waiting for a flow to reach its gate or its end, by looking again and again. Never cancels anything.

A server with a clock that only a test moves says so in its answers (`X-Mock-Clock: manual`). There looking again would
see the same for ever, so the wait ends at the first look, unless another thread or task may move that clock meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar
from uuid import UUID

from . import _clock
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
"""A look may take this long even if less is left, so that `within=0` is one look."""


class _Looking(Protocol):
    def __call__(self, longest: float, end: float, job: UUID | None = None, /) -> Plan[tuple[Job, str | None]]: ...


@dataclass(frozen=True, slots=True)
class Look:
    """How to look at a flow.

    `plan` takes the seconds that a look may take, the moment beyond which it must not be repeated, and the id of
    another job of that server to look at instead. It gives the job, and what that waits for where a test moves the
    server's clock.
    """

    flow: UUID
    plan: _Looking


def wait_until_suspended(look: Look, within: float) -> Plan[Suspended]:
    """Until the flow waits for votes. FlowGone if it ends first."""
    end = _clock.monotonic() + within
    job, found = yield from _look_until(look, within, "waits for no approval", _require_gate)
    return find_gate(job, (yield from _find_gate_end(look, job, found, end))) or found


def wait_until_done(look: Look, within: float, seen: Callable[[Job], None] | None) -> Plan[Outcome]:
    """Until the flow has ended, however. `seen` is shown the flow at each look."""

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
            raise WaitTimeout(f"flow {flow} could not be looked at within {within:g} s: {over.failure}") from None
        except (ConnectionFailed, RateLimited, ServerError) as error:
            if _clock.monotonic() < end:
                raise
            raise WaitTimeout(f"flow {flow} could not be looked at within {within:g} s: {error}") from None
        _require_no_step(job)
        found = reached(job)
        if found is not None:
            return job, found
        left = end - _clock.monotonic()
        if waits_for is not None:
            if left > 0 and (yield LetOthersAct(min(FIRST_LOOK_AGAIN, left))):
                continue
            raise WaitTimeout(f"flow {flow} {still}, and the server's clock is frozen; it waits for: {waits_for}")
        if left <= 0:
            raise WaitTimeout(f"flow {flow} {still} after {within:g} s: {describe(job)}")
        yield Pause(min(pause, left))
        pause = min(pause * 1.5, LONGEST_LOOK_AGAIN)


def _require_no_step(job: Job) -> None:
    """A step ends long before its flow, which may still wait: taking one for the other would be believed."""
    if job.raw.get("is_flow_step") is True and "flow" not in (job.kind or ""):
        whose = f"of flow {job.parent_job}; give that flow's id" if job.parent_job else "of a flow; give the flow's id"
        raise ConfigError(f"flow: {job.id} is a step {whose}")


def _require_gate(job: Job) -> Suspended | None:
    if job.completed:
        raise FlowGone(f"flow {job.id} has ended and will not wait for an approval")
    return find_gate(job)


def _find_gate_end(look: Look, job: Job, found: Suspended, end: float) -> Plan[datetime | None]:
    timeout = find_gate_timeout(job, found.step_id)
    if timeout is None:
        return None
    try:
        step, _ = yield from look.plan(max(end - _clock.monotonic(), SHORTEST_LIMIT), end, UUID(found.job_id))
    except (OutOfTime, ConnectionFailed, ResponseInvalid, StatusError, DecisionError, ValueError):
        return None  # a gate was found, and that is what was asked for
    ended = read_time(step.raw, "completed_at")
    return ended and ended + timeout


def describe(job: Job) -> str:
    """Where a flow is, in a few words."""
    if job.completed:
        return "it has ended"
    if waiting := find_gate(job):
        return f"it waits at step {waiting.step_id!r} for {waiting.missing} of {waiting.required} votes"
    for module in job.modules:
        if module.status not in ("Success", "Failure", "WaitingForPriorSteps"):
            return f"its module {module.id!r} is {module.status}"
    return "it is running" if job.running else "it is queued"
