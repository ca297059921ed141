"""Texts and moments that a filter lets through. Source: PostgreSQL's documentation of LIKE."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from windmill_approvals_mock.stores.filters import Span, TextFilter

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "pattern", "is_like"),
    [
        ("abc", "abc", True),
        ("abc", "a%", True),
        ("abc", "_b_", True),
        ("abc", "c", False),
        ("abc", "%c", True),
        ("abc", "%b%", True),
        ("abc", "a%c%", True),
        ("abab", "ab%ab", True),
        ("ab", "ab%ab", False),
        ("aXbXc", "a%X_", True),
        ("50%", "50\\%", True),
        ("50x", "50\\%", False),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("a\nb", "a_b", True),
        ("", "%", True),
        ("f/ops-x", "f/ops_%", True),
        ("a-b", "%-b", True),
    ],
)
def test_like(text: str, pattern: str, is_like: bool) -> None:
    assert TextFilter((pattern,), are_patterns=True).lets_through(text) is is_like


def test_a_pattern_of_many_wildcards_takes_no_time() -> None:
    assert not TextFilter(("%a" * 5000 + "b",), are_patterns=True).lets_through("a" * 20_000)


@pytest.mark.parametrize(
    ("text", "negated", "is_let_through"),
    [
        ("a", False, True),
        ("c", False, False),
        (None, False, False),
        ("a", True, False),
        ("c", True, True),
        (None, True, True),
    ],
)
def test_a_list_of_texts(text: str | None, negated: bool, is_let_through: bool) -> None:
    assert TextFilter(("a", "b"), negated).lets_through(text) is is_let_through


@pytest.mark.parametrize(
    ("span", "moment", "is_held"),
    [
        (Span(), None, True),
        (Span(after=EARLY), EARLY, True),
        (Span(after=LATE), EARLY, False),
        (Span(before=EARLY), EARLY, True),
        (Span(before=EARLY), LATE, False),
        (Span(before=LATE), None, False),
    ],
)
def test_a_span_of_time(span: Span, moment: datetime | None, is_held: bool) -> None:
    assert span.holds(moment) is is_held
