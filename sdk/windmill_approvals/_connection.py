"""Makes and closes the httpx clients that requests are sent with. httpx is imported late, because it loads slowly."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import urlsplit

from . import _arguments
from ._errors import ConfigError
from ._secrets import describe, hide

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import httpx

    Verify = bool | str | ssl.SSLContext

Http = TypeVar("Http")

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")

Key = tuple[int, object, bool]
"""Where an httpx client of ours may be used: the process, the event loop, and whether for loopback."""


class Connection(Generic[Http]):
    """The httpx clients of one client, shared by those that `with_options` returns.

    The caller's httpx client is used as it is. Otherwise one is made when it is needed: for each process, because
    connections do not survive a fork; for each event loop; and for loopback, where no proxy is used.
    """

    def __init__(self, given: Http | None, make: Callable[[bool], Http], place: Callable[[], object]) -> None:
        self._given = given
        self._make = make
        self._place = place
        self._made: dict[Key, Http] = {}  # changed by atomic operations only, because a lock may be held during a fork
        self._closed = False

    def http(self, base_url: str) -> Http:
        """Return the httpx client for that server. Raises ConfigError after closing."""
        if self._closed:
            raise ConfigError("this client is closed")
        place = self._place()
        if self._given is not None:
            return self._given
        key = (os.getpid(), place, _is_loopback(base_url))
        made = self._made.get(key)
        return made if made is not None else self._made.setdefault(key, self._make(key[2]))

    def release(self) -> list[Http]:
        """Refuse further use, and return the httpx clients to close, which never include the caller's own.

        Those of other processes and event loops cannot be closed from here.
        """
        self._closed = True
        if not self._made:
            return []
        here = (os.getpid(), self._place())
        made, self._made = self._made, {}
        return [http for key, http in made.items() if key[:2] == here]


@lru_cache(maxsize=32)
def _is_loopback(base_url: str) -> bool:
    return urlsplit(base_url).hostname in _LOOPBACK


def build_connection(
    given: httpx.Client | None, transport: httpx.BaseTransport | None, verify: Verify
) -> Connection[httpx.Client]:
    """Return the connection of a synchronous client."""

    def make(loopback: bool) -> httpx.Client:
        from ._without_cookies import Client

        return _build(lambda: Client(transport=transport, **_build_options(loopback, verify)))

    if given is not None:
        import httpx

        _check_given(given, httpx.Client, transport, verify)
    return Connection(given, make, lambda: None)


def build_async_connection(
    given: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None, verify: Verify
) -> Connection[httpx.AsyncClient]:
    """Return the connection of an asynchronous client."""

    def make(loopback: bool) -> httpx.AsyncClient:
        from ._without_cookies import AsyncClient

        return _build(lambda: AsyncClient(transport=transport, **_build_options(loopback, verify)))

    if given is not None:
        import httpx

        _check_given(given, httpx.AsyncClient, transport, verify)
    return Connection(given, make, _make_loop_keeper(given, transport))


def _make_loop_keeper(
    given: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None
) -> Callable[[], object]:
    """Return a function that returns the running event loop, and refuses a second one for the caller's connections."""
    first: list[object] = []

    def place() -> object:
        import asyncio

        import httpx

        loop = asyncio.get_running_loop()
        foreign = transport if given is None else getattr(given, "_transport", None)
        if isinstance(foreign, httpx.AsyncHTTPTransport):
            if first and first[0] is not loop:
                name = "transport" if given is None else "http_client"
                raise ConfigError(f"{name} has connections of another event loop; pass each event loop its own {name}")
            first[:] = [loop]
        return loop

    return place


def _check_given(given: object, expected: type, transport: object, verify: Verify) -> None:
    if not isinstance(given, expected):
        raise ConfigError(f"http_client must be an httpx.{expected.__name__}, got {type(given).__name__}")
    if transport is not None or verify is not True:
        raise ConfigError("http_client has its own transport and verify; pass those to httpx instead")


def _build_options(loopback: bool, verify: Verify) -> dict[str, Any]:
    """Return httpx's options: proxies from the environment except for loopback, where a mock listens."""
    return {"verify": _build_verify(verify), "trust_env": not loopback, "follow_redirects": False}


def _build_verify(verify: object) -> bool | ssl.SSLContext:
    import ssl
    from pathlib import Path

    if verify is True:
        from ._trust import LateTrust

        return LateTrust()
    if isinstance(verify, bool | ssl.SSLContext):
        return verify
    try:
        path = _arguments.check_text(verify, "verify")
        folder = Path(path).is_dir()
        return ssl.create_default_context(cafile=None if folder else path, capath=path if folder else None)
    except OSError as error:
        problem = f"{type(error).__name__}: {error}"
    raise ConfigError(
        f"verify must be True, False, an SSLContext or a path to certificates, got {describe(verify)} ({problem})"
    )


def _build(make: Callable[[], Http]) -> Http:
    try:
        return make()
    except ConfigError:
        raise
    except (ImportError, ValueError) as error:  # httpx cannot use the proxy variables
        problem = hide(str(error))
    raise ConfigError(f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY cannot be used: {problem}")
