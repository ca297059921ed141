"""One request and its answer: what generated code takes for its client.

Generated functions say what to send. This sends it to the right server with the right headers, and turns what comes
back into an Answer or one of our errors before generated code reads it. Knows no operation, and retries nothing.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote, urlencode

from . import _clock
from ._errors import ConnectionFailed, RequestTimeout, ResponseInvalid, WindmillError, refused
from ._readings import Answer
from ._secrets import hidden_in_logs, hide

if TYPE_CHECKING:
    import httpx

    from windmill_approvals.generated import AuthenticatedClient

_UNDERSTOOD: Final = (200, 201)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a call goes, and as whom. No token: as nobody."""

    base_url: str
    workspace: str
    token: str | None = field(repr=False)


class Exchange:
    """Stands in for the generated client during one request, and keeps the answer for our own reading."""

    raise_on_unexpected_status = False

    def __init__(self, server: Server) -> None:
        self.server = server
        self.answer: Answer | None = None
        self.maybe_delivered = False
        """After a failure: whether the server may have got the request and acted on it."""

    @property
    def client(self) -> AuthenticatedClient:
        """Itself, as generated code wants it: it only asks for the two httpx clients and the flag above."""
        return cast("AuthenticatedClient", self)

    def through(self, http: httpx.Client | httpx.AsyncClient, timeout: float, user_agent: str) -> None:
        """Say what carries the next request."""
        self._http = http
        self._timeout = timeout
        self._user_agent = user_agent
        self.answer = None
        self.maybe_delivered = False

    def get_httpx_client(self) -> _Door:
        return _Door(self, cast("httpx.Client", self._http))

    def get_async_httpx_client(self) -> _AsyncDoor:
        return _AsyncDoor(self, cast("httpx.AsyncClient", self._http))

    def prepared(
        self, url: str, params: dict[str, Any] | None = None, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The arguments for httpx, from those the generated code made.

        Slashes in Windmill's paths go out as they are, since some proxies refuse %2F. Queries are quoted here, because
        httpx does it differently from version to version. And `json=None` is JSON's null, for which httpx would send
        no body at all.
        """
        if "json" in kwargs:
            kwargs["content"] = json.dumps(kwargs.pop("json"), allow_nan=False).encode()
        authorization = {"Authorization": f"Bearer {self.server.token}"} if self.server.token else {}
        return {
            **kwargs,
            "url": f"{self.server.base_url}/api{url.replace('%2F', '/')}{_query(params or {})}",
            "headers": {**(headers or {}), **authorization, "User-Agent": self._user_agent},
            "timeout": self._timeout,
            "follow_redirects": False,
        }

    def received(self, response: httpx.Response) -> httpx.Response:
        """Keep the answer, or raise what it means."""
        where = hide(f"{response.request.method} {response.request.url}")
        status = response.status_code
        if status >= 400:
            raise refused(status, response.text, where, _retry_after(response.headers))
        if status not in _UNDERSTOOD:
            to = hide(response.headers.get("location", "")).partition("?")[0]
            redirect = f", a redirect to {to}" if to else ""
            raise ResponseInvalid(f"{where} answered {status}{redirect}; is the base URL right?", status=status)
        self.answer = Answer(status, response.headers, response.content, where)
        return response

    def failed(self, error: Exception, prepared: dict[str, Any]) -> WindmillError:
        """Our error for one of httpx's, holding no reference to it: it knows the URL and the token."""
        import httpx

        where = hide(f"{prepared['method'].upper()} {prepared['url']}")
        if isinstance(error, httpx.DecodingError):
            return ResponseInvalid(f"{where} gave an answer that cannot be decoded: {hide(str(error))}")
        undelivered = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
        self.maybe_delivered = not isinstance(
            error, (*undelivered, httpx.UnsupportedProtocol, httpx.LocalProtocolError)
        )
        doubt = "; the server may have received it" if self.maybe_delivered else ""
        if isinstance(error, httpx.TimeoutException):
            return RequestTimeout(f"no answer to {where} within {self._timeout:g} s{doubt}")
        return ConnectionFailed(f"no answer to {where}: {hide(str(error)) or type(error).__name__}{doubt}")


class _Door:
    """`httpx.Client` as generated code sees it."""

    def __init__(self, exchange: Exchange, http: httpx.Client) -> None:
        self._exchange = exchange
        self._http = http

    def request(self, **kwargs: Any) -> httpx.Response:
        import httpx

        prepared = self._exchange.prepared(**kwargs)
        # Raised after the `except` has ended: inside it, httpx's error would stay attached as the context of ours.
        try:
            with hidden_in_logs():
                return self._exchange.received(self._http.request(**prepared))
        except httpx.RequestError as error:
            failure = self._exchange.failed(error, prepared)
        raise failure


class _AsyncDoor:
    """`httpx.AsyncClient` as generated code sees it."""

    def __init__(self, exchange: Exchange, http: httpx.AsyncClient) -> None:
        self._exchange = exchange
        self._http = http

    async def request(self, **kwargs: Any) -> httpx.Response:
        import httpx

        prepared = self._exchange.prepared(**kwargs)
        try:
            with hidden_in_logs():
                return self._exchange.received(await self._http.request(**prepared))
        except httpx.RequestError as error:
            failure = self._exchange.failed(error, prepared)
        raise failure


def _query(params: dict[str, Any]) -> str:
    texts = {name: str(value).lower() if isinstance(value, bool) else value for name, value in params.items()}
    return f"?{urlencode(texts, quote_via=quote, safe='')}" if texts else ""


@cache
def version() -> str:
    """This package's version. Asked of the installation when first needed: that import is slow."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("windmill-approvals")
    except PackageNotFoundError:
        return "unknown"


def user_agent(suffix: str | None) -> str:
    python = ".".join(map(str, sys.version_info[:2]))
    return f"windmill-approvals/{version()} python/{python}{f' {suffix}' if suffix else ''}"


def _retry_after(headers: httpx.Headers) -> float | None:
    """Retry-After in seconds, whether the server gave seconds or a date."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - _clock.now())
    except ValueError:
        return None
