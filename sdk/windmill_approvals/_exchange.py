"""Carries out a plan: sends its calls, waits its pauses, and gives it the results.

Only the sending exists twice, for sync and async. A Call says what to send, and the plan when to send it again.
The classes are not dataclasses, because making those takes longer than a first request.
"""

# ruff: noqa: ASYNC109 - `timeout` limits each request, not the whole plan.
from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeAlias, TypeVar, cast
from urllib.parse import quote

from . import _clock
from ._arguments import write_json
from ._errors import ConnectionFailed, RequestTimeout, ResponseInvalid, WindmillError, build_error
from ._others import OtherTasks, may_another_thread_act, waiting
from ._readings import Answer
from ._secrets import Secret, hide, start_hiding_in_logs, stop_hiding_in_logs
from ._version import VERSION

if TYPE_CHECKING:
    import httpx

    from ._connection import Connection

R = TypeVar("R")

_UNDERSTOOD: Final = (200, 201)
LARGEST_ANSWER: Final = 64 * 2**20
"""Bytes. Windmill's own limit on results is much lower."""


class Server(NamedTuple):
    """The server, workspace and token of a call. Without a token it is made as nobody."""

    base_url: str
    workspace: str
    token: Secret | None


class Repeat(Enum):
    """Whether a request may be sent again."""

    SAFE = auto()
    """Sending it twice has the same effect as sending it once."""
    UNDELIVERED = auto()
    """Only if the server cannot have received it: a second request would do a second thing."""


class Call(Generic[R]):
    """One request: what to send, as a generated `_get_kwargs` builds it, and how to read the answer."""

    __slots__ = ("in_process", "limit", "maybe_delivered", "read", "repeat", "request", "server")

    def __init__(
        self,
        server: Server,
        request: dict[str, Any],
        read: Callable[[Answer], R],
        repeat: Repeat = Repeat.SAFE,
        limit: float | None = None,
    ) -> None:
        self.server = server
        self.request = request
        self.read = read
        self.repeat = repeat
        self.limit = limit
        """Seconds that this request may take, if fewer than the timeout."""
        self.maybe_delivered = False
        """After a failure: whether the server may have received the request and acted on it."""
        self.in_process = False
        """After sending: whether a mock in this process answered. Waiting cannot change what it answers next."""


class Pause(NamedTuple):
    """Wait this long before going on. A pause before a retry takes no time if a mock in this process answers."""

    seconds: float
    before_retry: bool = False


class LetOthersAct(NamedTuple):
    """Let other threads or tasks of this process act for this long. The plan receives False at once if none can."""

    seconds: float


Plan: TypeAlias = "Generator[Call[Any] | Pause | LetOthersAct, Any, R]"
"""What to send and when. It yields calls and pauses, receives results or our errors, and returns the final result."""

IN_PROCESS: Final = "windmill_approvals.in_process"
"""The key that a mock in this process adds to the extensions of an httpx request that it answers."""


def carry_out(plan: Plan[R], connection: Connection[httpx.Client], timeout: float, suffix: str | None) -> R:
    """Return the result of `plan`, or raise what it raises."""
    reply: Any = None
    failure: WindmillError | None = None
    in_process = False
    while True:
        try:
            step = plan.throw(failure) if failure else plan.send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        reply = failure = None
        if isinstance(step, Pause):
            if not (step.before_retry and in_process):
                _clock.sleep(step.seconds)
            continue
        if isinstance(step, LetOthersAct):
            reply = may_another_thread_act()
            if reply:
                _clock.sleep(step.seconds)
            continue
        try:
            reply = _send(step, connection.http(step.server.base_url), _find_limit(step, timeout), suffix)
        except WindmillError as error:
            failure = error
        in_process = step.in_process


async def carry_out_async(
    plan: Plan[R], connection: Connection[httpx.AsyncClient], timeout: float, suffix: str | None
) -> R:
    """Like `carry_out`."""
    reply: Any = None
    failure: WindmillError | None = None
    in_process = False
    other_tasks = OtherTasks()
    while True:
        try:
            step = plan.throw(failure) if failure else plan.send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        reply = failure = None
        if isinstance(step, Pause):
            if not (step.before_retry and in_process):
                await _clock.sleep_async(step.seconds)
            continue
        if isinstance(step, LetOthersAct):
            reply = other_tasks.may_act()
            if reply:
                with waiting():
                    await _clock.sleep_async(step.seconds)
            continue
        try:
            reply = await _send_async(step, connection.http(step.server.base_url), _find_limit(step, timeout), suffix)
        except WindmillError as error:
            failure = error
        in_process = step.in_process


