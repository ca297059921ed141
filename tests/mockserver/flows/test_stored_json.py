"""Stored JSON: what the database and serde make of values between two jobs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from windmill_approvals_mock.flows.stored_json import NotStorable, as_stored, stored_result, written_by_serde

from tests.mockserver.driving import Driver, script, step


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


@pytest.mark.parametrize(
    ("result", "kept"),
    [
        ({"bb": 1, "a": {"z": 1, "yy": 2, "x": 3}}, '{"a":{"x":3,"z":1,"yy":2},"bb":1}'),
        ([{"ä": 1, "b": 2}], '[{"b":2,"ä":1}]'),
        ({"n\0ul": "a\0b"}, '{"nul":"ab"}'),
        ("\ud800", '"\\ud800"'),
        ({"\ud800": 1}, '{"\\ud800":1}'),
    ],
)
def test_a_result_is_kept_in_the_databases_order_and_without_nul(result: Any, kept: str) -> None:
    assert json.dumps(stored_result(result), separators=(",", ":")) == json.dumps(
        json.loads(kept), separators=(",", ":")
    )


def test_the_next_module_sees_a_result_as_it_was_and_a_later_one_as_the_database_has_it(windmill: Driver) -> None:
    windmill.mock.stub("a", result={"bb": 1, "a": 2})
    sees = {"was": "JSON.stringify(previous_result)", "is": "JSON.stringify(results.a)"}
    flow = windmill.run(step("a", script("a")), step("b", script("b", **sees)), step("c", script("c", **sees)))
    first, second = (windmill.job(windmill.job_of(flow, id))["args"] for id in ("b", "c"))
    assert first == {"was": '{"bb":1,"a":2}', "is": '{"bb":1,"a":2}'}
    assert second["is"] == '{"a":2,"bb":1}'
