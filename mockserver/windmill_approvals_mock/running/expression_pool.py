"""Evaluates expressions in processes of their own, which are kept for the next one.

One pool for each Python process: a mock for each test would otherwise start a process for each test. There are turns
for expressions that are quick, as nearly all are, and others for those that are not, so that a few endless ones do not
hold up all others. Knows processes; what runs in them is `expression_process`.
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
"""After which an expression gives its turn to the next one and needs one of the others."""
MOST_SLOW_ONES = 4
"""At once; their processes give way to others, too."""
SECONDS_FOR_A_TURN = 20.0
"""How long an expression waits for one. Each turn ends, so it is a matter of how many wait."""
MOST_KEPT = 2
MOST_TRIES = 3
_OUT_OF_TIME = {-int(getattr(signal, name)) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name)}
_CANNOT_START = "This mock evaluates expressions in a process of its own, and cannot start one here: {}"


class ExpressionsTookTooLong(Exception):
    """Several expressions together; the text is a sentence."""


def _forget(_: float) -> None:
    """Nobody counts the time."""


class ExpressionPool:
    """Gives each script to a process that is free, or to a new one."""

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
        """The ids of those there are."""
        with self._lock:
            return [process.id for process in self._all]

    def evaluate(self, script: Script, note_seconds: Callable[[float], None] = _forget) -> JSON:
        """As `flows.expressions.evaluate`; `note_seconds` is told how long it computed.

        Raises ExpressionFailed, too, where no process can be started, and ExpressionsTookTooLong where others leave no
        turn.
        """
        answer, seconds = self._answer(json.dumps(as_request(script)).encode(), note_seconds)
        note_seconds(seconds)
        return value_of(answer)

    def warm_up(self) -> None:
        """Have a process start meanwhile, if one can be."""
        with suppress(ExpressionFailed):
            self._give_back(self._take())

    def close(self) -> None:
        """End all processes, those that evaluate too; a further script starts one again."""
        with self._lock:
            free, self._free = self._free, []
            busy = self._all.difference(free)
        for process in busy:
            process.kill()
        for process in free:
            self._end(process)

    def forget(self) -> None:
        """After a fork: the processes are the other's, and its threads do not exist here."""
        processes = self._all
        self._start_empty()
        for process in processes:
            process.forget()

    def _answer(self, request: bytes, note_seconds: Callable[[float], None]) -> tuple[JSON, float]:
        _wait_for_turn(self._quick_turns)
        try:
            process = self._ask(request)
            try:
                if process.begins_to_answer(SECONDS_OF_A_QUICK_ONE):
                    answer = self._read_answer(process, note_seconds)
                    self._give_back(process)
                    return answer
                may_go_on = self._slow_turns.acquire(blocking=False)
            except BaseException:
                self._end(process)
                raise
            if not may_go_on:
                self._end(process)
        finally:
            self._quick_turns.release()
        if not may_go_on:
            note_seconds(SECONDS_OF_A_QUICK_ONE)
            _wait_for_turn(self._slow_turns)
        try:
            if not may_go_on:
                process = self._ask(request)
            return self._answer_slowly(process, note_seconds)
        finally:
            self._slow_turns.release()

    def _answer_slowly(self, process: KeptProcess, note_seconds: Callable[[float], None]) -> tuple[JSON, float]:
        """Its process is kept no longer: what has given way once does so for ever."""
        try:
            process.give_way()
            return self._read_answer(process, note_seconds)
        finally:
            self._end(process)

    def _ask(self, request: bytes) -> KeptProcess:
        """A process that has begun to answer."""
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
            f"an expression had no turn within {SECONDS_FOR_A_TURN:g} seconds, because others take long"
        )


POOL = ExpressionPool()
"""That of this Python process."""

atexit.register(POOL.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=POOL.forget)
