"""What an expression of a flow can name.

Knows names and where their values are in a run; the values are looked up only for the names an
expression mentions. Recording: "names in scope of an expression".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from windmill_approvals_mock.approvals.gate import HandedOn
from windmill_approvals_mock.flows.definition import Static, Transform
from windmill_approvals_mock.flows.failing import error_in
from windmill_approvals_mock.flows.job import Job, ModuleState
from windmill_approvals_mock.flows.run import ancestors, results_root
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

_RESULT_PATH = re.compile(r"results\??\.(\w+)((?:\[\d+\])?(?:\??\.\w+)*)")
_LOOKUP = re.compile(r"\b(variable|resource)\(\s*(['\"`])([^'\"`]*)\2\s*\)")


class Scope:
    """The names at one place of a flow."""

    def __init__(self, work: WorkingCopy, flow: Job, handed_on: HandedOn | None = None, **more: JSON) -> None:
        handed_on = handed_on or HandedOn()
        self._work = work
        self._names: dict[str, Callable[[], JSON]] = {
            "flow_input": lambda: dict(flow.args),
            "results": lambda: _results(work, flow),
            "resumes": lambda: list(handed_on.payloads),
            "resume": lambda: handed_on.last,
            "approvers": lambda: list(handed_on.approvers),
            "params": dict,
            "flow_env": lambda: _flow_env(flow),
            "error": lambda: error_in(more.get("previous_result")),
            **{name: _constant(value) for name, value in more.items()},
        }

    def evaluate(self, expr: str) -> JSON:
        """Raises ExpressionFailed with the engine's words."""
        path = _RESULT_PATH.fullmatch(expr.strip())
        if path is not None and not path[2].endswith(".length"):
            return _at(self._names["results"]().get(path[1]), path[2])
        named = {name: value() for name, value in self._names.items() if name in expr}
        lookups = _LOOKUP.findall(expr)
        if lookups:
            named["lookups"] = self._looked_up(lookups)
        return self._work.around.evaluate(expr, named)

    def is_true(self, expr: str) -> bool:
        """Whether JavaScript takes the condition's value for true. Raises ExpressionFailed with the engine's words."""
        return bool(self.evaluate(f"Boolean({expr})"))

    def value(self, transform: Transform) -> JSON:
        return transform.value if isinstance(transform, Static) else self.evaluate(transform.expr)

    def _looked_up(self, lookups: list[tuple[str, str, str]]) -> JSON:
        """Of the variables and resources that an expression names outright, those that are there, by path."""
        found: dict[str, dict[str, JSON]] = {"variable": {}, "resource": {}}
        for kind, _, path in lookups:
            value = self._work.around.deployed_value(self._work.run.workspace, kind, path)
            if value is not None:
                found[kind][path] = value
        return found


def _constant(value: JSON) -> Callable[[], JSON]:
    return lambda: value


def _flow_env(flow: Job) -> JSON:
    assert flow.flow is not None
    return flow.flow.definition.raw.get("flow_env") or {}


def _at(value: JSON, path: str) -> JSON:
    """What is at `path`, such as `[0].name`, of a result; null where there is nothing, however deep."""
    for index, key in re.findall(r"\[(\d+)\]|\??\.(\w+)", path):
        if index:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _results(work: WorkingCopy, flow: Job) -> dict[str, JSON]:
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
