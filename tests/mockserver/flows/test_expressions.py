"""Expressions: what JavaScript may name and return, and how it fails without harm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from windmill_approvals_mock.flows import expressions
from windmill_approvals_mock.flows.expressions import (
    ExpressionFailed,
    ExpressionTookTooLong,
    LookupMissing,
    Refused,
    Script,
    evaluate,
)
from windmill_approvals_mock.flows.rewriting import is_statements


def script(expr: str, **names: object) -> Script:
    return Script(expr if is_statements(expr) else f"return {expr};", names)


def value(expr: str, **names: object) -> object:
    return evaluate(script(expr, **names))


def failure(expr: str, **names: object) -> str:
    with pytest.raises(ExpressionFailed) as caught:
        value(expr, **names)
    return str(caught.value)


# -- values --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("expr", "expected"),
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
        ("() => 1", None),
    ],
)
def test_the_value_is_that_of_json(expr: str, expected: object) -> None:
    assert value(expr) == expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("new Date(0)", {}),
        ("() => 1", {}),
        ("'\\ud800'", "[object]"),
        ("[undefined, NaN, 1n]", [None, None, "[object]"]),
        ("({a: undefined, b: {c: 'é'}})", {"a": None, "b": {"c": "é"}}),
    ],
)
def test_older_servers_take_the_value_apart(expr: str, expected: object) -> None:
    """Recording: "expressions: values" of 1.624."""
    assert evaluate(replace(script(expr), takes_values_apart=True)) == expected


def test_a_promise_is_waited_for() -> None:
    assert value("new Promise(found => found(3))") == 3


def test_names_of_the_scope_are_values() -> None:
    assert value("flow_input.x + previous_result[1]", flow_input={"x": 5}, previous_result=[0, 7]) == 12


def test_members_of_results_are_promises() -> None:
    looked_up = Script(
        "return [results.a.x, (await results.a).x, typeof results];", lookups={"results": {"a": {"x": 1}}}
    )
    assert evaluate(looked_up) == [None, 1, "object"]


def test_a_refused_lookup_throws_the_servers_words() -> None:
    refused = Script("return await resource('u/a');", lookups={"resource": {"u/a": Refused("Not found: Resource u/a")}})
    with pytest.raises(ExpressionFailed, match="Error: Not found: Resource u/a\n"):
        evaluate(refused)


def test_what_was_not_looked_up_is_asked_for_by_kind_and_key() -> None:
    asks = Script("return [await results.a, await variable('u/' + 'b')];", lookups={"results": {}, "variable": {}})
    with pytest.raises(LookupMissing) as caught:
        evaluate(asks)
    assert caught.value.asked == (("results", "a"),)


@pytest.mark.parametrize(
    ("previous", "error"),
    [
        ({"error": {"name": "E"}}, {"name": "E"}),
        ([1, {"error": {"name": "E"}}], {"name": "E"}),
        (
            [{"error": {"message": "one"}}, {"error": {"name": "two", "step_id": "b"}}],
            {
                "name": "MultipleErrors",
                "message": "[0] one; [b] two",
                "errors": [{"error": {"message": "one"}}, {"error": {"name": "two", "step_id": "b"}}],
            },
        ),
        ([1], {"name": "MultipleErrors", "message": "Could not parse errors", "errors": [1]}),
        ("text", {"name": "UnknownError", "message": "Could not parse the error", "error": "text"}),
        (None, {"name": "UnknownError", "message": "No error found"}),
    ],
)
def test_error_is_what_went_wrong_in_the_previous_result(previous: object, error: object) -> None:
    assert evaluate(Script("return error;", {"previous_result": previous}, sees_error=True)) == error


def test_no_expression_sees_another() -> None:
    value("globalThis.left = 1; return 1")
    assert value("typeof left") == "undefined"


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
    with pytest.raises(ExpressionTookTooLong):
        value(expr)


@pytest.mark.parametrize("expr", ["'x'.repeat(1e9)", "(function again() { again() })()"], ids=["memory", "stack"])
def test_what_wants_too_much_fails(expr: str) -> None:
    assert failure(expr).startswith("QuickJS evaluation error: Error: ")


def test_a_value_may_be_500_levels_deep() -> None:
    nested = "let a = []; for (let level = 1; level < {}; level++) a = [a]; return a"
    assert isinstance(value(nested.format(500)), list)
    assert "stack overflow" in failure(nested.format(501))


def test_brackets_in_texts_are_no_levels() -> None:
    assert value("'['.repeat(600)") == "[" * 600


# -- mischief ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "mischief",
    [
        "JSON.stringify = () => 5",
        "JSON.stringify = () => 'abc'",
        "JSON = null",
        "globalThis.outcome = 5",
        "globalThis.value = 5; globalThis.error = 6",
    ],
)
def test_what_an_expression_puts_in_place_of_globals_does_not_reach_its_outcome(mischief: str) -> None:
    assert value(f"{mischief}; return 1") == 1


@pytest.mark.parametrize("name", ["require", "process", "std", "os", "fetch", "setTimeout"])
def test_nothing_leads_out_of_the_engine(name: str) -> None:
    assert value(f"typeof {name}") == "undefined"
