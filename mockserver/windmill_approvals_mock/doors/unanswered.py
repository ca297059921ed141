"""Explains to clients that look up the host of a mock without a socket why they cannot connect.

It patches the process's name resolution while mocks are open, so that every HTTP library reports the explanation.
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

RESERVED = ".test"
"""The top-level domain for tests; its names never exist (RFC 6761)."""

_lock = threading.Lock()
_hosts: Counter[str] = Counter()
_resolve: Callable[..., Any] = socket.getaddrinfo


@contextmanager
def explaining_lookups(base_url: str) -> Iterator[None]:
    """Let lookups of the host of `base_url` fail with an explanation, if it ends in `.test`, inside a `with` block."""
    host = (urlsplit(base_url).hostname or "").lower()
    if not host.endswith(RESERVED):
        yield
        return
    _add(host)
    try:
        yield
    finally:
        _remove(host)


def _add(host: str) -> None:
    global _resolve
    with _lock:
        if not _hosts:
            _resolve = socket.getaddrinfo
            socket.getaddrinfo = _look_up
        _hosts[host] += 1


def _remove(host: str) -> None:
    with _lock:
        _hosts[host] -= 1
        if not _hosts[host]:
            del _hosts[host]
        if not _hosts and socket.getaddrinfo is _look_up:
            socket.getaddrinfo = _resolve


def _look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if isinstance(name, str) and name.lower() in _hosts:
        raise socket.gaierror(
            socket.EAI_NONAME,
            f"{name} is a mock Windmill in this process and has no socket: for httpx clients that your code makes, use "
            "`with mock.intercept():` or @pytest.mark.windmill_mock(intercept=True); for other HTTP libraries use the "
            "fixture windmill_server or mock.serve() (see `windmill-approvals help connect-your-program`)",
        )
    return _resolve(host, *args, **kwargs)
