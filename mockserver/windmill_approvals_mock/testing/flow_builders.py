"""Short ways to write flows in tests: `[step("check", takes=60), step("ask", gate(2)), step("pay")]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windmill_approvals_mock.running.stubs import Stub, StubError, StubFunction, make_stub

JSON = Any
Suspend = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Step:
    """A module of a flow, and the stub that says how its steps end.

    Examples:
        >>> step("pay", takes=60).module["id"]
        'pay'
    """

    module: Mapping[str, JSON]
    stub: Stub


def gate(
    votes: int = 1,
    *,
    timeout: int | None = None,
    continue_on_disapprove_timeout: bool = False,
    user_auth_required: bool = False,
    user_groups_required: Sequence[str] = (),
    self_approval_disabled: bool = False,
    hide_cancel: bool = False,
    resume_form: JSON = None,
) -> Suspend:
    """Return a module's `suspend`: the next module waits for `votes` votes, `timeout` seconds long (default 1800).

    Examples:
        >>> gate(2, timeout=60)
        {'required_events': 2, 'timeout': 60}
    """
    optional: dict[str, JSON] = {
        "timeout": timeout,
        "continue_on_disapprove_timeout": continue_on_disapprove_timeout or None,
        "user_auth_required": user_auth_required or None,
        "user_groups_required": _static(list(user_groups_required)) if user_groups_required else None,
        "self_approval_disabled": self_approval_disabled or None,
        "hide_cancel": hide_cancel or None,
        "resume_form": resume_form,
    }
    return {"required_events": votes, **{name: value for name, value in optional.items() if value is not None}}


def step(
    id: str,
    suspend: Suspend | None = None,
    *,
    inputs: Mapping[str, str] | None = None,
    result: JSON = None,
    results: Sequence[JSON | Exception] | None = None,
    error: StubError | None = None,
    function: StubFunction | None = None,
    takes: float = 0,
    **attributes: JSON,
) -> Step:
    """Return a module that runs a script, with a stub that says how the script ends (see `MockWindmill.stub`).

    `inputs` are expressions by name, such as `{"answer": "resume"}`; `attributes` go into the module, such as
    `continue_on_error=True`. Raises ValueError as `MockWindmill.stub` does.

    Examples:
        >>> mock.deploy("f/ops/close", [step("ask", gate()), step("close", result=1)])
    """
    transforms = {name: {"type": "javascript", "expr": expr} for name, expr in (inputs or {}).items()}
    value = {"type": "rawscript", "language": "python3", "content": f"# {id}", "input_transforms": transforms}
    module = {"id": id, "value": value, **({"suspend": dict(suspend)} if suspend else {}), **attributes}
    stub = make_stub(id, result=result, results=results, error=error, function=function, takes=takes)
    return Step(module, stub)


def _static(value: JSON) -> JSON:
    return {"type": "static", "value": value}
