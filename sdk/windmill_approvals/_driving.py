"""Carrying out a plan: send its calls, keep its pauses, hand it what came. The only code that exists once per twin.

Knows no operation and no rule; those are the plan's.
"""

# ruff: noqa: ASYNC109 - here `timeout` is the limit of each request, not of the whole.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import _clock
from ._errors import WindmillError
from ._exchange import user_agent
from ._retries import Pause

if TYPE_CHECKING:
    import httpx

    from ._calls import Call
    from ._connection import Connection
    from ._retries import Plan

R = TypeVar("R")


def drive(plan: Plan[R], connection: Connection[httpx.Client], timeout: float, suffix: str | None) -> R:
    """Carry out `plan` and give its result, or raise what it raises."""
    reply: Any = None
    failure: WindmillError | None = None
    while True:
        try:
            step = plan.throw(failure) if failure else plan.send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        reply = failure = None
        if isinstance(step, Pause):
            _clock.sleep(step.seconds)
            continue
        try:
            step.exchange.through(connection.http(), min(timeout, step.limit or timeout), user_agent(suffix))
            reply = _send(step)
        except WindmillError as error:
            failure = error


async def drive_async(
    plan: Plan[R], connection: Connection[httpx.AsyncClient], timeout: float, suffix: str | None
) -> R:
    """As `drive`."""
    reply: Any = None
    failure: WindmillError | None = None
    while True:
        try:
            step = plan.throw(failure) if failure else plan.send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        reply = failure = None
        if isinstance(step, Pause):
            await _clock.sleep_async(step.seconds)
            continue
        try:
            step.exchange.through(connection.http(), min(timeout, step.limit or timeout), user_agent(suffix))
            reply = await _send_async(step)
        except WindmillError as error:
            failure = error


# Generated code has read the answer too, into models of one version of the spec. Where it could not, ours still may.


def _send(call: Call[Any]) -> Any:
    try:
        call.send()
    except Exception:
        if call.exchange.answer is None:
            raise
    return _read(call)


async def _send_async(call: Call[Any]) -> Any:
    try:
        await call.send_async()
    except Exception:
        if call.exchange.answer is None:
            raise
    return _read(call)


def _read(call: Call[Any]) -> Any:
    answer = call.exchange.answer
    assert answer is not None, "a request ends with an answer or an error"
    return call.read(answer)
