"""A request and a response as plain values.

Knows what every door has in common; knows no door, no route and no JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from windmill_approvals_mock.fast_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent. `path` and `query` are as on the wire, still percent-encoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name; of a repeated header the last value."""
    body: bytes = b""
    client: str | None = None
    """The address it came from; None in process."""

    def __repr__(self) -> str:
        """Without what gives access: path, query, headers and body may all hold it."""
        return f"<Request {self.method} of {len(self.body)} bytes>"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What goes wrong on an answer's way back."""

    delay: float = 0
    """Seconds before its first byte."""
    breaks_after: float | None = None
    """The part of its body, 0 to 1, after which the connection breaks; 0: before any of it."""
    bytes_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answers. Without a body there is no content type, as with a real Windmill."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    delivery: Delivery | None = None

    def __repr__(self) -> str:
        """Without the body, which may hold links."""
        return f"<Response {self.status} of {len(self.body)} bytes>"
