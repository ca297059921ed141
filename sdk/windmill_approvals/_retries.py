"""The rules of retries: which requests are repeated, after which pause, and what a lost reply means for a vote.

The plans yield calls and pauses, so that the rules exist once for sync and async.
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, Final, TypeVar

from . import _clock
from ._errors import AlreadyDecided, ConnectionFailed, FlowGone, RateLimited, RequestTimeout, ServerError
from ._exchange import Call, Pause, Plan, Repeat

if TYPE_CHECKING:
    from ._results import Decision

R = TypeVar("R")

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 8.0
LONGEST_RETRY_AFTER: Final = 120.0
_PASSING: Final = (502, 503, 504)


Failure = ConnectionFailed | RateLimited | ServerError


class OutOfTime(Exception):
    """The next try would come after the deadline. `failure` is the error of the last try."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


def retry(call: Call[R], max_retries: int, end: float = math.inf) -> Plan[R]:
    """Make `call`, and repeat it as `call.repeat` allows. 500 is never repeated: Windmill refuses with it.

    Raises OutOfTime if a pause would last beyond `end`, a time of the monotonic clock.
    """
    tried = 0
    while True:
        try:
            answer: R = yield call
        except (ConnectionFailed, RateLimited, ServerError) as error:
            pause = _pause(error, tried, max_retries) if _may_repeat(call, error) else None
            if pause is None:
                raise
            left = end - _clock.monotonic()
            if pause.seconds > left:
                yield Pause(max(left, 0.0), before_retry=True)
                raise OutOfTime(error) from None
        else:
            return answer
        yield pause
        tried += 1


def vote(call: Call[None], approved: bool, max_retries: int) -> Plan[Decision]:
    """Make a vote that the server refuses as "already sent" the second time. Repeat it once after a lost reply.

    Only after a lost reply does "already sent" count as an answer. It means that a vote exists, which need not be ours.
    If the flow has ended in the meantime, which the server checks first, nothing is known, and FlowGone says so.
    """
    from ._results import Decision

    lost = False
    tried = 0
    while True:
        try:
            yield call
        except AlreadyDecided:
            if lost:
                return Decision(approved, recorded=True, confirmed=False)
            raise
        except FlowGone as error:
            if lost:
                doubt = "the reply to the first try was lost, and this vote may be what ended the flow"
                raise FlowGone(f"{error}; {doubt}", status=error.status, body=error.body) from None
            raise
        except (ConnectionFailed, RateLimited, ServerError) as error:
            asked_twice = lost and _is_lost(call, error)
            pause = None if asked_twice or not _passes(error) else _pause(error, tried, max_retries)
            if pause is None:
                raise
            lost = lost or _is_lost(call, error)
        else:
            return Decision(approved, recorded=True, confirmed=True)
        yield pause
        tried += 1


def vote_once(call: Call[None], approved: bool, max_retries: int) -> Plan[Decision]:
    """Make a vote that would be a second vote if it were repeated."""
    from ._results import Decision

    yield from retry(call, max_retries)
    return Decision(approved, recorded=True, confirmed=True)


def _may_repeat(call: Call[Any], error: Failure) -> bool:
    if call.repeat is Repeat.UNDELIVERED:
        return isinstance(error, RateLimited) or (isinstance(error, ConnectionFailed) and not call.maybe_delivered)
    return _passes(error) and not (isinstance(error, RequestTimeout) and call.maybe_delivered)


def _passes(error: Failure) -> bool:
    return not isinstance(error, ServerError) or error.status in _PASSING


def _is_lost(call: Call[Any], error: Failure) -> bool:
    """Whether the server may have acted although it did not answer."""
    if isinstance(error, ConnectionFailed):
        return call.maybe_delivered
    return isinstance(error, ServerError)


def _pause(error: Failure, tried: int, max_retries: int) -> Pause | None:
    """Return the pause before the next try, shortened by up to a quarter at random, or None if there is no next try."""
    if tried >= max_retries:
        return None
    asked = None if isinstance(error, ConnectionFailed) else error.retry_after
    if asked is not None:
        return Pause(asked, before_retry=True) if asked <= LONGEST_RETRY_AFTER else None
    longest: float = min(FIRST_PAUSE * 2**tried, LONGEST_PAUSE)
    return Pause(longest * (1 - os.urandom(1)[0] / 1024), before_retry=True)
