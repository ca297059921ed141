"""Expressions: what JavaScript may name and return, and how it fails without harm."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.flows import expressions
from windmill_approvals_mock.flows.expressions import ExpressionFailed, evaluate


def failure(expr: str, **scope: object) -> str:
    with pytest.raises(ExpressionFailed) as caught:
        evaluate(expr, scope)
    return str(caught.value)


# -- values --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("expr", "value"),
    [
        ("1 + 1", 2),
        ("[1, 'two', null, true]", [1, "two", None, True]),
        ("({a: {b: 1}})", {"a": {"b": 1}}),
        ("undefined", None),
        ("NaN", None),
        ("return 5", 5),
        ("const x = 2; return x * 2", 4),
        ("new Date(0)", "1970-01-01T00:00:00.000Z"),
        ("'\\u0000é😀'", "\0é😀"),
        ("1 // a comment", 1),
    ],
)
def test_the_value_is_that_of_json(expr: str, value: object) -> None:
    assert evaluate(expr, {}) == value


def test_a_promise_is_waited_for() -> None:
    assert evaluate("new Promise(found => found(3))", {}) == 3


def test_names_of_the_scope_are_values() -> None:
    assert evaluate("flow_input.x + previous_result[1]", {"flow_input": {"x": 5}, "previous_result": [0, 7]}) == 12


def test_a_missing_result_is_null() -> None:
    assert evaluate("results.zzz", {"results": {"a": 1}}) is None


def test_what_is_missing_in_a_result_is_undefined() -> None:
    assert evaluate("typeof results.a.b", {"results": {"a": {}}}) == "undefined"


def test_no_expression_sees_another() -> None:
    evaluate("globalThis.left = 1; return 1", {})
    assert evaluate("typeof left", {}) == "undefined"


# -- failures ------------------------------------------------------------------------------
def test_an_unknown_name_fails_in_windmills_words() -> None:
    """Recording: "expression that fails"."""
    assert failure("nope.nope").startswith("QuickJS evaluation error: Error: nope is not defined\n    at ")


def test_what_has_no_json_fails() -> None:
    assert "circular reference" in failure("const a = {}; a.a = a; return a")
    assert "BigInt" in failure("10n")


def test_a_promise_that_nobody_settles_fails() -> None:
    assert "a promise was never settled" in failure("new Promise(() => {})")


@pytest.mark.parametrize("expr", ["throw null", "throw undefined", "throw Symbol('x')", "throw {toString: null}"])
def test_anything_may_be_thrown(expr: str) -> None:
    assert failure(expr).startswith("QuickJS evaluation error: ")


@pytest.mark.parametrize("expr", ["\0", "'\0'", "'\ud800'"])
def test_a_text_that_the_engine_cannot_take_fails(expr: str) -> None:
    assert failure(expr).startswith("QuickJS evaluation error: Error: ")


def test_a_value_that_the_engine_cannot_take_fails() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert "recursion" in failure("previous_result", previous_result=deep)


# -- limits --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "expr",
    ["while (true);", "for (;;) await 0", "/(a+)+$/.test('a'.repeat(40) + 'b')"],
    ids=["a loop", "a chain of promises", "a regular expression"],
)
def test_what_never_ends_is_interrupted(expr: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "SECONDS_LIMIT", 0.05)
    assert failure(expr).startswith("QuickJS evaluation error: Error: interrupted")


@pytest.mark.parametrize("expr", ["'x'.repeat(1e9)", "(function again() { again() })()"], ids=["memory", "stack"])
def test_what_wants_too_much_fails(expr: str) -> None:
    assert failure(expr).startswith("QuickJS evaluation error: Error: ")


def test_a_value_may_be_500_levels_deep() -> None:
    nested = "let a = []; for (let level = 1; level < {}; level++) a = [a]; return a"
    assert isinstance(evaluate(nested.format(500), {}), list)
    assert "stack overflow" in failure(nested.format(501))


def test_brackets_in_texts_are_no_levels() -> None:
    assert evaluate("'['.repeat(600)", {}) == "[" * 600


# -- mischief ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "mischief",
    ["JSON.stringify = () => 5", "JSON.stringify = () => 'abc'", "JSON = null", "outcome = 5", "value = 5; error = 6"],
)
def test_what_an_expression_puts_in_place_of_globals_does_not_reach_its_outcome(mischief: str) -> None:
    assert evaluate(f"{mischief}; return 1", {}) == 1


@pytest.mark.parametrize("name", ["require", "process", "std", "os", "fetch", "setTimeout"])
def test_nothing_leads_out_of_the_engine(name: str) -> None:
    assert evaluate(f"typeof {name}", {}) == "undefined"
