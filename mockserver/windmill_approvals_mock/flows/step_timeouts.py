"""Computes how long a module's step may run: its `timeout`, static or computed, as a 32-bit integer.

Recording: "timeouts of steps: edges".
"""

from __future__ import annotations

from windmill_approvals_mock.flows.definition import Expression, Module
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import FlowError
from windmill_approvals_mock.flows.fields import type_in_words
from windmill_approvals_mock.flows.outcomes import JSON
from windmill_approvals_mock.flows.scope import Scope
from windmill_approvals_mock.flows.stored_json import written_by_serde
from windmill_approvals_mock.versions.rules import WindmillVersion


def seconds_allowed(module: Module, scope: Scope, version: WindmillVersion) -> float | None:
    """Return the step's time limit; None for no limit. Raises FlowError if it is not a number of seconds."""
    if module.timeout is None:
        return None
    seconds = _evaluate(module, scope)
    if version.no_timeout_below_one:
        return float(seconds) if seconds > 0 else None
    if seconds < 0:
        raise FlowError("Timeout value cannot be negative")
    return float(seconds)


def _evaluate(module: Module, scope: Scope) -> int:
    timeout = module.timeout
    assert timeout is not None
    if not isinstance(timeout, Expression):
        return _as_i32(timeout.value, "Error parsing static value as i32: {}")
    try:
        value = scope.value(timeout)
    except ExpressionFailed as failure:
        raise FlowError(f"Error during evaluation of expression `{timeout.expr}`:\n{failure}") from None
    was = written_by_serde(value).replace("{", "{{").replace("}", "}}")
    return _as_i32(value, f"Error parsing result as i32: {{}}. Value was: {was}")


def _as_i32(value: JSON, sentence: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise FlowError(sentence.format(f"invalid type: {_expected_i32(value)}"))
    if not -(2**31) <= value < 2**31:
        raise FlowError(sentence.format(f"invalid value: {_expected_i32(value)}"))
    return value


def _expected_i32(value: JSON) -> str:
    """Return serde's error, which reads only the first character of a list or an object."""
    column = 0 if isinstance(value, dict | list) else len(written_by_serde(value).encode())
    return f"{type_in_words(value)}, expected i32 at line 1 column {column}"
