"""A request and a response as plain values, for all doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from windmill_approvals_mock.fast_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """A client's request. `path` and `query` are as on the wire, still percent-encoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers by lower-case name, with the last value of a repeated one."""
    body: bytes = b""
    client: str | None = None
    """The client's address; None without a socket."""

    def __repr__(self) -> str:
        """Show neither path, query, headers nor body, because they may contain secrets."""
        return f"<Request {self.method} of {len(self.body)} bytes>"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What goes wrong when an answer is sent."""

    delay: float = 0
    """Seconds before its first byte."""
    breaks_after: float | None = None
    """The part of the body, 0 to 1, after which the connection breaks; 0 for before any of it."""
    bytes_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """The server's answer. Without a body there is no content type, as on a real Windmill."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    delivery: Delivery | None = None

    def __repr__(self) -> str:
        """Do not show the body, because it may contain links."""
        return f"<Response {self.status} of {len(self.body)} bytes>"
