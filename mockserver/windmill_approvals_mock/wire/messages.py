"""A request and a response as plain values.

Knows what every door has in common; knows no door, no route and no JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent. `path` and `query` are as on the wire, still percent-encoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name; of a repeated header the last value."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answers. Without a body there is no content type, as with a real Windmill."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
