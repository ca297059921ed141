"""A request and a response, without the door they come through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LARGEST_BODY: Final = 256 * 1024
"""Bytes of a form that is sent."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    query: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    """By name in lower case."""
    body: bytes | None = field(repr=False)
    """None: larger than LARGEST_BODY, and not read."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
