"""Evaluates the JavaScript of a flow in QuickJS, under limits.

Knows a script and the values it may name, all of it plain data; does not know where the values come from. A context
lives for one script, so no expression sees another.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import quickjs

SECONDS_LIMIT = 1
MEMORY_LIMIT = 64 << 20
STACK_LIMIT = 512 << 10
DEEPEST_VALUE = 500
"""Levels of lists and objects in a value; Python's own JSON gives up at twice as many."""

JSON = Any

_STRINGS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`\\]|\\.)*`", re.DOTALL)

_LOOKUPS = """
((known, kinds) => {
    const {parse, stringify} = JSON, asked = [];
    const answer = async (kind, key) => {
        const found = known[kind]?.[key];
        if (found === undefined) {
            asked.push([kind, String(key)]);
            throw new Error(`${kind} ${key} was not looked up`);
        }
        if (found.refused !== undefined) throw new Error(found.refused);
        return parse(found.text);
    };
    for (const kind of kinds)
        globalThis[kind] = (key) => answer(kind, key);
    if (known.results)
        globalThis.results = new Proxy({}, {
            get: (_, id) => typeof id === "symbol" ? undefined : answer("results", id),
        });
    return () => stringify(asked);
})
"""
"""Functions and the proxy `results`, whose members are promises; what they lack is noted, to be looked up."""

_ERROR = """
globalThis.error = ((previous) => {
    if (previous?.error) return previous.error;
    if (!Array.isArray(previous))
        return previous
            ? {name: "UnknownError", message: "Could not parse the error", error: previous}
            : {name: "UnknownError", message: "No error found"};
    const errors = previous.filter(one => one && typeof one === "object" && "error" in one).map(one => one.error);
    if (errors.length === 1) return errors[0];
    const message = errors.length === 0
        ? "Could not parse errors"
        : errors.map((e, i) => `[${e.step_id || i}] ${e.message || e.name}`).join("; ");
    return {name: "MultipleErrors", message, errors: previous};
})(previous_result);
"""

_STRINGIFIED = "((stringify) => (value) => stringify(value ?? null) ?? 'null')(JSON.stringify)"
_TAKEN_APART = """
((stringify, isArray, isWellFormed) => {
    const plain = (value) => {
        if (value === null || value === undefined) return null;
        switch (typeof value) {
            case "boolean": case "number": return value;
            case "string": return isWellFormed.call(value) ? value : "[object]";
            case "object": case "function": break;
            default: return "[object]";
        }
        if (isArray(value)) return value.map(plain);
        return Object.fromEntries(Object.keys(value).map(key => [key, plain(value[key])]));
    };
    return (value) => stringify(plain(value));
})(JSON.stringify, Array.isArray, String.prototype.isWellFormed)
"""
_NOTE_OUTCOME = """
((write) => (promise) => {
    let value = false, error = false;
    promise
        .then(result => { value = write(result); })
        .then(undefined, e => { error = `${e}\\n${e?.stack ?? ''}`; });
    return (what) => what === "error" ? error : value;
})(%s)
"""


class ExpressionFailed(Exception):
    """The engine's own words about an expression, in the form Windmill passes on."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A look-up that was refused, in the server's words."""

    text: str


Lookups = Mapping[str, Mapping[str, JSON]]
"""By kind (`results`, `variable`, …) and key: a value, or why there is none (`Refused`)."""


class LookupMissing(Exception):
    """The script asked for things that were not handed in with it: `asked`, by kind and key."""

    def __init__(self, asked: tuple[tuple[str, str], ...]) -> None:
        super().__init__(", ".join(" ".join(each) for each in asked))
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Script:
    """The body of an async function, and what it may name."""

    body: str
    names: Mapping[str, JSON] = field(default_factory=dict)
    lookups: Lookups = field(default_factory=dict)
    """With `results` among its kinds, `results` is a proxy; the other kinds are functions."""
    sees_error: bool = False
    """Whether `error` is made of `previous_result`."""
    takes_values_apart: bool = False
    """Whether the value is taken apart member by member, as servers before 1.700 do, instead of by JSON.stringify."""


def evaluate(script: Script) -> JSON:
    """What the script returns; undefined is null, and a promise is waited for.

    Raises ExpressionFailed for anything the engine refuses, also when the script takes longer than a second or more
    than 64 MB, and LookupMissing when it asked for a result, variable or resource that is not among its look-ups.
    Recordings: "names in scope of an expression", "expression that fails", "expressions: values".
    """
    context = quickjs.Context()
    context.set_time_limit(SECONDS_LIMIT)
    context.set_memory_limit(MEMORY_LIMIT)
    context.set_max_stack_size(STACK_LIMIT)
    try:
        return _run(context, script)
    except (quickjs.JSException, quickjs.StackOverflow) as error:
        raise ExpressionFailed(_in_windmills_words(str(error))) from None
    except (ValueError, RecursionError) as error:  # a text or a value that can't cross between Python and the engine
        raise ExpressionFailed(_in_windmills_words(f"InternalError: {error}\n")) from None


def _run(context: quickjs.Context, script: Script) -> JSON:
    """The script's value. It can't reach what is noted here of its outcome, whatever it puts in place of globals."""
    note_outcome = context.eval(_NOTE_OUTCOME % (_TAKEN_APART if script.takes_values_apart else _STRINGIFIED))
    for name, value in script.names.items():
        context.set(name, context.parse_json(json.dumps(value)))
    asked = _offer_lookups(context, script.lookups) if script.lookups else _nothing
    if script.sees_error:
        context.eval(_ERROR)
    outcome = note_outcome(context.eval(f"'use strict'; (async function() {{ {script.body} }})()"))
    until = time.monotonic() + SECONDS_LIMIT
    while context.execute_pending_job():
        if time.monotonic() > until:
            raise ExpressionFailed(_in_windmills_words("InternalError: interrupted\n"))
    if missing := json.loads(asked()):
        raise LookupMissing(tuple((kind, key) for kind, key in missing))
    value, error = outcome("value"), outcome("error")
    if error is not False:
        raise ExpressionFailed(_in_windmills_words(error))
    if value is False:
        raise ExpressionFailed(_in_windmills_words("Error: a promise was never settled\n"))
    return _from_json(value)


def _nothing() -> str:
    return "[]"


def _offer_lookups(context: quickjs.Context, lookups: Lookups) -> Callable[[], str]:
    """Put the look-ups in place; what comes back tells which ones were missing."""
    known = {kind: {key: _answer(value) for key, value in found.items()} for kind, found in lookups.items()}
    offer = context.eval(_LOOKUPS)
    functions = [kind for kind in lookups if kind != "results"]
    asked: Callable[[], str] = offer(context.parse_json(json.dumps(known)), context.parse_json(json.dumps(functions)))
    return asked


def _answer(value: JSON) -> dict[str, str]:
    return {"refused": value.text} if isinstance(value, Refused) else {"text": json.dumps(value)}


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
