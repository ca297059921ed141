"""Values that only type checkers keep frozen are like frozen dataclasses otherwise."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import field, replace

import pytest
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.wire.messages import Request


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """Who may log in."""

    name: str
    password: str = field(repr=False)
    seen: int = field(default=0, compare=False)
    friends: list[object] = field(default_factory=list, compare=False)

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class Counter:
    count: int = 0


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, slots=True)
class Word:
    text: str

    def __repr__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Word) and self.text.lower() == other.text.lower()

    def __hash__(self) -> int:
        return hash(self.text.lower())


def test_values_of_two_classes_differ() -> None:
    others: list[object] = [Counter(1), (1, 0), Nothing()]
    assert Point(1) not in others
    assert Nothing() in others


def test_fields_that_are_not_compared_change_neither_equality_nor_hash() -> None:
    assert {Account("ann", "1"), Account("ann", "1", seen=2)} == {Account("ann", "1", seen=3)}
    assert Account("ann", "1") != Account("ann", "2")


def test_a_value_that_may_change_cannot_be_hashed() -> None:
    assert Counter(1) == Counter(1)
    with pytest.raises(TypeError, match="unhashable type: 'Counter'"):
        hash(Counter())


def test_a_representation_leaves_out_what_is_hidden_and_ends_where_a_value_contains_itself() -> None:
    account = Account("ann", "hush")
    account.friends.append(account)
    assert repr(account) == "Account(name='ann', seen=0, friends=[...])"
    assert (repr(Nothing()), repr(Point(1)), str(account)) == ("Nothing()", "Point(x=1, y=0)", "ann")


def test_the_methods_of_a_class_stay() -> None:
    assert repr(Word("Yes")) == "Yes"
    assert {Word("Yes"), Word("yes")} == {Word("YES")}


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