def _send(call: Call[R], http: httpx.Client, timeout: float, suffix: str | None) -> R:
    # Raise our error after the `except` has ended. Inside it, httpx's error would be attached as the context, and
    # that holds the request with its URL and token.
    request: httpx.Request | None = None
    hiding = start_hiding_in_logs()
    try:
        request = _prepare(call, http, timeout, suffix)
        response = http.send(request, stream=True, follow_redirects=False)
        try:
            body = _Body(response, timeout)
            body.take(response.iter_bytes())
        finally:
            response.close()
    except _list_failures() as error:
        failure = _explain(call, error, timeout)
    else:
        return _read(call, response, body)
    finally:
        stop_hiding_in_logs(hiding)
        call.in_process = request is not None and IN_PROCESS in request.extensions
        request = None  # its repr shows the URL
    raise failure


async def _send_async(call: Call[R], http: httpx.AsyncClient, timeout: float, suffix: str | None) -> R:
    request: httpx.Request | None = None
    hiding = start_hiding_in_logs()
    try:
        request = _prepare(call, http, timeout, suffix)
        response = await http.send(request, stream=True, follow_redirects=False)
        try:
            body = _Body(response, timeout)
            await body.take_async(response.aiter_bytes())
        finally:
            await response.aclose()
    except _list_failures() as error:
        failure = _explain(call, error, timeout)
    else:
        return _read(call, response, body)
    finally:
        stop_hiding_in_logs(hiding)
        call.in_process = request is not None and IN_PROCESS in request.extensions
        request = None  # its repr shows the URL
    raise failure


def _list_failures() -> tuple[type[Exception], ...]:
    import httpx

    # httpx raises the last two for headers and URLs that no server should send. Its older versions let errors of TLS
    # through, which are OSErrors.
    ours = (_BodyTooLarge, _BodyTooSlow)
    return (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, *ours, OSError, UnicodeError, RecursionError)


class _BodyTooLarge(Exception):
    """The body is larger than LARGEST_ANSWER."""


class _BodyTooSlow(Exception):
    """The body is still coming after the request's timeout."""


class _Body:
    """The body of an answer, read with limits: a server could fill the memory otherwise, or send for ever."""

    def __init__(self, response: httpx.Response, timeout: float) -> None:
        self._chunks: list[bytes] = []
        self._left = LARGEST_ANSWER
        self._end = _clock.monotonic() + timeout
        if response.headers.get("content-length", "").isdecimal():
            self._check(int(response.headers["content-length"][:20]))

    def take(self, chunks: Iterator[bytes]) -> None:
        for chunk in chunks:
            self._add(chunk)

    async def take_async(self, chunks: AsyncIterator[bytes]) -> None:
        async for chunk in chunks:
            self._add(chunk)

    def _add(self, chunk: bytes) -> None:
        self._check(len(chunk))
        self._left -= len(chunk)
        self._chunks.append(chunk)
        if _clock.monotonic() > self._end:
            raise _BodyTooSlow

    def _check(self, size: int) -> None:
        if size > self._left:
            raise _BodyTooLarge

    def content(self) -> bytes:
        return b"".join(self._chunks)


def _find_limit(call: Call[Any], timeout: float) -> float:
    return timeout if call.limit is None else min(timeout, call.limit)


def _prepare(
    call: Call[Any], http: httpx.Client | httpx.AsyncClient, timeout: float, suffix: str | None
) -> httpx.Request:
    """Return the httpx request.

    The body is written here, because httpx sends no body at all for `json=None`, which means null.
    """
    headers = dict(call.request.get("headers", {}))
    if call.server.token:
        headers["Authorization"] = Secret(f"Bearer {call.server.token}")
    headers["User-Agent"] = build_user_agent(suffix)
    return http.build_request(
        call.request["method"], _build_url(call), headers=headers, content=_build_body(call), timeout=timeout
    )


def _build_body(call: Call[Any]) -> bytes | None:
    return write_json(call.request["json"]).encode() if "json" in call.request else None


