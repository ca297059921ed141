"""The program that evaluates expressions for a mock until its input ends.

It reads requests and writes answers, both as JSON after its length. If an expression takes too long the kernel ends the
process; JavaScript cannot prevent that.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import signal
import sys
import time
from contextlib import suppress
from typing import BinaryIO

from windmill_approvals_mock.flows.expressions import SECONDS_LIMIT, Engine

MORE_THAN_THE_ENGINE = 0.5
"""Seconds of CPU time that an expression may use beyond the engine's own limit."""
MOST_SECONDS = 4.0
"""Seconds of real time, long enough for a busy machine."""
MOST_BYTES = 1 << 30
"""Bytes of memory beyond the engine's own limit, for what that does not count."""
READY = b"!"
"""What it writes first."""
LENGTH = 4
"""Number of bytes in which a length is encoded."""
STDERR = 2


def main() -> None:
    reading, writing = sys.stdin.buffer, sys.stdout.buffer
    _let_alarms_end_the_process()
    _limit_memory()
    gc.disable()  # nothing here makes reference cycles
    engine = Engine()
    writing.write(READY)
    writing.flush()
    while True:
        request = _read(reading)
        if request is None:
            return
        _set_alarms(SECONDS_LIMIT + MORE_THAN_THE_ENGINE, MOST_SECONDS)
        answer = _answer(engine, request)
        _set_alarms(0, 0)
        writing.write(len(answer).to_bytes(LENGTH, "big") + answer)
        writing.flush()
        engine = Engine()


def _answer(engine: Engine, request: bytes) -> bytes:
    """The engine's answer, and the seconds of computing it took."""
    began = time.process_time()
    try:
        return json.dumps([engine.answer(json.loads(request)), time.process_time() - began]).encode()
    except MemoryError:
        return json.dumps([["error", "InternalError: out of memory\n"], time.process_time() - began]).encode()


def _read(reading: BinaryIO) -> bytes | None:
    length = reading.read(LENGTH)
    return reading.read(int.from_bytes(length, "big")) if len(length) == LENGTH else None


def _let_alarms_end_the_process() -> None:
    for name in ("SIGPROF", "SIGALRM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def _set_alarms(seconds_of_computing: float, seconds: float) -> None:
    """Set both alarms; 0 cancels them. On systems without these signals, a C thread ends the process."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds_of_computing)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    elif seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=STDERR)
    else:
        faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
