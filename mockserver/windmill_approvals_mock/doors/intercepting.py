"""The door for code that makes httpx clients of its own: every request of this process to the mock's URL ends in it.

Knows respx, which patches httpx for the whole process; so one mock at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import respx

from windmill_approvals_mock.doors.transport import MockTransport
from windmill_approvals_mock.wire.messages import Request, Response

_PORTS = {"http": 80, "https": 443}
_one_at_a_time = threading.Lock()


class AlreadyIntercepted(RuntimeError):
    """Another mock has httpx for itself at the moment."""


@contextmanager
def intercepting(handle: Callable[[Request], Response], base_url: str) -> Iterator[None]:
    """Answer what httpx clients send to `base_url` while inside; other requests go where they went.

    Raises AlreadyIntercepted inside another one.
    """
    if not _one_at_a_time.acquire(blocking=False):
        raise AlreadyIntercepted(
            "another mock intercepts httpx in this process already, and httpx can be patched for one only; "
            "leave that one first, or give this mock's transport() to the client"
        )
    transport = MockTransport(handle)
    try:
        with respx.mock(assert_all_called=False, assert_all_mocked=False) as router:
            url = httpx.URL(base_url)
            route = router.route(scheme=url.scheme, host=url.host, port=url.port or _PORTS.get(url.scheme))
            route.mock(side_effect=_through(transport))
            router.route().pass_through()
            yield
    finally:
        _one_at_a_time.release()


def _through(transport: MockTransport) -> Callable[[httpx.Request], httpx.Response]:
    """respx calls this in sync and async clients alike, and reads the body beforehand."""
    return transport.handle_request
