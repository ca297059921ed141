"""Reads the head of a request, or refuses it: the limits of heads and the allowed hosts.

Takes what an HTTP parser found; knows neither ASGI nor sockets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from windmill_approvals_mock.doors.hosts import LOOPBACK_NAMES, name_of
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.refusals import FRAMEWORK_TEXT

RawHeaders = list[tuple[bytes, bytes]]

LONGEST_URL = 65_534
MOST_HEADERS = 100
LONGEST_HEAD = 128 * 1024
"""Limits of a request, in bytes. The limits for URLs and the number of headers are those of Windmill's own server."""


class HeadReader:
    """Reads heads for a server that answers to its loopback names and `other_hosts`."""

    def __init__(self, other_hosts: Collection[str], is_for_any_host: Callable[[str], bool]) -> None:
        """Let `is_for_any_host` say which paths are answered whatever host is asked for."""
        self._hosts = LOOPBACK_NAMES | {name_of(host) for host in other_hosts}
        self._is_for_any_host = is_for_any_host
        self._newest: tuple[RawHeaders, _Headers] = [], _Headers({}, 0, is_for_us=True)

    def read(
        self, method: str, raw_path: bytes, query: bytes, raw_headers: RawHeaders, client: str | None
    ) -> Request | Response:
        """Return the request, still without a body, or the answer that refuses it.

        The names in `raw_headers` are in lower case.
        """
        url = len(raw_path) + len(query)
        if url > LONGEST_URL:
            return text_response(414, f"A URL can have at most {LONGEST_URL} bytes; this one has {url}.\n")
        if len(raw_headers) > MOST_HEADERS:
            return _refuse(len(raw_headers), url + _length_of(raw_headers))
        headers = self._read_headers(raw_headers)
        if url + headers.length > LONGEST_HEAD:
            return _refuse(len(raw_headers), url + headers.length)
        path = raw_path.decode("latin-1")
        if not headers.is_for_us and not self._is_for_any_host(path):
            return text_response(
                421,
                "This mock answers only requests for its own host; start it with --base-url to set it "
                "(see `windmill-approvals help run-a-shared-server`).\n",
            )
        return Request(method, path, query.decode("latin-1"), headers.texts, client=client)

    def _read_headers(self, raw: RawHeaders) -> _Headers:
        """Return what there is to know of the headers. Requests in a row with equal headers share it."""
        newest, headers = self._newest
        if raw != newest:
            texts = {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
            host = texts.get("host")
            headers = _Headers(
                texts,
                length=_length_of(raw),
                is_for_us=host is None or name_of(host) in self._hosts,
            )
            self._newest = raw, headers
        return headers


class _Headers(NamedTuple):
    texts: Mapping[str, str]
    length: int
    """Bytes of all names and values."""
    is_for_us: bool
    """Whether they name a host that this server answers to, or none."""

    def __repr__(self) -> str:
        """Do not show them, because they may contain secrets."""
        return f"<headers of {self.length} bytes>"


def _length_of(raw: RawHeaders) -> int:
    return sum(len(name) + len(value) for name, value in raw)


def _refuse(headers: int, length: int) -> Response:
    most = f"at most {MOST_HEADERS} headers and {LONGEST_HEAD} bytes"
    return text_response(431, f"The head of a request can have {most}; this one has {headers} and {length}.\n")


def text_response(status: int, text: str) -> Response:
    return Response(status, text.encode(), FRAMEWORK_TEXT)
