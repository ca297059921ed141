"""Evaluates the JavaScript of a flow in QuickJS, under limits.

A script and its values are plain data; this module does not know where the values come from. Each script gets its own
context, so expressions are isolated. The engine's time limit does not apply inside its native functions, so it runs in
a process that can be killed (`running.expression_pool`): `as_request` and `value_of` run here, `Engine` runs there, and
they exchange JSON.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from itertools import accumulate
from typing import Any

import quickjs

from windmill_approvals_mock.fast_dataclass import dataclass

SECONDS_LIMIT = 1
MEMORY_LIMIT = 64 << 20
STACK_LIMIT = 512 << 10
LONGEST_VALUE = 10_000_000
"""Most characters of a value's JSON."""
DEEPEST_VALUE = 500
"""Most levels of lists and objects in a value. Python's own JSON fails at twice as many."""

JSON = Any

_STRICT = "'use strict'; "
_EVAL = re.compile(r"(<eval> \(<input>:1:)(\d+)(?=\))")
"""The stack frames of our own call, which Windmill's stacks do not have."""
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')

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
"""Defines look-up functions and the proxy `results`, which return promises, and records missing values."""

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
    """The engine's error for an expression, in the form that Windmill passes on."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused look-up, with the server's error."""

    text: str


Lookups = Mapping[str, Mapping[str, JSON]]
"""Values, or the reason why a value is missing (`Refused`), by kind (`results`, `variable`, …) and key."""


class LookupMissing(Exception):
    """The script needs values that it was not given: `asked`, by kind and key."""

    def __init__(self, asked: tuple[tuple[str, str], ...]) -> None:
        super().__init__(", ".join(" ".join(each) for each in asked))
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Script:
    """The body of an async function, and the values it can use."""

    body: str
    names: Mapping[str, JSON] = field(default_factory=dict)
    lookups: Lookups = field(default_factory=dict)
    """The kinds of look-ups. `results` is a proxy; the other kinds are functions."""
    sees_error: bool = False
    """Whether `error` is derived from `previous_result`."""
    takes_values_apart: bool = False
    """Whether to copy the value member by member, as servers before 1.700 do, instead of with JSON.stringify."""


class ExpressionTookTooLong(ExpressionFailed):
    """The expression took too long."""


def evaluate(script: Script) -> JSON:
    """Return the script's value. undefined is null, and a promise is awaited.

    Raises ExpressionFailed for anything that the engine refuses, also for more than 64 MB; ExpressionTookTooLong after
    a second; and LookupMissing for a result, variable or resource that is not among its look-ups.
    Recordings: "names in scope of an expression", "expression that fails", "expressions: values".
    """
    return value_of(Engine().answer(as_request(script)))


def as_request(script: Script) -> JSON:
    """Return the script as a request to an engine. Raises ExpressionFailed for a value that is not JSON."""
    try:
        return {
            "body": script.body,
            "names": {name: json.dumps(value) for name, value in script.names.items()},
            "lookups": json.dumps(
                {kind: {key: _answer(value) for key, value in found.items()} for kind, found in script.lookups.items()}
            ),
            "kinds": list(script.lookups),
            "sees_error": script.sees_error,
            "takes_values_apart": script.takes_values_apart,
        }
    except (ValueError, RecursionError) as error:
        raise ExpressionFailed(_in_windmills_words(f"InternalError: {error}\n")) from None


def value_of(answer: JSON) -> JSON:
    """Return the value in an engine's answer. Raises as `evaluate` does."""
    match answer:
        case ["value", text]:
            return _from_json(text)
        case ["missing", asked]:
            raise LookupMissing(tuple((kind, key) for kind, key in asked))
        case ["error", text] if text.startswith("InternalError: interrupted"):
            raise ExpressionTookTooLong(_in_windmills_words(text))
        case _:
            raise ExpressionFailed(_in_windmills_words(answer[1]))


class Engine:
    """Answers one request. It makes its context in advance, because that takes longer than most expressions."""

    def __init__(self) -> None:
        self._context = quickjs.Context()
        self._context.set_time_limit(SECONDS_LIMIT)
        self._context.set_memory_limit(MEMORY_LIMIT)
        self._context.set_max_stack_size(STACK_LIMIT)
        self._note_outcome = self._context.eval(_NOTE_OUTCOME % _STRINGIFIED)

    def answer(self, request: JSON) -> JSON:
        """Return `value` with JSON, `missing` with what is needed, or `error` with the engine's error."""
        try:
            return self._answer(request)
        except (quickjs.JSException, quickjs.StackOverflow) as error:
            return ["error", str(error)]
        except (ValueError, RecursionError) as error:  # a text that cannot be passed between Python and the engine
            return ["error", f"InternalError: {error}\n"]

    def _answer(self, request: JSON) -> JSON:
        """Run the script. It cannot change its recorded outcome, whatever globals it replaces."""
        context = self._context
        note_outcome = self._note_outcome
        if request["takes_values_apart"]:
            note_outcome = context.eval(_NOTE_OUTCOME % _TAKEN_APART)
        for name, value in request["names"].items():
            context.set(name, context.parse_json(value))
        asked = self._offer_lookups(request["lookups"], request["kinds"]) if request["kinds"] else _nothing
        if request["sees_error"]:
            context.eval(_ERROR)
        outcome = note_outcome(context.eval(f"{_STRICT}(async function() {{ {request['body']} }})()"))
        until = time.thread_time() + SECONDS_LIMIT  # of computing, as the engine's own limit
        while context.execute_pending_job():
            if time.thread_time() > until:
                return ["error", "InternalError: interrupted\n"]
        if missing := json.loads(asked()):
            return ["missing", missing]
        value, error = outcome("value"), outcome("error")
        if error is not False:
            return ["error", error]
        if value is False:
            return ["error", "Error: a promise was never settled\n"]
        if len(value) > LONGEST_VALUE:
            return ["error", "InternalError: out of memory\n"]
        return ["value", value]

    def _offer_lookups(self, known: str, kinds: list[str]) -> Callable[[], str]:
        """Define the look-ups, and return a function that returns which ones were missing."""
        context = self._context
        functions = [kind for kind in kinds if kind != "results"]
        offer = context.eval(_LOOKUPS)
        asked: Callable[[], str] = offer(context.parse_json(known), context.parse_json(json.dumps(functions)))
        return asked


def _nothing() -> str:
    return "[]"


def _answer(value: JSON) -> dict[str, str]:
    return {"refused": value.text} if isinstance(value, Refused) else {"text": json.dumps(value)}


def _from_json(text: str) -> JSON:
    if depth_of(text) > DEEPEST_VALUE:
        raise ExpressionFailed(_in_windmills_words("InternalError: stack overflow\n"))
    return json.loads(text)


def depth_of(text: str) -> int:
    """Return the levels of lists and objects in a JSON text, or an upper bound."""
    most = text.count("[") + text.count("{")
    if most <= DEEPEST_VALUE:
        return most
    brackets = re.findall(r"[\[{\]}]", _STRINGS.sub("", text))
    return max(accumulate(1 if bracket in "[{" else -1 for bracket in brackets), default=0)


def _in_windmills_words(text: str) -> str:
    """Convert QuickJS's `ReferenceError: x is not defined` to Windmill's `Error: x is not defined`."""
    text = _EVAL.sub(lambda found: f"{found[1]}{int(found[2]) - len(_STRICT)}", text).replace(
        "(<input>:", "(eval_script:"
    )
    return "QuickJS evaluation error: " + re.sub(r"\A\w*Error: ", "Error: ", text)
