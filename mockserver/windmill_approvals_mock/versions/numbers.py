"""Version numbers of Windmill: how to parse them, which were recorded, and which recording a version follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

Number = tuple[int, int]
"""A version as two numbers: 1.788 is `(1, 788)`. Patch releases are ignored."""

T = TypeVar("T")

RECORDED = ("1.607", "1.624", "1.700", "1.788")
"""The versions that were recorded on real servers, oldest first."""


_RECORDED_ARE = f"Recorded versions: {', '.join(RECORDED)}"
_LONGEST_PART = 9
"""Most digits of one part of a version. No release needs more, and longer ones would take long to parse."""


class UnrecordedVersion(UserWarning):
    """The requested version is newer than every recorded one, so the mock follows the newest recording."""


def parse_number(text: str) -> Number:
    """Parse `1.788`, `v1.788` or `1.788.0`.

    Raises ValueError, which lists the recorded versions, for anything else and for versions before all recorded ones.
    """
    match = re.fullmatch(r"v?(\d+)\.(\d+)(?:\.\d+)?", text.strip(), re.ASCII)
    if match is None or max(len(match[1]), len(match[2])) > _LONGEST_PART:
        raise ValueError(f"{_shorten(text)} is not a Windmill version; write it like 1.788. {_RECORDED_ARE}")
    number = (int(match[1]), int(match[2]))
    if number < OLDEST:
        older = f"Windmill {write_number(number)} is older than {RECORDED[0]}, the first with flow-level approvals"
        raise ValueError(f"{older}. {_RECORDED_ARE}")
    return number


def write_number(number: Number) -> str:
    return f"{number[0]}.{number[1]}"


def newest_of(variants: Sequence[tuple[str, T]], number: Number) -> T:
    """Return the value of the newest of `variants` (pairs of version and value) that is not after `number`.

    The first pair applies to every version.
    """
    found = variants[0][1]
    for since, value in variants[1:]:
        if number >= as_number(since):
            found = value
    return found


def as_number(version: str) -> Number:
    """Return the number of a version that is written in the source, such as `1.788`."""
    major, minor = version.split(".")
    return int(major), int(minor)


def recording_before(since: str) -> str | None:
    """Return the recorded version before `since` if only a recording dates it; None if the release is known."""
    return RECORDED[RECORDED.index(since) - 1] if since in RECORDED[1:] else None


OLDEST, NEWEST = as_number(RECORDED[0]), as_number(RECORDED[-1])


def _shorten(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
