"""The httpx clients a twin sends through: the one it was given, or those made when first needed.

Knows how to make and close them; knows nothing of servers, tokens or retries. httpx is imported here, late: it takes
longer to load than all the rest.
"""

from __future__ import annotations

import os
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
"""Where an httpx client of ours may be used: the process, the event loop, and whether on loopback only."""


class Connection(Generic[Http]):
    """Holds the httpx clients of one of our clients, which others may share (`with_options`).

    One that was given is used as it is. Ours are made when first needed, one for each process, since connections do
    not survive a fork, for each event loop, and for loopback apart from the rest, since no proxy is used there.
    """

    def __init__(self, given: Http | None, make: Callable[[bool], Http], place: Callable[[], object]) -> None:
        self._given = given
        self._make = make
        self._place = place
        self._made: dict[Key, Http] = {}  # changed by single operations only: a lock may be held during a fork
        self._closed = False

    def http(self, base_url: str) -> Http:
        """Return the httpx client for that server. Raises ConfigError after closing."""
        if self._closed:
            raise ConfigError("this client is closed")
        place = self._place()
        if self._given is not None:
            return self._given
        key = (os.getpid(), place, urlsplit(base_url).hostname in _LOOPBACK)
        made = self._made.get(key)
        return made if made is not None else self._made.setdefault(key, self._make(key[2]))

    def release(self) -> list[Http]:
        """Close for further use, and return what the caller must still close: never one that was given to us.

        Those of other processes and event loops are left alone: they cannot be closed from here.
        """
        self._closed = True
        if not self._made:
            return []
        here = (os.getpid(), self._place())
        made, self._made = self._made, {}
        return [http for key, http in made.items() if key[:2] == here]


def build_connection(
    given: httpx.Client | None, transport: httpx.BaseTransport | None, verify: Verify
) -> Connection[httpx.Client]:
    """Return the connection of a synchronous client."""

    def make(loopback: bool) -> httpx.Client:
        import httpx

        return _build(lambda: httpx.Client(transport=transport, **_build_options(loopback, verify)))

    if given is not None:
        import httpx

        _check_given(given, httpx.Client, transport, verify)
    return Connection(given, make, lambda: None)


def build_async_connection(
    given: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None, verify: Verify
) -> Connection[httpx.AsyncClient]:
    """Return the connection of an asynchronous client."""

    def make(loopback: bool) -> httpx.AsyncClient:
        import httpx

        return _build(lambda: httpx.AsyncClient(transport=transport, **_build_options(loopback, verify)))

    if given is not None:
        import httpx

        _check_given(given, httpx.AsyncClient, transport, verify)
    return Connection(given, make, _make_loop_keeper(given, transport))


def _make_loop_keeper(
    given: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None
) -> Callable[[], object]:
    """What tells the running event loop, and refuses a second one for connections that belong to the first."""
    first: list[object] = []

    def place() -> object:
        import asyncio

        import httpx

        loop = asyncio.get_running_loop()
        foreign = transport if given is None else getattr(given, "_transport", None)
        if isinstance(foreign, httpx.AsyncHTTPTransport):
            if first and first[0] is not loop:
                name = "transport" if given is None else "http_client"
                raise ConfigError(f"{name}: its connections belong to another event loop; give each loop its own")
            first[:] = [loop]
        return loop

    return place


def _check_given(given: object, expected: type, transport: object, verify: Verify) -> None:
    if not isinstance(given, expected):
        raise ConfigError(f"http_client: expected an httpx.{expected.__name__}, got a {type(given).__name__}")
    if transport is not None or verify is not True:
        raise ConfigError("http_client: it has its own transport and verify; give those to httpx instead")


def _build_options(loopback: bool, verify: Verify) -> dict[str, Any]:
    """Proxies come from the environment, as httpx has it, but never for loopback: a mock server sits there.

    No cookie is kept: calls log in by token, and one client may speak for several users.
    """
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return {"verify": _build_verify(verify), "trust_env": not loopback, "cookies": cookies, "follow_redirects": False}


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
        f"verify: expected True, False, an SSLContext or certificates, got {describe(verify)} ({problem})"
    )


def _build(make: Callable[[], Http]) -> Http:
    try:
        return make()
    except ConfigError:
        raise
    except (ImportError, ValueError) as error:  # what httpx raises for proxy variables it cannot use
        problem = hide(str(error))
    raise ConfigError(f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY: {problem}")
