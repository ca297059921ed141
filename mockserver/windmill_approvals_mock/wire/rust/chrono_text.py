"""Parses moments as the Rust crate `chrono` does, with its errors for a text, the start of a moment, or a month 13.

Source: recording "run: arguments and options" and the crate.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)? ?([Zz]|UTC|[+-]\d\d:?\d\d)", re.ASCII)
_SHAPE = "dddd-dd-ddTdd:dd:dd"


def parse_moment(text: str) -> datetime:
    """Parse an RFC 3339 moment, and return it in UTC. Raises ValueError with the crate's error."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError("premature end of input" if _is_start(text) else "input contains invalid characters")
    fraction = (match[3] or ".0")[:7]
    zone = "+00:00" if match[4].upper() in {"Z", "UTC"} else match[4]
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{fraction}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("input is out of range") from None


def _is_start(text: str) -> bool:
    """Whether `text` is a moment that ends too early."""
    if len(text) > len(_SHAPE):
        return re.fullmatch(r"\.\d+", text[len(_SHAPE) :]) is not None and _is_start(text[: len(_SHAPE)])
    return all(
        char.isdigit() if wanted == "d" else char.upper() in ("T", " ") if wanted == "T" else char == wanted
        for char, wanted in zip(text, _SHAPE, strict=False)
    )
