"""A request and a response, independent of ASGI and WSGI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LARGEST_BODY: Final = 256 * 1024
"""The largest form, in bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    query: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    """By lower-case name."""
    body: bytes | None = field(repr=False)
    """None if it is larger than LARGEST_BODY, and was not read."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...]
    """All of them, `Content-Length` too: for HEAD it is that of the body which GET would get."""
    body: bytes = field(repr=False)
