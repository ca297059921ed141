"""Filters of lists: texts, compared as PostgreSQL's `=` and `LIKE` do, and moments. Source: Windmill's source."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property

from windmill_approvals_mock.fast_dataclass import dataclass


@dataclass(frozen=True)
class TextFilter:
    """Matches texts that equal one of `values` or, if negated, none of them."""

    values: tuple[str, ...]
    negated: bool = False
    are_patterns: bool = False
    """Whether the values are `LIKE` patterns: `%` matches any text, `_` one character."""

    def lets_through(self, text: str | None) -> bool:
        """Whether `text` matches. None equals none of the values."""
        if text is None:
            return self.negated
        return self._matches(text) != self.negated

    def _matches(self, text: str) -> bool:
        if not self.are_patterns:
            return text in self.values
        return any(_is_like(text, segments) for segments in self._patterns)

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], ...], ...]:
        return tuple(_segments(value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Span:
    """A period, including both ends. None is no limit."""

    after: datetime | None = None
    before: datetime | None = None

    def holds(self, moment: datetime | None) -> bool:
        """Whether `moment` is inside. None, for what has not happened, is only in a period without limits."""
        if moment is None:
            return self.after is None and self.before is None
        return (self.after is None or self.after <= moment) and (self.before is None or moment <= self.before)


ALWAYS = Span()


def _segments(pattern: str) -> tuple[re.Pattern[str], ...]:
    """Return the parts between the `%`s of a pattern, with a dot for each `_`."""
    written = [""]
    for part in re.findall(r"%|_|\\[\s\S]|[\s\S]", pattern):
        if part == "%":
            written.append("")
        else:
            written[-1] += "." if part == "_" else re.escape(part[-1])
    return tuple(re.compile(one, re.DOTALL) for one in written)


def _is_like(text: str, segments: tuple[re.Pattern[str], ...]) -> bool:
    """Whether `text` matches. Each segment is searched once, from left to right, so that no pattern takes long."""
    if len(segments) == 1:
        return segments[0].fullmatch(text) is not None
    *others, last = segments
    at = 0
    for number, segment in enumerate(others):
        found = segment.search(text, at) if number else segment.match(text)
        if found is None:
            return False
        at = found.end()
    start = len(text) - _length(last)
    return start >= at and last.fullmatch(text, start) is not None


def _length(segment: re.Pattern[str]) -> int:
    """Return how many characters a segment matches; a backslash escapes the next one."""
    return len(re.sub(r"\\([\s\S])", r"\1", segment.pattern))
