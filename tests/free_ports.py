"""Ports for servers that cannot be told to choose one themselves."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port of 127.0.0.1 that only who knows it gets, inside a `with` block.

    A server may listen on it, and another after it. Without the reservation the system could give the port to any
    program in between. Only Linux lets a server listen on a port that is bound; elsewhere the port was free just now.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        if sys.platform != "linux":
            held.close()
        yield port
