"""Builds the arguments of a preprocessor from the request that ran its flow.

A new-style preprocessor gets one argument, `event`. One with other parameters, or with `wm_trigger`, gets the old-style
arguments with all headers and parameters. Sources: recording "preprocessor of a deployed flow", and Windmill's source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from windmill_approvals_mock.flows.job import Code
from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.rust.query_strings import pairs
from windmill_approvals_mock.wire.webhook_args import Args, args_in_body

JSON = Any

_SIGNATURES = {
    "python3": re.compile(r"^(?:async\s+)?def\s+preprocessor\s*\(", re.MULTILINE),
    **dict.fromkeys(("bun", "bunnative", "deno", "nativets"), re.compile(r"\bfunction\s+preprocessor\s*\(")),
}
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def args_of_preprocessor(request: Request, script: Code | None) -> Args:
    """Return the arguments for a run by path whose flow has a preprocessor with `script`; None if that is unknown."""
    args = args_in_body(request)
    headers, query = dict(request.headers), dict(pairs(request.query))
    if script is not None and not takes_event(script):
        return {**args, **headers, **query, "wm_trigger": {"kind": "webhook"}}
    is_text = request.headers.get("content-type", "").startswith("text/plain")
    raw_string = args.pop("raw_string") if is_text else None
    is_json_value = not is_text and set(args) == {"body"} and request.body.lstrip()[:1] != b"{"
    body = args["body"] if is_json_value else args
    event = {"kind": "webhook", "body": body, "raw_string": raw_string, "headers": headers, "query": query}
    return {"event": event}


def takes_event(script: Code) -> bool:
    """Whether the script's `preprocessor` takes an `event`."""
    names = list(_parameters(script))
    return "wm_trigger" not in names and (not names or "event" in names)


def _parameters(script: Code) -> Iterator[str]:
    """Yield the parameter names of the script's function `preprocessor`, if it has one."""
    pattern = _SIGNATURES.get(script.language)
    found = pattern.search(script.content) if pattern is not None else None
    if found is None:
        return
    level, name = 1, ""
    for character in script.content[found.end() :]:
        level += _BRACKETS.get(character, 0)
        if level == 0 or (level == 1 and character == ","):
            if name.strip():
                yield re.split(r"[:=?]", name)[0].strip()
            name = ""
            if level == 0:
                return
        else:
            name += character
