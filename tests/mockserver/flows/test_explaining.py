"""What is said of expressions that Windmill refuses or silently makes null of, each as recorded."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.flows.explaining import explain


@pytest.mark.parametrize(
    ("expr", "sentence"),
    [
        (
            "[1, 2].map(i => results.a.items[i - 1])",
            "`results` inside a plain function: Windmill cannot await there; "
            "take `results.a` in an input of its own, outside the function, or make the function `async`",
        ),
        (
            "(() => { const x = results.a; return x.ok })()",
            "`results` inside a plain function: Windmill cannot await there; "
            "take `results.a` in an input of its own, outside the function, or make the function `async`",
        ),
        (
            "flow_input.list.map(function (x) { return variable('f/a/b') + x })",
            "`variable` inside a plain function: Windmill cannot await there; "
            "take the variable in an input of its own, outside the function, or make the function `async`",
        ),
        (
            "results['k-e'].ok",
            "`results['k-e']` is a promise, not a result: its members are undefined; "
            'write `results.k-e` or `results["k-e"]`',
        ),
        (
            "results[flow_input.step].ok",
            "`results[flow_input.step]` is a promise, not a result: its members are undefined; "
            "write `(await results[flow_input.step])`",
        ),
        (
            "results.a.results.map(r => r.id)",
            "a member called `results` is mistaken for the steps' results; write `['results']` instead of `.results`",
        ),
        (
            "flow_input.results.x",
            "a member called `results` is mistaken for the steps' results; write `['results']` instead of `.results`",
        ),
        ("JSON.stringify(results)", "`results` by itself is an empty object; name the steps whose results you need"),
        (
            "'results.a.ok'",
            "`results.…` inside a string is rewritten too, so the string changes; join it from two parts",
        ),
        (
            "results.a.items.map(async x => x)",
            "`map` with an `async` function returns promises, which become `{}`; put `Promise.all(…)` around it",
        ),
        ("4 // four", "a `//` comment on the last line hides what Windmill adds after it; use `/* … */`"),
        (
            "let y = 1; y + 1",
            "Windmill treats this as statements, and without a `return` the value is null; put `return` first",
        ),
        (
            "await results.a",
            "Windmill treats this as statements, and without a `return` the value is null; put `return` first",
        ),
    ],
)
def test_an_expression_that_surprises_people_is_explained_with_a_cure(expr: str, sentence: str) -> None:
    assert explain(expr) == [sentence]


@pytest.mark.parametrize("expr", ["return true", "let y = 1; y > 0"])
def test_a_condition_of_statements_is_explained(expr: str) -> None:
    assert explain(expr, is_condition=True) == [
        "a condition must be one expression: Windmill puts it inside `Boolean(…)`, so statements are refused"
    ]


@pytest.mark.parametrize(
    "expr",
    [
        'results["a"].ok',
        "results.a['b-c']",
        "results.a['results'].map(r => r.id)",
        "results?.a?.ok",
        "`${results.a.ok}`",
        "results.a.items.map(x => x.id)",
        "[results.a.ok, [1].map(x => x), results.b]",
        "Promise.all(flow_input.list.map(async x => x + results.a.n))",
        "(await results['a']).ok",
        "flow_input.my_results.x",
        "'no results here'",
        "'https://example.com'",
        "({results: 1})",
        "return results.a.ok",
    ],
)
def test_an_expression_that_works_is_left_alone(expr: str) -> None:
    assert explain(expr) == []


@pytest.mark.parametrize("part", ["x => {", "function ", "results[", "'", "(", "results.", "async "])
def test_long_expressions_are_looked_at_in_linear_time(part: str) -> None:
    explain(part * 20_000)
