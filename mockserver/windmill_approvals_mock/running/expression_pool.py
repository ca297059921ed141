"""Evaluates expressions in processes of their own, which are kept for the next one.

One pool for each Python process: a mock for each test would otherwise start a process for each test. Knows processes;
what runs in them is `expression_process`.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import quickjs

from windmill_approvals_mock.flows.expressions import (
    ExpressionFailed,
    ExpressionTookTooLong,
    Script,
    as_request,
    value_of,
)
from windmill_approvals_mock.running.expression_process import LENGTH, MOST_SECONDS

JSON = Any

MOST_AT_ONCE = 8
MOST_KEPT = 2
_OUT_OF_TIME = {-int(getattr(signal, name)) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name)}
_CANNOT_START = "This mock evaluates expressions in a process of its own, and cannot start one here: {}"
SECONDS_OF_A_CHANGE = 10.0
"""For all expressions that one change of a run evaluates."""

_PATHS = (str(Path(__file__).parents[2]), str(Path(quickjs.__file__).parents[1]))
_PROGRAM = (
    "import sys\n"
    "sys.path[:0] = sys.argv[1:]\n"
    "from windmill_approvals_mock.running.expression_process import main\n"
    "main()"
)


class ExpressionsTookTooLong(Exception):
    """All expressions of one change together; the text is a sentence."""


class _Ended(Exception):
    """The process ended before it answered."""


class _CannotBeReached(Exception):
    """The process ended before it was asked."""


class Process:
    """One that evaluates; for one thread at a time."""

    def __init__(self) -> None:
        """Raises OSError where no process can be started."""
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", "-c", _PROGRAM, *_PATHS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout

    @property
    def id(self) -> int:
        return self._process.pid

    def ask(self, request: bytes) -> JSON:
        """Its answer. Raises _CannotBeReached if it had ended before, _Ended if it ends over this request."""
        try:
            self._write(len(request).to_bytes(LENGTH, "big") + request)
        except BrokenPipeError:
            raise _CannotBeReached from None
        return json.loads(self._read(int.from_bytes(self._read(LENGTH), "big")))

    def exit_code(self) -> int:
        """That of a process which has closed its output."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        return self.end()

    def kill(self) -> None:
        """From any thread: whoever waits for its answer learns that it ended."""
        self._process.kill()

    def end(self) -> int:
        """How it ended, now at the latest."""
        self._process.kill()
        self._in.close()
        self._out.close()
        return self._process.wait()

    def forget(self) -> None:
        """Leave it to the process that this one was forked from."""
        self._in.close()
        self._out.close()
        self._process.returncode = 0

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._in.write(rest) :]

    def _read(self, length: int) -> bytes:
        parts = []
        while length:
            part = self._out.read(min(length, 1 << 20))
            if not part:
                raise _Ended
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


class ExpressionPool:
    """Gives each script to a process that is free, or to a new one."""

    def __init__(self) -> None:
        self._start_empty()

    def _start_empty(self) -> None:
        self._free: list[Process] = []
        self._all: set[Process] = set()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(MOST_AT_ONCE)

    @property
    def processes(self) -> list[int]:
        """The ids of those there are."""
        with self._lock:
            return [process.id for process in self._all]

    def evaluate(self, script: Script) -> JSON:
        """As `flows.expressions.evaluate`. Raises ExpressionFailed, too, where no process can be started."""
        request = json.dumps(as_request(script)).encode()
        with self._turns:
            return value_of(self._answer(request))

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

    def _answer(self, request: bytes) -> JSON:
        started = time.monotonic()
        process = self._take()
        for tries_left in (2, 1, 0):
            try:
                answer = process.ask(request)
                break
            except _CannotBeReached:
                code = self._end(process)
                if not tries_left:
                    raise ExpressionFailed(_CANNOT_START.format(f"it ended with {code}")) from None
                process = self._take()
            except _Ended:
                code = process.exit_code()
                self._end(process)
                if code in _OUT_OF_TIME or time.monotonic() - started > MOST_SECONDS:
                    raise ExpressionTookTooLong("the expression took too long") from None
                raise ExpressionFailed(
                    f"QuickJS evaluation error: Error: the engine's process ended with {code}\n"
                ) from None
            except BaseException:
                self._end(process)
                raise
        self._give_back(process)
        return answer

    def _take(self) -> Process:
        with self._lock:
            if self._free:
                return self._free.pop()
        try:
            process = Process()
        except (OSError, ValueError) as error:
            raise ExpressionFailed(_CANNOT_START.format(error)) from None
        with self._lock:
            self._all.add(process)
        return process

    def _give_back(self, process: Process) -> None:
        with self._lock:
            is_wanted = len(self._free) < MOST_KEPT
            if is_wanted:
                self._free.append(process)
        if not is_wanted:
            self._end(process)

    def _end(self, process: Process) -> int:
        with self._lock:
            self._all.discard(process)
        return process.end()


class EvaluationsOfAChange:
    """Those that one change of a run asks for: together they have a limit, too."""

    def __init__(self, evaluate: Callable[[Script], JSON]) -> None:
        self._evaluate = evaluate
        self._seconds_left = SECONDS_OF_A_CHANGE

    def evaluate(self, script: Script) -> JSON:
        """As `evaluate` of the pool. Raises ExpressionsTookTooLong."""
        if self._seconds_left <= 0:
            raise ExpressionsTookTooLong(
                f"its expressions took more than {SECONDS_OF_A_CHANGE:g} seconds without a step or a vote in between"
            )
        started = time.monotonic()
        try:
            return self._evaluate(script)
        finally:
            self._seconds_left -= time.monotonic() - started


POOL = ExpressionPool()
"""That of this Python process."""

atexit.register(POOL.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=POOL.forget)
