"""A process that evaluates expressions, as whoever asks it sees it: it is asked one thing at a time.

Knows bytes and processes; what runs there is `expression_process`.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import quickjs

from windmill_approvals_mock.running.expression_process import LENGTH, READY

JSON = Any

SECONDS_TO_START = 30.0
NICENESS = 5
"""Of a process that gives way to others."""

_PATHS = (str(Path(__file__).parents[2]), str(Path(quickjs.__file__).parents[1]))
_PROGRAM = (
    "import sys\n"
    "sys.path[:0] = sys.argv[1:]\n"
    "from windmill_approvals_mock.running.expression_process import main\n"
    "main()"
)


class Ended(Exception):
    """The process ended before it answered."""


class CannotBeReached(Exception):
    """The process ended, or did not begin, before it was asked."""


class KeptProcess:
    """For one thread at a time."""

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
        self._is_ready = False

    @property
    def id(self) -> int:
        return self._process.pid

    def ask(self, request: bytes) -> None:
        """Have it begin to answer. Raises CannotBeReached."""
        try:
            if not self._is_ready:
                self._wait_until_ready()
            self._write(len(request).to_bytes(LENGTH, "big") + request)
        except (BrokenPipeError, Ended):
            raise CannotBeReached from None

    def begins_to_answer(self, seconds: float) -> bool:
        """Wait for its answer, or its end. True at once where a system cannot tell: then `answer` waits."""
        if not hasattr(select, "poll"):
            return True
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def answer(self) -> tuple[JSON, float]:
        """What it answers, and the seconds of computing that took. Raises Ended."""
        answer, seconds = json.loads(self._read(int.from_bytes(self._read(LENGTH), "big")))
        return answer, seconds

    def give_way(self) -> None:
        """Compute from now on when others do not."""
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, self.id, NICENESS)

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

    def _wait_until_ready(self) -> None:
        """So that the time it takes to start does not count as that of an expression."""
        if not self.begins_to_answer(SECONDS_TO_START):
            raise CannotBeReached
        self._read(len(READY))
        self._is_ready = True

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._in.write(rest) :]

    def _read(self, length: int) -> bytes:
        parts = []
        while length:
            part = self._out.read(min(length, 1 << 20))
            if not part:
                raise Ended
            parts.append(part)
            length -= len(part)
        return b"".join(parts)
