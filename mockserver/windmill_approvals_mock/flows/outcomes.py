"""How a step ended, and the shape of Windmill's error results.

Knows results as JSON values; does not know who ran the step.
"""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass

JSON = Any
"""A value that came from or goes into JSON."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: its result, which for a failed step is `{"error": {...}}`."""

    success: bool
    result: JSON
    logs: str = ""


def error_result(name: str, message: str, **more: JSON) -> JSON:
    """The result of something that failed."""
    return {"error": {"name": name, "message": message, **more}}


def failed(name: str, message: str, **more: JSON) -> Outcome:
    return Outcome(False, error_result(name, message, **more))
