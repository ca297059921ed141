"""Stored JSON: what the database and serde make of values between two jobs."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.flows.stored_json import NotStorable, as_stored, written_by_serde


def test_keys_are_ordered_by_length_then_by_bytes() -> None:
    """Recording: "expressions that are rewritten", `Promise.all`."""
    assert list(as_stored({"ok": 1, "items": 2, "results": 3, "b-c": 4})) == ["ok", "b-c", "items", "results"]
    assert list(as_stored({"é": 1, "zz": 2, "a": 3})) == ["a", "zz", "é"]


def test_inner_objects_are_ordered_as_well() -> None:
    assert written_by_serde(as_stored([{"b": {"z": 1, "y": 2}, "a": 0}])) == '[{"a":0,"b":{"y":2,"z":1}}]'


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a\0b", "unsupported Unicode escape sequence"),
        ({"\0": 1}, "unsupported Unicode escape sequence"),
        (["\ud800"], "invalid input syntax for type json"),
    ],
    ids=["NUL", "NUL in a key", "half of a pair"],
)
def test_what_the_database_refuses_is_refused_in_its_words(value: object, words: str) -> None:
    with pytest.raises(NotStorable, match=words):
        as_stored(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-7, "1e-7"),
        (1.25e-7, "1.25e-7"),
        (1e21, "1e21"),
        (1e16, "1e16"),
        (1e15, "1000000000000000.0"),
        (1e-5, "0.00001"),
        (-1.25e-5, "-0.0000125"),
        (1.0, "1.0"),
        (12345678901234567000, "12345678901234567000"),
        (["é", None, True], '["é",null,true]'),
    ],
)
def test_values_are_written_as_serde_writes_them(value: object, text: str) -> None:
    assert written_by_serde(value) == text
