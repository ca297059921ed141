"""Converts moments to integers for columns of databases: microseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT = timedelta(microseconds=1)


def to_number(moment: datetime) -> int:
    return (moment - _START) // _UNIT


def to_moment(number: int) -> datetime:
    return _START + number * _UNIT
