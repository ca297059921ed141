"""The data of a page of the console. Does not know HTTP or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ConsolePage:
    template: str
    values: dict[str, Any]


class PageNotFound(Exception):
    """The page does not exist; the message says what is missing."""
