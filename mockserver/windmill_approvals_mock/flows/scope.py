"""What an expression of a flow can name.

Knows names and where their values are in a run; the values are looked up only for the names an
expression mentions. Recording: "names in scope of an expression".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from windmill_approvals_mock.approvals.gate import HandedOn
from windmill_approvals_mock.flows.definition import Static, Transform
from windmill_approvals_mock.flows.job import Job, ModuleState
from windmill_approvals_mock.flows.run import ancestors, results_root
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any


class Scope:
    """The names at one place of a flow."""

    def __init__(self, work: WorkingCopy, flow: Job, handed_on: HandedOn | None = None, **more: JSON) -> None:
        handed_on = handed_on or HandedOn()
        self._evaluate = work.around.evaluate
        self._names: dict[str, Callable[[], JSON]] = {
            "flow_input": lambda: dict(flow.args),
            "results": lambda: _results(work, flow),
            "resumes": lambda: list(handed_on.payloads),
            "resume": lambda: handed_on.last,
            "approvers": lambda: list(handed_on.approvers),
        }
        self._given = more

    def evaluate(self, expr: str) -> JSON:
        """Raises ExpressionFailed with the engine's words."""
        named = {name: value() for name, value in self._names.items() if name in expr and name not in self._given}
        return self._evaluate(expr, named | {name: value for name, value in self._given.items() if name in expr})

    def is_true(self, expr: str) -> bool:
        """Whether JavaScript takes the condition's value for true. Raises ExpressionFailed with the engine's words."""
        return bool(self.evaluate(f"Boolean({expr})"))

    def value(self, transform: Transform) -> JSON:
        return transform.value if isinstance(transform, Static) else self.evaluate(transform.expr)


def _results(work: WorkingCopy, flow: Job) -> JSON:
    """By step id: what ended anywhere below the innermost root, nearest flow first."""
    root = results_root(work.jobs, flow)
    assert root.flow is not None
    results: dict[str, JSON] = {}
    for id, ended in root.flow.leaf_jobs.items():
        results[id] = [work.jobs[job].result for job in ended] if isinstance(ended, tuple) else _result(work, ended)
    enclosing = [flow]
    for outer in ancestors(work.jobs, flow):
        if enclosing[-1] is root:
            break
        enclosing.append(outer)
    for visible in reversed(enclosing):
        assert visible.flow is not None
        for status in visible.flow.modules:
            if status.state in (ModuleState.SUCCESS, ModuleState.FAILURE):
                results[status.id] = work.result_of(status)
    return results


def _result(work: WorkingCopy, job: Any) -> JSON:
    return work.jobs[job].result if job in work.jobs else None
