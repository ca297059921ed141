"""What a page of the console consists of. Knows neither how it was asked for nor how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ConsolePage:
    template: str
    values: dict[str, Any]


class PageNotFound(Exception):
    """There is nothing by that name; the text says what is missing."""
