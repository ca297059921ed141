"""Adds any number of seconds to a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_WAIT_SECONDS = 10**10
"""About three centuries. Longer waits are cut to it, because dates end."""


def later(moment: datetime, seconds: float) -> datetime:
    """Return `moment` plus `seconds`; negative seconds count as 0."""
    return moment + timedelta(seconds=min(max(seconds, 0), LONGEST_WAIT_SECONDS))
