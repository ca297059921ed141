"""The rows of the table of results, and how a goal is held against them.

Knows numbers and goals; does not know how anything is measured.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    what: str
    ours: str
    against: str
    theirs: str
    result: str
    goal: str
    reached: bool


def at_most(what: str, ours: float, against: str, theirs: float, unit: str, times: float, *, digits: int = 0) -> Row:
    """A cost, which may be `times` that of the peer."""
    ratio = ours / theirs
    goal = "less" if times == 1 else f"≤ {times:g} ×"
    return Row(
        what,
        _number(ours, unit, digits),
        against,
        _number(theirs, unit, digits),
        f"{ratio:.2f} ×",
        goal,
        ratio <= times,
    )


def at_least(what: str, ours: float, against: str, theirs: float, unit: str, times: float) -> Row:
    """A rate, which must be `times` that of the peer."""
    ratio = ours / theirs
    return Row(
        what,
        _number(ours, unit, 0),
        against,
        _number(theirs, unit, 0),
        f"{ratio:.1f} ×",
        f"≥ {times:g} ×",
        ratio >= times,
    )


def limit(what: str, ours: float, unit: str, most: float, *, digits: int = 1) -> Row:
    """A cost by itself."""
    shown = _number(ours, unit, digits)
    return Row(what, shown, "–", "–", shown, f"≤ {most:g} {unit}", ours <= most)


def _number(value: float, unit: str, digits: int) -> str:
    return f"{value:,.{digits}f} {unit}"
