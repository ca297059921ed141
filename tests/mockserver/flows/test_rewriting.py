"""Rewriting: what Windmill makes of an expression's text before its engine sees it."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.flows.rewriting import (
    ResultPath,
    accessed_steps,
    is_statements,
    key_of_input,
    result_path,
    rewrite,
)


@pytest.mark.parametrize(
    ("expr", "rewritten"),
    [
        ("results.a.ok", "(await results.a).ok"),
        ("results?.a?.ok", "(await results?.a)?.ok"),
        ('results["a"].ok', '(await results["a"]).ok'),
        ("results['a'].ok", "results['a'].ok"),
        ("results . a", "results . a"),
        ("'results.a'", "'(await results.a)'"),
        ("results.a.results.b", "(await results.a).(await results.b)"),
        ("x => results.a", "x => (await results.a)"),
        ('results["a', 'results["a'),
        ("variable('u/a').x", "(await variable('u/a')).x"),
        ("resource(f(1)).x", "(await resource(f(1))).x"),
        ("resource(", "(await resource()"),
        ("flow_env.X", "flow_env.X"),
    ],
)
def test_accesses_become_awaits_wherever_they_stand(expr: str, rewritten: str) -> None:
    """Recording: "expressions that are rewritten"."""
    assert rewrite(expr, ("variable", "resource"), ("results",)) == rewritten


def test_behind_letters_beyond_ascii_the_bracket_comes_too_early() -> None:
    assert rewrite("variable('é')", ("variable",), ("results",)) == "(await variable('é)')"


def test_older_servers_await_the_constants_of_the_flow_as_well() -> None:
    assert rewrite("flow_env.X", (), ("results", "flow_env")) == "(await flow_env.X)"


@pytest.mark.parametrize(
    ("expr", "path"),
    [
        ("results.a", ResultPath("a", ())),
        ("results?.a", ResultPath("a", ())),
        ("results.a[2].b.c", ResultPath("a", ("2", "b", "c"))),
        ("results.a.b[2]", None),
        ("results['a']", None),
        ("results.a + 1", None),
        ("1 +\nresults.a.b", ResultPath("a", ("b",))),
    ],
)
def test_an_expression_that_is_a_path_is_not_evaluated(expr: str, path: ResultPath | None) -> None:
    assert result_path(expr) == path


@pytest.mark.parametrize(
    ("expr", "named"),
    [
        ("flow_input.x", ("flow_input", "x")),
        ("flow_input.x.y", ("flow_input", "x.y")),
        ('flow_input["x y"]', ("flow_input", "x y")),
        ("flow_input['x']", None),
        ("flow_env.X", ("flow_env", "X")),
        ("flow_input", None),
    ],
)
def test_one_key_of_the_input_is_not_evaluated(expr: str, named: tuple[str, str] | None) -> None:
    assert key_of_input(expr) == named


@pytest.mark.parametrize("text", ["return", "return 1", "let x = 1", "if(x) 1", "await x", "a; b", "'it' + `;`; 1"])
def test_statements_stay_as_they_are(text: str) -> None:
    assert is_statements(text)


@pytest.mark.parametrize("text", ["", "1", "returned", "';'", '"a;"', "`;`", "iffy(x)", "try_it()"])
def test_anything_else_is_returned(text: str) -> None:
    assert not is_statements(text)


def test_the_usual_accesses_are_known_beforehand() -> None:
    assert accessed_steps("results.a + results?.b + results['c'] + results[\"d\"] + results[e]") == {"a", "b", "c", "d"}


@pytest.mark.parametrize("piece", ["results[", 'results["', "results.", "resource(", "variable((", "\\'", "'", "("])
def test_long_expressions_take_linear_time(piece: str) -> None:
    expr = piece * 50_000
    assert isinstance(rewrite(expr, ("variable", "resource"), ("results",)), str)
    assert isinstance(is_statements(expr), bool)
    assert result_path(expr) is None
    assert accessed_steps(expr) <= {"results"}
