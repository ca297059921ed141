"""What the scenarios' workflows in code do, as functions of stubs: playing them in process needs no `wmill`.

The same scripts really run, with the real `wmill`, in `tests/parity/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from windmill_approvals_mock.running.stubs import StepCall

JSON = Any
FORM = {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}


def _manager(timeout: float, form: JSON = None, *, self_approval: bool = True) -> Callable[[StepCall], JSON]:
    return lambda call: call.wait_for_approval("manager", timeout=timeout, form=form, self_approval=self_approval)


def _legal_and_finance(call: StepCall) -> JSON:
    return [call.wait_for_approval(key, timeout=300) for key in ("legal", "finance")]


def _slow_first(call: StepCall) -> JSON:
    call.step("slow", lambda: None)
    return call.wait_for_approval("manager", timeout=60)


def _with_tasks(call: StepCall) -> JSON:
    doubled = call.task("double", lambda: 6)
    answer = call.wait_for_approval("manager", timeout=120)
    return {"d": doubled, "a": answer, "e": call.task("double", lambda: doubled * 2)}


WORKFLOWS: Mapping[str, tuple[Callable[[StepCall], JSON], float]] = {
    'return await wait_for_approval(key="manager", timeout=300)': (_manager(300), 0),
    'return await wait_for_approval(key="manager", timeout=2)': (_manager(2), 0),
    'return await wait_for_approval(key="manager", timeout=120, form': (_manager(120, FORM, self_approval=False), 0),
    "first = await wait_for_approval": (_legal_and_finance, 0),
    "import time\n": (_slow_first, 4),
    'await step("slow"': (_slow_first, 3),
    "d = await double(amount)": (_with_tasks, 0),
}
"""By how the body of a workflow begins: what it does, and how many seconds each run of its script takes."""
