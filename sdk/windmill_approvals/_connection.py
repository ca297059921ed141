"""The httpx client a twin sends through: the one it was given, or one made when first needed.

Knows how to make and close one; knows nothing of servers, tokens or retries. httpx is imported here, late: it takes
longer to load than all the rest.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from . import _arguments
from ._errors import ConfigError
from ._secrets import hide, shown

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import httpx

    Verify = bool | str | ssl.SSLContext

Http = TypeVar("Http")

_LOOPBACK: Final = ("all://localhost", "all://127.0.0.1", "all://[::1]")


class Connection(Generic[Http]):
    """Holds an httpx client, which several of our clients may share (`with_options`)."""

    def __init__(self, given: Http | None, make: Callable[[], Http]) -> None:
        self._given = given
        self._make = make
        self._made: Http | None = None
        self._closed = False
        self._lock = Lock()

    def http(self) -> Http:
        """The httpx client. ConfigError after closing."""
        with self._lock:
            if self._closed:
                raise ConfigError("this client is closed")
            if self._given is not None:
                return self._given
            if self._made is None:
                self._made = self._make()
            return self._made

    def release(self) -> Http | None:
        """Close for further use. Gives what the caller must still close: never one that was given to us."""
        with self._lock:
            self._closed = True
            made, self._made = self._made, None
            return made


def connection(
    given: httpx.Client | None, transport: httpx.BaseTransport | None, verify: Verify
) -> Connection[httpx.Client]:
    def make() -> httpx.Client:
        import httpx

        return _made(lambda: httpx.Client(transport=transport, **_options(transport, verify)))

    if given is not None:
        import httpx

        _check_given(given, httpx.Client, transport, verify)
    return Connection(given, make)


def connection_async(
    given: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None, verify: Verify
) -> Connection[httpx.AsyncClient]:
    def make() -> httpx.AsyncClient:
        import httpx

        return _made(lambda: httpx.AsyncClient(transport=transport, **_options(transport, verify)))

    if given is not None:
        import httpx

        _check_given(given, httpx.AsyncClient, transport, verify)
    return Connection(given, make)


def _check_given(given: object, expected: type, transport: object, verify: Verify) -> None:
    if not isinstance(given, expected):
        raise ConfigError(f"http_client: expected an httpx.{expected.__name__}, got a {type(given).__name__}")
    if transport is not None or verify is not True:
        raise ConfigError("http_client: it has its own transport and verify; give those to httpx instead")


def _options(transport: object, verify: Verify) -> dict[str, Any]:
    """Proxies come from the environment, as httpx has it, but never for loopback: a mock server sits there."""
    mounts = dict.fromkeys(_LOOPBACK) if transport is None else None
    return {"verify": _verify(verify), "mounts": mounts, "follow_redirects": False}


def _verify(verify: object) -> bool | ssl.SSLContext:
    import ssl
    from pathlib import Path

    if verify is True:
        from ._trust import LateTrust

        return LateTrust()
    if isinstance(verify, bool | ssl.SSLContext):
        return verify
    try:
        path = _arguments.text(verify, "verify")
        folder = Path(path).is_dir()
        return ssl.create_default_context(cafile=None if folder else path, capath=path if folder else None)
    except OSError as error:
        problem = f"{type(error).__name__}: {error}"
    raise ConfigError(f"verify: expected True, False, an SSLContext or certificates, got {shown(verify)} ({problem})")


def _made(make: Callable[[], Http]) -> Http:
    try:
        return make()
    except ConfigError:
        raise
    except (ImportError, ValueError) as error:  # what httpx raises for proxy variables it cannot use
        problem = hide(str(error))
    raise ConfigError(f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY: {problem}")
