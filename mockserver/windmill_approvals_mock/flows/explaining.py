"""Explains why Windmill refuses an expression or silently turns it into null, and what to write instead.

Windmill rewrites expressions with patterns (see `rewriting`), which surprises authors. This module reads JavaScript
only as far as necessary, and says nothing if it is not sure.

Recordings: "expressions that are rewritten", "expressions: values", "expressions: conditions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from windmill_approvals_mock.flows.rewriting import is_statements

MOST_FUNCTIONS = 20
"""Most functions of one expression that are examined."""

_TEXT = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_STEP = r"results\??(?:\.[a-zA-Z_0-9]+|\[\"[^\"\n]*\"\])"
_AWAITED = re.compile(rf"(?<![.\w$])(?:{_STEP}|(?:variable|resource)\()")
_PLAIN_ARROW = re.compile(r"(?<![\w$])(async\s*)?(?:\([^()]*\)|[a-zA-Z_$][\w$]*)\s*=>\s*")
_PLAIN_FUNCTION = re.compile(r"(?<![\w$])(async\s+)?function\b[^{]{0,200}")
_MEMBER = re.compile(r"\.\s*results\??(?=\.[a-zA-Z_0-9]|\[\")")
_PROMISE = re.compile(r"(?<![.\w$])(?<!await )results(?:\?\.)?\[(?!\")\s*('[^'\n]*'|[^\]\n]{0,200})\]")
_ALONE = re.compile(r"(?<![.\w$'\"])results(?![\w$]|\s*:|\??\.|\s*\[)")
_ASYNC_MAP = re.compile(r"\.map\(\s*async\b")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def explain(expr: str, *, is_condition: bool = False) -> list[str]:
    """Return a sentence for each part of `expr` that Windmill is known to refuse or to turn into null.

    `is_condition` marks an expression that only has to be true or false, such as `skip_if`.
    """
    return list(dict.fromkeys([*_statements(expr, is_condition), *_names(expr)]))


def _statements(expr: str, is_condition: bool) -> Iterator[str]:
    code = _without_texts(expr)
    if is_statements(expr):
        if is_condition:
            yield "a condition must be one expression: Windmill puts it inside `Boolean(…)`, so statements are refused"
        elif not re.search(r"\b(?:return|throw)\b", code):
            yield "Windmill treats this as statements, and without a `return` the value is null; put `return` first"
    elif "//" in code.rsplit("\n", 1)[-1]:
        yield "a `//` comment on the last line hides what Windmill adds after it; use `/* … */`"


def _names(expr: str) -> Iterator[str]:
    code = _without_texts(expr)
    for awaited in _in_plain_functions(code):
        name = awaited.rstrip("(")
        kept = f"`{name}`" if name == awaited else f"the {name}"
        yield (
            f"`{name.split('.')[0].split('[')[0]}` inside a plain function: Windmill cannot await there; "
            f"take {kept} in an input of its own, outside the function, or make the function `async`"
        )
    if _MEMBER.search(code):
        yield "a member called `results` is mistaken for the steps' results; write `['results']` instead of `.results`"
    for found in _PROMISE.finditer(expr):
        key = found[1].strip("' ")
        instead = f'`results.{key}` or `results["{key}"]`' if found[1].startswith("'") else f"`(await {found[0]})`"
        yield f"`{found[0]}` is a promise, not a result: its members are undefined; write {instead}"
    if _ALONE.search(code):
        yield "`results` by itself is an empty object; name the steps whose results you need"
    if any(re.search(_STEP, text[0]) for text in _TEXT.finditer(expr) if not _is_key(expr, text)):
        yield "`results.…` inside a string is rewritten too, so the string changes; join it from two parts"
    if _ASYNC_MAP.search(code) and "Promise.all" not in code:
        yield "`map` with an `async` function returns promises, which become `{}`; put `Promise.all(…)` around it"


def _without_texts(expr: str) -> str:
    """Return `expr` with its strings emptied, except those that name a key."""
    return _TEXT.sub(lambda text: text[0] if _is_key(expr, text) else text[0][0] * 2, expr)


def _is_key(expr: str, text: re.Match[str]) -> bool:
    return expr[text.start() - 1 : text.start()] == "[" and expr[text.end() : text.end() + 1] == "]"


def _in_plain_functions(code: str) -> Iterator[str]:
    """Yield what is awaited inside functions that are not async, for the first functions of each kind."""
    for pattern in (_PLAIN_ARROW, _PLAIN_FUNCTION):
        for function in islice(pattern.finditer(code), MOST_FUNCTIONS):
            if function[1] is None:
                body = code[function.end() : _end_of_body(code, function.end())]
                plain = body.split("async", 1)[0]
                yield from (found[0] for found in _AWAITED.finditer(plain))


def _end_of_body(code: str, start: int) -> int:
    """Return the end of the body that starts at `start`: a block, or an expression up to a comma or closing bracket."""
    is_block, open_brackets = code[start : start + 1] == "{", 0
    for place in range(start, len(code)):
        if code[place] in _BRACKETS:
            open_brackets += 1
        elif code[place] in _BRACKETS.values():
            open_brackets -= 1
            if open_brackets < 0 or (is_block and open_brackets == 0):
                return place
        elif code[place] in ",;" and open_brackets == 0:
            return place
    return len(code)
