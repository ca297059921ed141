"""Whether anybody but the one who waits can act in this process: move a server's clock that only a test moves.

Knows threads and asyncio's tasks; does not know what is waited for.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from . import _clock

if TYPE_CHECKING:
    import asyncio

_waiting: Final[set[Any]] = set()
"""The tasks that just wait for others to act, in all event loops."""
GRACE: Final = 1.0
"""Seconds. Other tasks that await the same for so long are not expected to do anything but wait for this one."""


def may_another_thread_act() -> bool:
    """Whether the main thread goes on while this one waits. It is the one that tests run in."""
    return threading.current_thread() is not threading.main_thread()


class OtherTasks:
    """The other tasks of the event loop, watched for as long as one waits."""

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._awaited: dict[asyncio.Task[Any], object] = {}
        self._since = 0.0

    def may_act(self) -> bool:
        """Whether one of them goes on while the current one waits, or the main thread does.

        A task that awaits the current one, or another such task, cannot. Of the rest it is unknown, since asyncio does
        not tell who completes a future; so one counts until it has awaited the same for the time of grace.
        """
        if may_another_thread_act():
            return True
        awaited: dict[asyncio.Task[Any], object] = {task: getattr(task, "_fut_waiter", None) for task in _not_stuck()}
        if awaited != self._awaited:
            self._awaited, self._since = awaited, _clock.monotonic()
        return bool(awaited) and _clock.monotonic() - self._since < self._grace


@contextmanager
def waiting() -> Generator[None]:
    """Mark the current task, while inside, as one that only waits for others."""
    import asyncio

    task = asyncio.current_task()
    _waiting.add(task)
    try:
        yield
    finally:
        _waiting.discard(task)


def _not_stuck() -> set[asyncio.Task[Any]]:
    """The tasks that neither wait as the current one does, nor await such a one, directly or through `gather`."""
    import asyncio

    stuck: set[Any] = {asyncio.current_task(), *_waiting}
    others = asyncio.all_tasks() - stuck
    while found := {task for task in others if _awaited_by(task) & stuck}:
        others -= found
        stuck |= found
    return others


def _awaited_by(task: asyncio.Task[Any]) -> set[Any]:
    waiter = getattr(task, "_fut_waiter", None)
    return {waiter, *getattr(waiter, "_children", ())}
