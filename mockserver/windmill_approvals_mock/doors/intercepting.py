"""The door for code that makes its own httpx clients: the mock answers every request of this process to its URL.

It patches the transports of httpx above their connections, and so works inside and around other mocks of httpx: respx,
which by default replaces the connections, and pytest-httpx, which replaces the same methods. The patch is for the whole
process, so there can be only one at a time.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address

import httpx

from windmill_approvals_mock.doors.transport import MockTransport
from windmill_approvals_mock.wire.messages import Request, Response

_PORTS = {"http": 80, "https": 443}
_one_at_a_time = threading.Lock()


class AlreadyIntercepted(RuntimeError):
    """Another mock is intercepting httpx."""


class CannotIntercept(RuntimeError):
    """Another library mocks httpx in a way that excludes interception."""


@contextmanager
def intercepting(handle: Callable[[Request], Response], base_url: str) -> Iterator[None]:
    """Answer requests of httpx clients to `base_url` inside a `with` block. Other requests are not touched.

    Raises AlreadyIntercepted inside another interception, and CannotIntercept inside a respx router that was made with
    `using="httpx"`, because that replaces the clients' transports.
    """
    if _is_respx_above():
        raise CannotIntercept(
            'a respx router with using="httpx" is active and would catch requests to the mock; make it without '
            "`using`, which works inside and around intercept(), or give the mock's transport() to the client"
        )
    if not _one_at_a_time.acquire(blocking=False):
        raise AlreadyIntercepted(
            "another mock in this process intercepts httpx already, and only one can; leave its intercept() first, or "
            "give this mock's transport() to the client (see `windmill-approvals help connect-your-program`)"
        )
    interception = _Interception(MockTransport(handle), _address(httpx.URL(base_url)))
    interception.begin()
    try:
        yield
    finally:
        interception.end()
        _one_at_a_time.release()


class _Interception:
    """The patch of httpx's two transports. After its end, patched methods that others kept pass requests on."""

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
        setattr(httpx.HTTPTransport, "handle_request", self._patch)  # noqa: B010 - a type checker forbids assigning it
        setattr(httpx.AsyncHTTPTransport, "handle_async_request", self._patch_async)  # noqa: B010

    def end(self) -> None:
        """Undo the patch, unless someone has patched over it and will restore it."""
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
    """Return scheme, host and port. A dot after the name and the spelling of an address make no difference."""
    host = url.host.removesuffix(".")
    with suppress(ValueError):
        host = str(ip_address(host))
    return url.scheme, host, _PORTS.get(url.scheme) if url.port is None else url.port
