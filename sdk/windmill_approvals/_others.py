"""Tells whether other threads or tasks of this process can act while one waits, such as move a mock's clock."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from . import _clock

if TYPE_CHECKING:
    import asyncio

_waiting: Final[set[Any]] = set()
"""The tasks that only wait for others to act, in all event loops."""
GRACE: Final = 1.0
"""Seconds. Other tasks that have awaited the same thing for this long are taken to wait for this one."""


def may_another_thread_act() -> bool:
    """Whether the main thread, in which tests run, goes on while this thread waits."""
    return threading.current_thread() is not threading.main_thread()


class OtherTasks:
    """The other tasks of the event loop, watched while one waits."""

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._awaited: dict[asyncio.Task[Any], object] = {}
        self._since = 0.0

    def may_act(self) -> bool:
        """Whether another task or the main thread can act while the current task waits.

        A task that awaits the current one, directly or through others, cannot. For the rest nobody knows, because
        asyncio does not say who completes a future. So a task counts until it has awaited the same for GRACE seconds.
        """
        if may_another_thread_act():
            return True
        awaited: dict[asyncio.Task[Any], object] = {task: getattr(task, "_fut_waiter", None) for task in _not_stuck()}
        if awaited != self._awaited:
            self._awaited, self._since = awaited, _clock.monotonic()
        return bool(awaited) and _clock.monotonic() - self._since < self._grace


@contextmanager
def waiting() -> Generator[None]:
    """Mark the current task as one that only waits for others."""
    import asyncio

    task = asyncio.current_task()
    _waiting.add(task)
    try:
        yield
    finally:
        _waiting.discard(task)


def _not_stuck() -> set[asyncio.Task[Any]]:
    """Return the tasks that neither wait like the current one nor await such a task, directly or through `gather`."""
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
