"""Evaluates the JavaScript of a flow in QuickJS, under limits.

Knows source text and a scope of JSON values; does not know where the values come from. A context
lives for one expression, so no expression sees another.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import quickjs

SECONDS_LIMIT = 1
MEMORY_LIMIT = 64 << 20
STACK_LIMIT = 512 << 10
DEEPEST_VALUE = 500
"""Levels of lists and objects in a value; Python's own JSON gives up at twice as many."""

JSON = Any

_STATEMENTS = re.compile(
    r"return\b|(?:const|let|var|function|class|async|await|throw)\s|(?:if|for|while|switch)[\s(]|try[\s{]"
)
"""How a text begins that is no expression to put `return` before. That `await` is one of them is Windmill's rule."""
_STRINGS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`\\]|\\.)*`", re.DOTALL)

_PRELUDE = """
if (typeof results === "object")
    results = new Proxy(results, {get: (known, id) => Object.hasOwn(known, id) ? known[id] : null});
for (const [kind, known] of Object.entries(globalThis.lookups ?? {}))
    globalThis[kind] = (path) => {
        if (!Object.hasOwn(known, path)) throw new Error(`${kind} ${path} not found`);
        return known[path];
    };
"""
"""A missing result is null; `variable(path)` and `resource(path)` give what was looked up beforehand."""


class ExpressionFailed(Exception):
    """The engine's own words about an expression, in the form Windmill passes on."""


def evaluate(expr: str, scope: Mapping[str, JSON]) -> JSON:
    """The value of `expr` with the names of `scope`; undefined is null, and a promise is waited for.

    Raises ExpressionFailed for anything the engine refuses, also when the expression takes longer than a second or
    more than 64 MB. Recordings: "names in scope of an expression", "expression that fails".
    """
    context = quickjs.Context()
    context.set_time_limit(SECONDS_LIMIT)
    context.set_memory_limit(MEMORY_LIMIT)
    context.set_max_stack_size(STACK_LIMIT)
    try:
        for name, value in scope.items():
            context.set(name, context.parse_json(json.dumps(value)))
        if "results" in scope or "lookups" in scope:
            context.eval(_PRELUDE)
        return _run(context, function_body(expr))
    except (quickjs.JSException, quickjs.StackOverflow) as error:
        raise ExpressionFailed(_in_windmills_words(str(error))) from None
    except (ValueError, RecursionError) as error:  # a text or a value that can't cross between Python and the engine
        raise ExpressionFailed(_in_windmills_words(f"InternalError: {error}\n")) from None


def function_body(expr: str) -> str:
    """`expr` as the body of a function: with `return` before it, unless it looks like statements."""
    text = expr.strip()
    is_statements = _STATEMENTS.match(text) is not None or ";" in _STRINGS.sub("", text)
    return text if is_statements else f"return {text}"


def _run(context: quickjs.Context, body: str) -> JSON:
    """What the body returns. It can't reach what is noted here of its outcome, whatever it puts in place of globals."""
    noted = context.eval(
        f"""((toJson, body) => {{
            let value = false, error = false;
            body()
                .then(v => {{ value = toJson(v); }})
                .then(undefined, e => {{ error = `${{e}}\\n${{e?.stack ?? ''}}`; }});
            return (what) => what === "error" ? error : value;
        }})(JSON.stringify, async () => {{ {body}\n}})"""
    )
    until = time.monotonic() + SECONDS_LIMIT
    while context.execute_pending_job():
        if time.monotonic() > until:
            raise ExpressionFailed(_in_windmills_words("InternalError: interrupted\n"))
    value, error = noted("value"), noted("error")
    if error is not False:
        raise ExpressionFailed(_in_windmills_words(error))
    if value is False:
        raise ExpressionFailed(_in_windmills_words("Error: a promise was never settled\n"))
    return None if value is None else _from_json(value)


def _from_json(text: str) -> JSON:
    if text.count("[") + text.count("{") > DEEPEST_VALUE and _depth(text) > DEEPEST_VALUE:
        raise ExpressionFailed(_in_windmills_words("InternalError: stack overflow\n"))
    return json.loads(text)


def _depth(text: str) -> int:
    """Levels of lists and objects in a JSON text."""
    brackets = re.findall(r"[\[{\]}]", _STRINGS.sub("", text))
    return max(accumulate(1 if bracket in "[{" else -1 for bracket in brackets), default=0)


def _in_windmills_words(text: str) -> str:
    """QuickJS says `ReferenceError: x is not defined`; Windmill hands it on as `Error: x is not defined`."""
    return "QuickJS evaluation error: " + re.sub(r"\A\w*Error: ", "Error: ", text)
