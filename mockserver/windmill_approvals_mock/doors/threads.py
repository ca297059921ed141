"""A bounded pool of daemon threads.

The interpreter waits for the threads of the standard pool when it exits, and a request may wait long for a flow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class DaemonThreads(Executor):
    """Runs calls in up to `most` threads; further calls wait for a free one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._started = 0
        self._unfinished = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        with self._lock:
            self._unfinished += 1
        self._calls.put(call)
        self._start_thread_if_needed()
        return future

    def add_room(self) -> None:
        """Run one more call at once, because one has been running for long."""
        with self._lock:
            self._most += 1
        self._start_thread_if_needed()

    def remove_room(self) -> None:
        """Run one call less at once. A thread too many ends when it is free."""
        with self._lock:
            self._most -= 1
            has_too_many = self._started > self._most
            self._started -= has_too_many
        if has_too_many:
            self._calls.put(None)

    def _start_thread_if_needed(self) -> None:
        with self._lock:
            is_short_of_threads = self._started < min(self._unfinished, self._most)
            self._started += is_short_of_threads
        if is_short_of_threads:
            threading.Thread(target=self._work, name="windmill-mock-request", daemon=True).start()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - as in Executor
        """End each thread after the calls that were submitted. Does not wait."""
        with self._lock:
            for _ in range(self._started):
                self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            with self._lock:
                self._unfinished -= 1
