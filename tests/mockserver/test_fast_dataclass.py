"""Values that only type checkers keep frozen are like frozen dataclasses otherwise."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import replace

import pytest
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.wire.messages import Request


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


def test_equal_values_hash_alike() -> None:
    assert {Point(1), Point(1, 0), Point(2)} == {Point(2), Point(1)}


@pytest.mark.parametrize("duplicate", [copy, deepcopy, replace])
def test_a_copy_equals_its_original(duplicate: Callable[[Point], Point]) -> None:
    assert duplicate(Point(1, 2)) == Point(1, 2)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        Point(1, z=2)  # type: ignore[call-arg]


def test_nothing_is_added_to_a_value_with_slots() -> None:
    with pytest.raises(AttributeError):
        Request("GET", "/api/version").status = 200  # type: ignore[attr-defined]


def test_only_type_checkers_keep_it_frozen() -> None:
    point = Point(1)
    point.x = 2  # type: ignore[misc] # mypy reports this ignore once it has nothing to say here
    assert point == Point(2)
