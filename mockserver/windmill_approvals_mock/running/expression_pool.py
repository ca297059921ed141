"""Evaluates expressions in separate processes, which are reused.

All mocks of a Python process share one pool: otherwise each test would start a process. Quick expressions, which nearly
all are, and slow ones have separate turns, so that a few endless ones do not block the others. `expression_process` is
the program that runs in the processes.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from windmill_approvals_mock.flows.expressions import (
    ExpressionFailed,
    ExpressionTookTooLong,
    Script,
    as_request,
    value_of,
)
from windmill_approvals_mock.running.expression_process import MOST_SECONDS
from windmill_approvals_mock.running.kept_process import CannotBeReached, Ended, KeptProcess

JSON = Any

MOST_AT_ONCE = 8
SECONDS_OF_A_QUICK_ONE = 0.25
"""Seconds after which an expression gives its turn to the next one and needs a slow turn."""
MOST_SLOW_ONES = 4
"""Most slow expressions at the same time. Their processes run with low priority."""
SECONDS_FOR_A_TURN = 20.0
"""Seconds that an expression waits for a turn. Each turn ends, so the wait depends on how many wait."""
MOST_KEPT = 2
MOST_TRIES = 3
_OUT_OF_TIME = {-int(getattr(signal, name)) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name)}
_CANNOT_START = "This mock evaluates expressions in a separate process and cannot start one: {}"


class ExpressionsTookTooLong(Exception):
    """Several expressions took too long together. The message says so in a sentence."""


def _forget(_: float) -> None:
    """Ignore the time of an expression."""


class ExpressionPool:
    """Runs each script in a free process, or in a new one."""

    def __init__(self) -> None:
        self._start_empty()

    def _start_empty(self) -> None:
        self._free: list[KeptProcess] = []
        self._all: set[KeptProcess] = set()
        self._lock = threading.Lock()
        self._quick_turns = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._slow_turns = threading.BoundedSemaphore(MOST_SLOW_ONES)

    @property
    def processes(self) -> list[int]:
        """The ids of the present processes."""
        with self._lock:
            return [process.id for process in self._all]

    def evaluate(self, script: Script, note_seconds: Callable[[float], None] = _forget) -> JSON:
        """Evaluate as `flows.expressions.evaluate` does, and call `note_seconds` with the CPU time.

        Raises ExpressionFailed also if no process can be started, and ExpressionsTookTooLong if there is no free turn.
        """
        answer, seconds = self._answer(json.dumps(as_request(script)).encode(), note_seconds)
        note_seconds(seconds)
        return value_of(answer)

    def warm_up(self) -> None:
        """Start a process in advance, if possible."""
        with suppress(ExpressionFailed):
            self._give_back(self._take())

    def close(self) -> None:
        """End all processes, also busy ones. The next script starts a new one."""
        with self._lock:
            free, self._free = self._free, []
            busy = self._all.difference(free)
        for process in busy:
            process.kill()
        for process in free:
            self._end(process)

    def forget(self) -> None:
        """Forget all processes after a fork: they belong to the parent, and its threads do not exist here."""
        processes = self._all
        self._start_empty()
        for process in processes:
            process.forget()

    def _answer(self, request: bytes, note_seconds: Callable[[float], None]) -> tuple[JSON, float]:
        quick = self._answer_quickly(request, note_seconds)
        if isinstance(quick, tuple):
            return quick
        if quick is None:
            note_seconds(SECONDS_OF_A_QUICK_ONE)
            _wait_for_turn(self._slow_turns)
        try:
            process = self._ask(request) if quick is None else quick
            return self._answer_slowly(process, note_seconds)
        finally:
            self._slow_turns.release()

    def _answer_quickly(
        self, request: bytes, note_seconds: Callable[[float], None]
    ) -> tuple[JSON, float] | KeptProcess | None:
        """Return the answer. If it takes longer, return the process with a slow turn for it; None if none is free."""
        _wait_for_turn(self._quick_turns)
        try:
            process = self._ask(request)
            try:
                if process.begins_to_answer(SECONDS_OF_A_QUICK_ONE):
                    answer = self._read_answer(process, note_seconds)
                    self._give_back(process)
                    return answer
                if self._slow_turns.acquire(blocking=False):
                    return process
            except BaseException:
                self._end(process)
                raise
            self._end(process)
            return None
        finally:
            self._quick_turns.release()

    def _answer_slowly(self, process: KeptProcess, note_seconds: Callable[[float], None]) -> tuple[JSON, float]:
        """Answer a slow expression. Its process is not reused, because its priority cannot be raised again."""
        try:
            process.give_way()
            return self._read_answer(process, note_seconds)
        finally:
            self._end(process)

    def _ask(self, request: bytes) -> KeptProcess:
        """Send the request to a process and return the process once it has started to answer."""
        for _ in range(MOST_TRIES):
            process = self._take()
            try:
                process.ask(request)
            except CannotBeReached:
                code = self._end(process)
            except BaseException:
                self._end(process)
                raise
            else:
                return process
        raise ExpressionFailed(_CANNOT_START.format(f"it ended with {code}"))

    def _read_answer(self, process: KeptProcess, note_seconds: Callable[[float], None]) -> tuple[JSON, float]:
        started = time.monotonic()
        try:
            return process.answer()
        except Ended:
            code = process.exit_code()
            seconds = time.monotonic() - started
            note_seconds(seconds)
            if code in _OUT_OF_TIME or seconds > MOST_SECONDS:
                raise ExpressionTookTooLong("the expression took too long") from None
            raise ExpressionFailed(
                f"QuickJS evaluation error: Error: the engine's process ended with {code}\n"
            ) from None

    def _take(self) -> KeptProcess:
        with self._lock:
            if self._free:
                return self._free.pop()
        try:
            process = KeptProcess()
        except (OSError, ValueError) as error:
            raise ExpressionFailed(_CANNOT_START.format(error)) from None
        with self._lock:
            self._all.add(process)
        return process

    def _give_back(self, process: KeptProcess) -> None:
        with self._lock:
            is_wanted = len(self._free) < MOST_KEPT
            if is_wanted:
                self._free.append(process)
        if not is_wanted:
            self._end(process)

    def _end(self, process: KeptProcess) -> int:
        with self._lock:
            self._all.discard(process)
        return process.end()


def _wait_for_turn(turns: threading.Semaphore) -> None:
    if not turns.acquire(timeout=SECONDS_FOR_A_TURN):
        raise ExpressionsTookTooLong(
            f"an expression got no turn within {SECONDS_FOR_A_TURN:g} seconds, because others take too long"
        )


POOL = ExpressionPool()
"""The pool of this Python process."""

atexit.register(POOL.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=POOL.forget)
