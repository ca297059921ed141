"""Rewrites an expression as Windmill does before its engine evaluates it.

Some accesses become awaits, `return` may be added, and some expressions are only looked up. Windmill uses patterns, not
a parser, so strings and nested functions are rewritten too (recording: "expressions that are rewritten").
"""

from __future__ import annotations

import re

from windmill_approvals_mock.fast_dataclass import dataclass

AWAITED_FUNCTIONS = ("variable", "resource")

_ID = "[a-zA-Z_0-9]+"
_RESULT_PATH = re.compile(rf"^results\??\.({_ID})(?:\[(\d+)\])?((?:\.{_ID})*)$", re.MULTILINE)
_KEY_OF_INPUT = re.compile(r'(flow_input|flow_env)(?:\.(.*)|\["(.+)"\])', re.DOTALL)
_STATEMENTS = (
    *(f"{word} " for word in ("return", "const", "let", "var", "throw", "function", "class", "async", "await")),
    *(f"{word}{mark}" for word in ("if", "for", "while", "switch") for mark in " ("),
    "try ",
    "try{",
    "return;",
)
"""The start of a text that Windmill treats as statements."""


@dataclass(frozen=True, slots=True)
class ResultPath:
    """An expression that is only a step's result or a value inside it."""

    step_id: str
    keys: tuple[str, ...]


def result_path(expr: str) -> ResultPath | None:
    """Return the path if `expr`, or one line of it, is only a path into a result."""
    found = _RESULT_PATH.search(expr)
    if found is None:
        return None
    id, index, names = found.groups()
    return ResultPath(id, (*((index,) if index else ()), *names.split(".")[1:]))


def key_of_input(expr: str) -> tuple[str, str] | None:
    """Return `flow_input` or `flow_env` and its key, everything after the dot, if `expr` is only that."""
    found = _KEY_OF_INPUT.fullmatch(expr)
    return None if found is None else (found[1], found[2] if found[2] is not None else found[3])


def rewrite(expr: str, functions: tuple[str, ...], proxies: tuple[str, ...]) -> str:
    """Return `expr` with an await around each call of `functions` and each access to a member of `proxies`."""
    for function in functions:
        expr = _await_calls(expr, function)
    accesses = re.compile(rf'(?:{"|".join(proxies)})\??(?=\.{_ID}|\[")')
    return "\n".join(_await_accesses(line, accesses) for line in expr.split("\n"))


def accessed_steps(expr: str) -> set[str]:
    """Return the ids of steps whose results an expression accesses literally. It may compute others when it runs."""
    return {id or quoted for id, quoted in re.findall(rf"results\??\.?(?:({_ID})|\[[\"']([^\"'\n]*)[\"']\])", expr)}


def is_statements(text: str) -> bool:
    """Whether Windmill treats `text` as the body of a function with its own `return`."""
    text = text.strip()
    return text == "return" or text.startswith(_STATEMENTS) or _has_semicolon_outside_strings(text)


def _await_calls(expr: str, function: str) -> str:
    before, *calls = expr.split(f"{function}(")
    return before + "".join(f"(await {function}({_close(call)}" for call in calls)


def _close(call: str) -> str:
    """Return `call`, the text after an opening bracket, with another bracket before the closing one.

    Windmill counts characters but inserts at that byte, so after non-ASCII letters the bracket comes too early.
    """
    level, place = 1, len(call)
    for found in re.finditer(r"[()]", call):
        level += 1 if found[0] == "(" else -1
        if level == 0:
            place = found.start()
            break
    raw = call.encode("utf-8", "surrogatepass")
    return b")".join((raw[:place], raw[place:])).decode("utf-8", "replace")


def _await_accesses(line: str, accesses: re.Pattern[str]) -> str:
    parts, done, last_quote = [], 0, line.rfind('"]')
    for found in accesses.finditer(line):
        start = found.start()
        if start < done:
            continue
        if line.startswith('["', found.end()):
            if found.end() + 2 > last_quote:
                continue
            end = line.index('"]', found.end() + 2) + 2
        else:
            end = re.compile(_ID).match(line, found.end() + 1).end()  # type: ignore[union-attr]
        parts += [line[done:start], f"(await {line[start:end]})"]
        done = end
    return "".join([*parts, line[done:]])


def _has_semicolon_outside_strings(text: str) -> bool:
    quote = ""
    for found in re.finditer(r"""(?<!\\)['"`]|;""", text):
        if found[0] == ";":
            if not quote:
                return True
        elif not quote:
            quote = found[0]
        elif found[0] == quote:
            quote = ""
    return False
