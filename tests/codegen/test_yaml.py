"""YAML goes out and comes back as the same data, whatever text looks like."""

import os
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from windmill_approvals_codegen.yaml_reader import read_yaml
from windmill_approvals_codegen.yaml_writer import write_yaml

TRICKY = [
    "on",
    "no",
    "1e3",
    "010",
    "0x1F",
    "1_000",
    ".5",
    "~",
    "",
    "null",
    "2025-06-01",
    "<<",
    "a: b",
    "# x",
    "*a",
    "&a",
]
TEXT = st.sampled_from(TRICKY) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False, width=32)
DATA: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=12,
)

UNTIMED = settings(deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow])


@UNTIMED
@given(DATA)
def test_what_is_written_is_read(data: Any) -> None:
    assert read_yaml(write_yaml(data), "spec.yaml")[0] == data


@UNTIMED
@given(DATA)
def test_older_readers_read_the_same(data: Any) -> None:
    assert yaml.safe_load(write_yaml(data)) == data


def test_dates_and_words_stay_text() -> None:
    text = "day: 2025-06-01\nanswer: on\nversion: 1.10\ncode: 200\nyes: true\n"
    assert read_yaml(text, "spec.yaml")[0] == {
        "day": "2025-06-01",
        "answer": "on",
        "version": 1.1,
        "code": 200,
        "yes": True,
    }


def test_the_line_of_each_part_is_known() -> None:
    _, lines = read_yaml("a:\n  - b\n  - c/d:\n      e: 1\n", "spec.yaml")
    assert {pointer: lines[pointer] for pointer in ("/a", "/a/0", "/a/1/c~1d", "/a/1/c~1d/e")} == {
        "/a": 1,
        "/a/0": 2,
        "/a/1/c~1d": 3,
        "/a/1/c~1d/e": 4,
    }


def test_aliases_within_bounds_are_written_out() -> None:
    data, _ = read_yaml("a: &a {x: 1}\nb: [*a, *a]\n", "spec.yaml")
    data["b"][0]["x"] = 2
    assert data == {"a": {"x": 1}, "b": [{"x": 2}, {"x": 1}]}
