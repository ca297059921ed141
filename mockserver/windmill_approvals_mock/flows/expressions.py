"""Evaluates the JavaScript of a flow in QuickJS, under limits.

Knows a script and the values it may name, all of it plain data; does not know where the values come from. A context
lives for one script, so no expression sees another. The engine's own limit on time does not reach into its native
functions, so it runs in a process that can be killed (`running.expression_pool`); the three parts of an evaluation are
apart for it: `as_request` and `value_of` run here, `Engine` there, and what passes between them is JSON.
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
"""Characters of the JSON of a value."""
DEEPEST_VALUE = 500
"""Levels of lists and objects in a value; Python's own JSON gives up at twice as many."""

JSON = Any

_STRICT = "'use strict'; "
_EVAL = re.compile(r"(<eval> \(<input>:1:)(\d+)(?=\))")
"""Where a script was called from: Windmill's has nothing before it."""
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


class ExpressionTookTooLong(ExpressionFailed):
    """The expression used up its time."""


def evaluate(script: Script) -> JSON:
    """What the script returns; undefined is null, and a promise is waited for.

    Raises ExpressionFailed for anything the engine refuses, also for more than 64 MB, ExpressionTookTooLong after a
    second, and LookupMissing when it asked for a result, variable or resource that is not among its look-ups.
    Recordings: "names in scope of an expression", "expression that fails", "expressions: values".
    """
    return value_of(Engine().answer(as_request(script)))


def as_request(script: Script) -> JSON:
    """The script as an engine takes it. Raises ExpressionFailed for a value that has no JSON."""
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
    """What an engine's answer means. Raises as `evaluate` does."""
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
    """Answers one request; a context is made beforehand, because that takes longer than most expressions."""

    def __init__(self) -> None:
        self._context = quickjs.Context()
        self._context.set_time_limit(SECONDS_LIMIT)
        self._context.set_memory_limit(MEMORY_LIMIT)
        self._context.set_max_stack_size(STACK_LIMIT)
        self._note_outcome = self._context.eval(_NOTE_OUTCOME % _STRINGIFIED)

    def answer(self, request: JSON) -> JSON:
        """`value` and its JSON, `missing` and what was asked for, or `error` and the engine's words."""
        try:
            return self._answer(request)
        except (quickjs.JSException, quickjs.StackOverflow) as error:
            return ["error", str(error)]
        except (ValueError, RecursionError) as error:  # a text that can't cross between Python and the engine
            return ["error", f"InternalError: {error}\n"]

    def _answer(self, request: JSON) -> JSON:
        """The script can't reach what is noted here of its outcome, whatever it puts in place of globals."""
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
        until = time.monotonic() + SECONDS_LIMIT
        while context.execute_pending_job():
            if time.monotonic() > until:
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
        """Put the look-ups in place; what comes back tells which ones were missing."""
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
    """Levels of lists and objects in a JSON text, or as many as there may be."""
    most = text.count("[") + text.count("{")
    if most <= DEEPEST_VALUE:
        return most
    brackets = re.findall(r"[\[{\]}]", _STRINGS.sub("", text))
    return max(accumulate(1 if bracket in "[{" else -1 for bracket in brackets), default=0)


def _in_windmills_words(text: str) -> str:
    """QuickJS says `ReferenceError: x is not defined`; Windmill hands it on as `Error: x is not defined`."""
    text = _EVAL.sub(lambda found: f"{found[1]}{int(found[2]) - len(_STRICT)}", text).replace(
        "(<input>:", "(eval_script:"
    )
    return "QuickJS evaluation error: " + re.sub(r"\A\w*Error: ", "Error: ", text)
