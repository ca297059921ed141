"""The door for code that makes httpx clients of its own: every request of this process to the mock's URL ends in it.

Stands above the connections of httpx's own transports, so it works inside and around other mocks of httpx: respx, which
by default replaces the connections, and pytest-httpx, which replaces the same methods. Knows httpx, which it patches
for the whole process; so one mock at a time.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from windmill_approvals_mock.doors.transport import MockTransport
from windmill_approvals_mock.wire.messages import Request, Response

_PORTS = {"http": 80, "https": 443}
_one_at_a_time = threading.Lock()


class AlreadyIntercepted(RuntimeError):
    """Another mock has httpx for itself at the moment."""


class CannotIntercept(RuntimeError):
    """A mock of httpx is active that no other one works beside."""


@contextmanager
def intercepting(handle: Callable[[Request], Response], base_url: str) -> Iterator[None]:
    """Answer what httpx clients send to `base_url` while inside; other requests go where they went.

    Raises AlreadyIntercepted inside another one, and CannotIntercept inside a respx router that was made with
    `using="httpx"`: such a one takes clients their transports away.
    """
    if _is_respx_above():
        raise CannotIntercept(
            'a respx router with using="httpx" is active and would catch what is sent to the mock; make it without '
            "`using`, which works inside and around intercept(), or give the mock's transport() to the client"
        )
    if not _one_at_a_time.acquire(blocking=False):
        raise AlreadyIntercepted(
            "another mock intercepts httpx in this process already, and httpx can be patched for one only; "
            "leave that one first, or give this mock's transport() to the client"
        )
    interception = _Interception(MockTransport(handle), _address(httpx.URL(base_url)))
    interception.begin()
    try:
        yield
    finally:
        interception.end()
        _one_at_a_time.release()


class _Interception:
    """The patch of httpx's two transports. After its end it lets through what others kept of it."""

    def __init__(self, transport: MockTransport, address: tuple[str, str, int | None]) -> None:
        self._transport = transport
        self._address = address
        self._is_on = True
        self._send, self._send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

        def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            if self._is_ours(request):
                return self._transport.handle_request(request)
            return self._send(transport, request)

        async def handle_async_request(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            if self._is_ours(request):
                return await self._transport.handle_async_request(request)
            return await self._send_async(transport, request)

        self._patch, self._patch_async = handle_request, handle_async_request

    def begin(self) -> None:
        setattr(httpx.HTTPTransport, "handle_request", self._patch)  # noqa: B010 - a type checker forbids the assignment
        setattr(httpx.AsyncHTTPTransport, "handle_async_request", self._patch_async)  # noqa: B010

    def end(self) -> None:
        """Undo the patch, unless somebody has patched over it and will bring it back."""
        self._is_on = False
        if httpx.HTTPTransport.handle_request is self._patch:
            setattr(httpx.HTTPTransport, "handle_request", self._send)  # noqa: B010
        if httpx.AsyncHTTPTransport.handle_async_request is self._patch_async:
            setattr(httpx.AsyncHTTPTransport, "handle_async_request", self._send_async)  # noqa: B010

    def _is_ours(self, request: httpx.Request) -> bool:
        return self._is_on and _address(request.url) == self._address


def _is_respx_above() -> bool:
    mocks = sys.modules.get("respx.mocks")
    return mocks is not None and bool(mocks.Mocker.registry["httpx"].routers)


def _address(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)
