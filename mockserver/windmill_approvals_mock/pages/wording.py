"""Formats moments, durations, numbers and JSON values for pages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

JSON = Any

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

LONGEST_INDENTED = 100_000
"""Characters. Indenting a value that is nested deeply takes far more time than its size suggests."""

_INDENTED = json.JSONEncoder(indent=2, ensure_ascii=False)
_SIGNATURE = re.compile(r"[0-9a-fA-F]{64}")


def format_moment(moment: datetime) -> str:
    """Return for example `1 Mar 2026, 14:05:07 UTC`."""
    moment = moment.astimezone(UTC)
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment:%Y, %H:%M:%S} UTC"


def format_time(moment: datetime) -> str:
    """Return for example `14:05:07`."""
    return moment.astimezone(UTC).strftime("%H:%M:%S")


def format_for_machines(moment: datetime) -> str:
    """Return the value for `<time datetime>`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def format_duration(seconds: float) -> str:
    """Return for example `45 s`, `12 min`, `3 h 20 min` or `2 days`: the longer, the coarser."""
    if seconds < 10 and seconds != int(seconds):
        return f"{seconds:.1f} s" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms"
    whole = round(seconds)
    for size, unit, smaller, small_unit in ((86400, "day", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            number, rest = whole // size, whole % size // smaller
            name = "days" if unit == "day" and number != 1 else unit
            return f"{number} {name} {rest} {small_unit}" if rest else f"{number} {name}"
    return f"{whole} s"


def format_relative(moment: datetime, now: datetime) -> str:
    """Return for example `in 30 min` or `5 s ago`; without seconds if minutes are precise enough."""
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 1:
        return "now"
    distance = format_distance(moment, now)
    return f"in {distance}" if seconds > 0 else f"{distance} ago"


def format_distance(moment: datetime, now: datetime) -> str:
    """Return for example `30 min`, for a moment before or after `now`."""
    seconds = abs((moment - now).total_seconds())
    if seconds >= 120:
        seconds = round(seconds / 60) * 60
    return format_duration(round(seconds))


def format_votes(number: int) -> str:
    return f"{number} vote" if number == 1 else f"{number} votes"


def join_names(names: Sequence[str]) -> str:
    return ", ".join(names)


def format_json(value: JSON) -> str:
    """Return `value` as indented JSON, or on one line if that would be long or is nested too deeply."""
    chunks, size = [], 0
    try:
        for chunk in _INDENTED.iterencode(value):
            chunks.append(chunk)
            size += len(chunk)
            if size > LONGEST_INDENTED:
                return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return json.dumps(value, ensure_ascii=False)
    return "".join(chunks)


def shorten(text: str, limit: int = 80) -> str:
    """Return the start of a name that is too long for a page."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def mask_signatures(text: str) -> str:
    """Return `text` with signatures masked. A step that minted links may have returned them."""
    return _SIGNATURE.sub("********", text)


def format_masked(value: JSON) -> str:
    """Return `value` as JSON, with signatures masked."""
    return mask_signatures(format_json(value))


def find_only_reason(payload: JSON) -> str:
    """Return the reason if the payload holds nothing else; empty for any other payload."""
    reason = payload.get("reason") if isinstance(payload, dict) and len(payload) == 1 else None
    return mask_signatures(reason) if isinstance(reason, str) else ""


def cut(text: str, limit: int) -> str:
    """Return a start of `text` of at most `limit` characters when escaped, and say how much was left out."""
    size = len(escape(text))
    if size <= limit:
        return text
    kept = limit * len(text) // size
    return f"{text[:kept]}\n… {len(text) - kept} more characters"
