"""Serves the application on a socket with uvicorn, in the foreground or in a thread."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

import uvicorn

from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.connections import Connection

_SECONDS_TO_FINISH = 1
"""Seconds that running requests get when the server is told to stop."""
_SECONDS_TO_KEEP_ALIVE = 3600
"""Seconds until an idle connection is closed. Long, because a client whose connection closes while it sends a vote
cannot know whether the vote arrived."""


class CannotListen(Exception):
    """The server cannot listen on an address. The message says why."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 picks a free one. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"port {port} of {host} is in use by another program; choose another, or 0 for a free one"
        else:
            reason = f"cannot listen on port {port} of {host}: {error.strerror or error}"
        raise CannotListen(reason) from error
    # Its connections inherit this. asyncio, which sets it otherwise, does not know a socket made here for a TCP one;
    # without it the body of an answer waits for the client's delayed acknowledgement of the head: 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def serve(app: AsgiApp, listening: socket.socket) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP. A second signal stops without waiting for running requests."""
    with listening:
        Server(app).run(sockets=[listening])


class SocketServer:
    """Serves in a thread inside a `with` block, on `port`."""

    def __init__(self, app: AsgiApp, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listening = listen(host, port)
        self._server = Server(app)
        self._thread = threading.Thread(target=self._run, name="windmill-mock-server", daemon=True)

    @property
    def port(self) -> int:
        return port_of(self._listening)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server.is_up.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.stop()
        self._thread.join()

    def _run(self) -> None:
        with self._listening:
            asyncio.run(self._server.serve(sockets=[self._listening]))


def _signals_to_stop() -> list[signal.Signals]:
    """Return the signals that stop the server. SIGHUP (a closed terminal) is one, except under `nohup`."""
    signals = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signals.append(signal.SIGHUP)
    return signals


class Server(uvicorn.Server):
    """uvicorn's server, without polling ten times a second and without raising the signal again at its end."""

    def __init__(self, app: AsgiApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                proxy_headers=False,  # otherwise a local client could pretend to be another one
                log_level="critical",
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=_SECONDS_TO_KEEP_ALIVE,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
            )
        )
        self.is_up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def stop(self) -> None:
        """Stop the server. May be called from any thread or a signal handler."""
        self.should_exit = True
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self.is_up.set()
        if not self.should_exit:
            await self._stopping.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler's parameters
        self.force_exit = self.should_exit
        self.stop()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in _signals_to_stop()}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
