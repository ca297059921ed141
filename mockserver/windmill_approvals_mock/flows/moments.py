"""Moments that are some seconds away, however many seconds somebody asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_WAIT_SECONDS = 10**10
"""Some three centuries: longer waits are cut to it, for want of dates."""


def later(moment: datetime, seconds: float) -> datetime:
    """`moment` plus `seconds`; a negative number counts as none."""
    return moment + timedelta(seconds=min(max(seconds, 0), LONGEST_WAIT_SECONDS))
