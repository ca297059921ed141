"""Replicas of `windmill-approvals serve` that are killed and started again on the same port with the same store."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from tests.free_ports import reserved_port

TOKEN = "the-admins"
SECONDS_TO_START = 300


class Replica:
    """One process at a time."""

    def __init__(self, port: int, store: str, base_url: str | None = None) -> None:
        self.url = f"http://127.0.0.1:{port}"
        options = ["--port", str(port), "--store", store, "--token", TOKEN, "--base-url", base_url or self.url]
        self._command = [sys.executable, "-m", "windmill_approvals_mock", "--run-steps", *options]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Return once it answers."""
        process = self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        late = threading.Timer(SECONDS_TO_START, process.kill)
        late.start()
        said = iter(process.stdout)
        assert any("WM_TOKEN=" in line for line in said), f"a server ended with {process.wait()}"
        late.cancel()

    def kill(self) -> None:
        """As `kill -9` does."""
        assert self._process is not None
        self._process.kill()
        self._end()

    def stop(self) -> int:
        """The exit status."""
        assert self._process is not None
        self._process.terminate()
        return self._end()

    def _end(self) -> int:
        assert self._process is not None
        with self._process:
            return self._process.wait(timeout=SECONDS_TO_START)


class Fleet:
    """Several, started side by side, and stopped with the context. Their ports stay theirs while they are dead."""

    def __init__(self, store: str, count: int) -> None:
        self._open = ExitStack()
        first, *others = (self._open.enter_context(reserved_port()) for _ in range(count))
        self.replicas = [Replica(first, store)]
        self.replicas += [Replica(port, store, self.replicas[0].url) for port in others]

    def __enter__(self) -> Self:
        for replica in self.replicas:
            replica.start()
            self._open.callback(replica.stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def urls(self) -> list[str]:
        return [replica.url for replica in self.replicas]
