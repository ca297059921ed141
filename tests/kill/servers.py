"""Replicas of `windmill-approvals serve` that are killed and started again on the same port with the same store."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from types import TracebackType
from typing import Self

TOKEN = "the-admins"
SECONDS_TO_START = 120


class Replica:
    """One process at a time."""

    def __init__(self, store: str, base_url: str | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port: int = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        options = ["--port", str(self.port), "--store", store, "--token", TOKEN, "--base-url", base_url or self.url]
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
    """Several, started side by side, and stopped with the context."""

    def __init__(self, store: str, count: int) -> None:
        first = Replica(store)
        self.replicas = [first, *(Replica(store, first.url) for _ in range(count - 1))]
        self._open = ExitStack()

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
