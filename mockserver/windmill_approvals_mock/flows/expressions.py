"""Evaluates the JavaScript of a flow in QuickJS, under limits.

Knows source text and a scope of JSON values; does not know where the values come from. A context
lives for one expression, so no expression sees another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import quickjs

SECONDS_LIMIT = 1
MEMORY_LIMIT = 64 << 20
STACK_LIMIT = 512 << 10

JSON = Any


class ExpressionFailed(Exception):
    """The engine's own words about an expression, in the form Windmill passes on."""


def evaluate(expr: str, scope: Mapping[str, JSON]) -> JSON:
    """The value of `expr` with the names of `scope`; undefined is null.

    `results.missing` is null, whatever is missing. Raises ExpressionFailed for anything the engine
    refuses, also when the expression takes longer than a second or more than 64 MB.
    Recordings: "names in scope of an expression", "expression that fails".
    """
    context = quickjs.Context()
    context.set_time_limit(SECONDS_LIMIT)
    context.set_memory_limit(MEMORY_LIMIT)
    context.set_max_stack_size(STACK_LIMIT)
    try:
        for name, value in scope.items():
            context.set(name, context.parse_json(json.dumps(value)))
        if "results" in scope:
            context.eval(_MISSING_RESULTS_ARE_NULL)
        return _run(context, expr)
    except (quickjs.JSException, quickjs.StackOverflow) as error:
        raise ExpressionFailed(_in_windmills_words(str(error))) from None


_MISSING_RESULTS_ARE_NULL = (
    "results = new Proxy(results, {get: (known, id) => Object.hasOwn(known, id) ? known[id] : null})"
)


def _run(context: quickjs.Context, expr: str) -> JSON:
    """Written once as an async function, so that `await` works; only then are promises awaited."""
    body = _function_body(context, expr)
    if "await" not in expr:
        text = context.eval(f"JSON.stringify((() => {{ {body}\n}})())")
        return None if text is None else json.loads(text)
    context.eval(
        f"var outcome; (async () => {{ {body}\n}})()"
        ".then(v => outcome = [JSON.stringify(v)], e => outcome = [null, `${e}\n${e.stack}`])"
    )
    while context.execute_pending_job():
        pass
    outcome = json.loads(context.eval("JSON.stringify(outcome ?? null)"))
    if outcome is None:
        raise ExpressionFailed("QuickJS evaluation error: Error: a promise was never settled\n")
    if len(outcome) == 2:
        raise ExpressionFailed(_in_windmills_words(outcome[1]))
    return None if outcome[0] is None else json.loads(outcome[0])


def _function_body(context: quickjs.Context, expr: str) -> str:
    """Statements that return as they stand; else one expression; else statements whose last line is returned."""
    if re.search(r"\breturn\b", expr):
        return expr
    expression = f"return ({expr.strip().rstrip(';')}\n)"
    if "\n" not in expr.strip() or _parses(context, expression):
        return expression
    *statements, last = expr.strip().splitlines()
    return "\n".join([*statements, f"return {last}"])


def _parses(context: quickjs.Context, body: str) -> bool:
    try:
        context.eval(f"(async () => {{ {body}\n}}, 0)")
    except quickjs.JSException:
        return False
    return True


def _in_windmills_words(text: str) -> str:
    """QuickJS says `ReferenceError: x is not defined`; Windmill hands it on as `Error: x is not defined`."""
    return "QuickJS evaluation error: " + re.sub(r"\A\w*Error: ", "Error: ", text)
