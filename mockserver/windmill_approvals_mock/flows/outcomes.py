"""How a step ended, and the form of Windmill's error results."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass

JSON = Any
"""A JSON value."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended, and its result. The result of a failed step is `{"error": {...}}`."""

    success: bool
    result: JSON
    logs: str = ""


def error_result(name: str, message: str, **more: JSON) -> JSON:
    """Return the result of a failure."""
    return {"error": {"name": name, "message": message, **more}}


def failed(name: str, message: str, **more: JSON) -> Outcome:
    return Outcome(False, error_result(name, message, **more))
