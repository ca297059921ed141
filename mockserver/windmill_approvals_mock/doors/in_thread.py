"""Serves a mock on a socket of this process while a test needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.pace import may_take_long
from windmill_approvals_mock.doors.server import SocketServer
from windmill_approvals_mock.wire.messages import Request, Response


class Mock(Protocol):
    base_url: str

    @property
    def is_behind(self) -> bool: ...

    def handle(self, request: Request, /) -> Response: ...


@contextmanager
def serving(mock: Mock, port: int = 0) -> Iterator[str]:
    """Serve the mock on 127.0.0.1 inside a `with` block. Minted URLs start with the address, which the block gets.

    Raises CannotListen if the port is taken.
    """
    before = mock.base_url
    try:
        with listening(mock.handle, port, lambda request: may_take_long(request) or mock.is_behind) as url:
            mock.base_url = url
            yield url
    finally:
        mock.base_url = before


@contextmanager
def listening(
    handle: Callable[[Request], Response], port: int = 0, in_thread: Callable[[Request], bool] = may_take_long
) -> Iterator[str]:
    """Answer on 127.0.0.1 inside a `with` block, which gets the URL. Raises CannotListen if the port is taken."""
    app = AsgiApp(handle, in_thread=in_thread)
    try:
        with SocketServer(app, port=port) as server:
            yield f"http://127.0.0.1:{server.port}"
    finally:
        app.close()