def _build_url(call: Call[Any]) -> Secret:
    """Return the URL of a call.

    Slashes in Windmill's paths are not quoted, because some proxies refuse %2F. Queries are quoted here, because
    httpx quotes them differently in different versions.
    """
    parameters = [
        f"{quote(name, safe='')}={str(value).lower() if isinstance(value, bool) else quote(str(value), safe='')}"
        for name, value in call.request.get("params", {}).items()
    ]
    query = Secret(f"?{'&'.join(parameters)}" if parameters else "")
    return Secret(f"{call.server.base_url}/api{call.request['url'].replace('%2F', '/')}{query}")


def _hide(call: Call[Any], text: str) -> str:
    """Return `text` without the secrets that the call sent, in case the server repeats them."""
    body: object = call.request.get("json")
    token = cast("dict[str, object]", body).get("approval_token") if isinstance(body, dict) else None
    return hide(text, call.server.token, token if isinstance(token, str) else None)


def _describe(call: Call[Any]) -> str:
    """Return the method and URL, without secrets."""
    return _hide(call, f"{call.request['method'].upper()} {_build_url(call)}")


def _read(call: Call[R], response: httpx.Response, body: _Body) -> R:
    """Return what the answer means, or raise the error that it means."""
    status = response.status_code
    answer = Answer(status, response.headers, body.content(), lambda: _describe(call))
    if status >= 400:
        text, retry_after = _hide(call, answer.text()), _read_retry_after(response.headers)
        raise build_error(status, text, _describe(call), retry_after)
    if status not in _UNDERSTOOD:
        to = _hide(call, response.headers.get("location", "")).partition("?")[0]
        redirect = f", a redirect to {to}" if to else ""
        problem = f"{_describe(call)} answered {status}{redirect}; is the base URL right?"
        raise ResponseInvalid(problem, status=status)
    return call.read(answer)


def _explain(call: Call[Any], error: Exception, timeout: float) -> WindmillError:
    """Return our error for one of httpx's, without a reference to it."""
    import httpx

    where = _describe(call)
    if isinstance(error, httpx.DecodingError):
        return ResponseInvalid(f"the answer to {where} cannot be decoded: {_hide(call, str(error))}")
    if isinstance(error, _BodyTooLarge):
        call.maybe_delivered = True
        return ResponseInvalid(f"the answer to {where} is larger than {LARGEST_ANSWER // 2**20} MiB")
    undelivered = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
    call.maybe_delivered = not isinstance(error, (*undelivered, httpx.UnsupportedProtocol, httpx.LocalProtocolError))
    doubt = "; the server may have received it" if call.maybe_delivered else ""
    if isinstance(error, _BodyTooSlow):
        return RequestTimeout(f"the answer to {where} was still coming after {timeout:g} s{doubt}")
    if isinstance(error, httpx.TimeoutException):
        return RequestTimeout(f"no answer to {where} within {timeout:g} s{doubt}")
    problem = _hide(call, str(error)) or type(error).__name__
    advice = _advise(call.server.base_url, problem, isinstance(error, httpx.RemoteProtocolError | httpx.ReadError))
    return ConnectionFailed(f"no answer to {where}: {problem}{doubt}{advice}")


def _advise(base_url: str, problem: str, broke_off: bool) -> str:
    """Return advice about certificates and schemes. The texts are OpenSSL's."""
    if "CERTIFICATE_VERIFY_FAILED" in problem:
        return (
            "; if your own authority issued the certificate, pass the path of its file as verify=, or set SSL_CERT_FILE"
        )
    if "WRONG_VERSION_NUMBER" in problem or "record layer failure" in problem:
        return "; the server does not speak TLS; try http://"
    if broke_off and base_url.startswith("http://"):
        return "; if the server speaks TLS, try https://"
    return ""


@lru_cache(maxsize=32)
def build_user_agent(suffix: str | None) -> str:
    """Return the User-Agent header."""
    python = ".".join(map(str, sys.version_info[:2]))
    return f"windmill-approvals/{VERSION} python/{python}{f' {suffix}' if suffix else ''}"


def _read_retry_after(headers: httpx.Headers) -> float | None:
    """Return Retry-After in seconds, from seconds or from a date."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - _clock.now())
    except ValueError:
        return None
