"""A process that evaluates expressions, one at a time. `expression_process` is the program that runs in it."""

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
"""The niceness of a process with low priority."""

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
    """The process ended, or did not start, before it got the request."""


class KeptProcess:
    """A process that evaluates expressions, for one thread at a time."""

    def __init__(self) -> None:
        """Raise OSError if the process cannot be started."""
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
        """Send a request. Raises CannotBeReached."""
        try:
            if not self._is_ready:
                self._wait_until_ready()
            self._write(len(request).to_bytes(LENGTH, "big") + request)
        except (BrokenPipeError, Ended):
            raise CannotBeReached from None

    def begins_to_answer(self, seconds: float) -> bool:
        """Wait for an answer or the end of the process. True at once if the system cannot wait: then `answer` waits."""
        if not hasattr(select, "poll"):
            return True
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def answer(self) -> tuple[JSON, float]:
        """Return the answer and the seconds of CPU time that it took. Raises Ended."""
        answer, seconds = json.loads(self._read(int.from_bytes(self._read(LENGTH), "big")))
        return answer, seconds

    def give_way(self) -> None:
        """Lower the priority of the process."""
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, self.id, NICENESS)

    def exit_code(self) -> int:
        """Return the exit code of a process that has closed its output."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        return self.end()

    def kill(self) -> None:
        """Kill the process, from any thread. A thread that waits for its answer gets Ended."""
        self._process.kill()

    def end(self) -> int:
        """End the process and return its exit code."""
        self._process.kill()
        self._in.close()
        self._out.close()
        return self._process.wait()

    def forget(self) -> None:
        """Forget the process after a fork; it belongs to the parent."""
        self._in.close()
        self._out.close()
        self._process.returncode = 0

    def _wait_until_ready(self) -> None:
        """Wait until the process has started, so that its start does not count as an expression's time."""
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
