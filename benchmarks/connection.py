"""A connection of our server without a socket, for requests that are answered while they are read."""

from __future__ import annotations

import asyncio
from typing import Any

from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.connections import Connection
from windmill_approvals_mock.doors.pace import may_take_long
from windmill_approvals_mock.doors.server import Server


class SocketlessConnection:
    """Over the mock, as `serve` makes one."""

    def __init__(self, mock: MockWindmill) -> None:
        app = AsgiApp(mock.handle, in_thread=lambda request: may_take_long(request) or mock.is_behind)
        server = Server(app)
        server.config.load()
        self._transport = _Transport()
        self._loop = asyncio.new_event_loop()
        self._connection = Connection(server.config, server.server_state, {}, self._loop)
        self._connection.connection_made(self._transport)

    def ask(self, sent: bytes) -> bytes:
        """Return what has been written when `sent` is read; empty if the answer is left to a task."""
        self._transport.written = b""
        self._connection.data_received(sent)
        return self._transport.written

    def close(self) -> None:
        self._loop.close()


class _Transport(asyncio.Transport):
    written = b""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 1) if name == "peername" else default

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def abort(self) -> None: ...
