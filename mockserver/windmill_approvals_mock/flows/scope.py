"""The names that an expression of a flow can use, and their values. A value is looked up only if it is mentioned.

Recordings: "names in scope of an expression", "result in conditions", "expressions that are rewritten".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from windmill_approvals_mock.approvals.gate import HandedOn
from windmill_approvals_mock.flows.definition import Static, Transform
from windmill_approvals_mock.flows.expressions import (
    ExpressionFailed,
    ExpressionTookTooLong,
    LookupMissing,
    Refused,
    Script,
)
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob
from windmill_approvals_mock.flows.rewriting import (
    AWAITED_FUNCTIONS,
    accessed_steps,
    is_statements,
    key_of_input,
    result_path,
    rewrite,
)
from windmill_approvals_mock.flows.run import ancestors, is_results_root
from windmill_approvals_mock.flows.states import ModuleStatus
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

LONGEST_INDEX = 10
"""Most digits of a list index."""
_LITERAL = re.compile(
    r"""(?P<value>true|false|null|0|-?[1-9][0-9]{0,14}|"[a-zA-Z0-9_./ -]*")|Boolean\((?P<condition>true|false)\)"""
)
"""Expressions that need no engine, because JavaScript and JSON agree on them."""
MOST_LOOKUPS = 100
"""Most rounds of look-ups for one expression. Paths that it computes are found by evaluating it again."""


def scope_of_inputs(
    work: WorkingCopy,
    flow: FlowJob,
    previous: JSON,
    handed_on: HandedOn,
    *,
    after: str | None = None,
    flow_input: JSON = None,
    **more: JSON,
) -> Scope:
    """Return the scope of a step's inputs, without `result`. `after` is the module that `previous` came from."""
    names = {"params": {}, "previous_result": previous, **_votes(handed_on), **more}
    return Scope(work, flow, names, after=after, flow_input=flow_input)


def scope_before_module(
    work: WorkingCopy, flow: FlowJob, previous: JSON, handed_on: HandedOn, *, after: str | None = None
) -> Scope:
    """Return the scope of `skip_if`, predicates of branches, and iterators."""
    return Scope(work, flow, {"result": previous, "previous_result": previous, **_votes(handed_on)}, after=after)


def scope_of_result(work: WorkingCopy, flow: FlowJob, result: JSON, *, after: str | None = None, **more: JSON) -> Scope:
    """Return the scope of sleeps, timeouts, groups and conditions after a module, without votes."""
    return Scope(work, flow, {"result": result, "previous_result": result, **more}, after=after)


def scope_after_module(work: WorkingCopy, flow: FlowJob, result: JSON, **more: JSON) -> Scope:
    """Return the scope of `stop_after_if` and `stop_after_all_iters_if`."""
    sees_env = work.around.version.flow_env_reaches_inside
    return Scope(work, flow, {"result": result, "previous_result": result, **more}, sees_env=sees_env)


def scope_of_retry(work: WorkingCopy, flow: FlowJob, result: JSON) -> Scope:
    """Return the scope of `retry_if`, with the failed job's `result`."""
    return scope_after_module(work, flow, result)


class Scope:
    """The names that expressions can use at one place of a flow."""

    def __init__(
        self,
        work: WorkingCopy,
        flow: FlowJob,
        names: Mapping[str, JSON],
        *,
        after: str | None = None,
        flow_input: JSON = None,
        sees_env: bool = True,
    ) -> None:
        self._work = work
        self._flow = flow
        self._names = names
        self._after = after
        """The previous module's id. Its result is `previous`, even if that module has no result."""
        self._flow_input = flow.args if flow_input is None else flow_input
        self._sees_env = sees_env

    def evaluate(self, expr: str) -> JSON:
        """Return the value of an expression. Raises ExpressionFailed with the engine's error."""
        expr = expr.strip()
        if expr in self._names:
            return self._names[expr]
        if literal := _LITERAL.fullmatch(expr):
            return json.loads(literal["value"] or literal["condition"])
        found = self._input_at(expr)
        if found is not None:
            return found
        path = result_path(expr)
        if path is not None and (path.keys[-1:] != ("length",) or not self._version.results_have_a_length):
            found = self._result(path.step_id)
            return None if isinstance(found, Refused) else _at(found, path.keys)
        return self._run(expr)

    def is_true(self, expr: str) -> bool:
        """Whether a condition is true in JavaScript. Raises ExpressionFailed with the engine's error."""
        return bool(self.evaluate(f"Boolean({expr})"))

    def value(self, transform: Transform) -> JSON:
        return transform.value if isinstance(transform, Static) else self.evaluate(transform.expr)

    @property
    def _version(self) -> Any:
        return self._work.around.version

    def _input_at(self, expr: str) -> JSON:
        """Return the value of an expression that is only one key of the input; None if it is more, or missing."""
        named = key_of_input(expr)
        if named is None:
            return None
        kind, key = named
        return (self._flow_input if kind == "flow_input" else self._flow_env()).get(key)

    def _run(self, expr: str) -> JSON:
        script = self._script(expr)
        for _ in range(MOST_LOOKUPS):
            try:
                return self._work.around.evaluate(script)
            except LookupMissing as missing:
                script = _with_lookups(script, self._look_up(missing.asked))
            except ExpressionTookTooLong:
                milliseconds = 20_000 if self._version.expressions_have_20_seconds else 10_000
                raise ExpressionFailed(
                    f"The expression evaluation `{expr}` took too long to execute (>{milliseconds}ms)"
                ) from None
        raise ExpressionFailed(f"This mock looks up {MOST_LOOKUPS} things at most for one expression.")

    def _script(self, expr: str) -> Script:
        names = {name: value for name, value in self._names.items() if name in expr}
        sees_error = "error" in expr
        if sees_error:
            names["previous_result"] = self._names["previous_result"]
        if "flow_input" in expr:
            names["flow_input"] = dict(self._flow_input)
        if "flow_env" in expr:
            names["flow_env"] = dict(self._flow_env())
        awaited = ("results",) if self._version.flow_env_reaches_inside else ("results", "flow_env")
        text = rewrite(expr, AWAITED_FUNCTIONS, awaited)
        lookups: dict[str, dict[str, JSON]] = {name: {} for name in AWAITED_FUNCTIONS if name in expr}
        if "results" in expr:
            lookups["results"] = {id: self._result(id) for id in accessed_steps(expr)}
        return Script(
            body=text if is_statements(text) else f"return {text};",
            names=names,
            lookups=lookups,
            sees_error=sees_error,
            takes_values_apart=not self._version.expressions_end_in_stringify,
        )

    def _look_up(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], JSON]:
        find: dict[str, Callable[[str], JSON]] = {kind: partial(self._deployed, kind) for kind in AWAITED_FUNCTIONS}
        find["results"] = self._result
        return {(kind, key): find[kind](key) for kind, key in asked}

    def _deployed(self, kind: str, path: str) -> JSON:
        value = self._work.around.deployed_value(self._work.run.workspace, kind, path)
        return Refused(f"Not found: {kind.capitalize()} {path} not found") if value is None else value

    def _flow_env(self) -> Mapping[str, JSON]:
        """Return the `flow_env` of the nearest flow that has one; on older servers only the flow's own."""
        if not self._sees_env:
            return {}
        enclosing = ancestors(self._work.jobs, self._flow) if self._version.flow_env_reaches_inside else ()
        for flow in (self._flow, *enclosing):
            env = flow.flow.definition.raw.get("flow_env")
            if env is not None:
                return env if isinstance(env, Mapping) else {}
        return {}

    def _result(self, id: str) -> JSON:
        """Return the result of step `id`: in the nearest outer flow, else in finished branches and loops.

        A flow by path finds results of the flow that runs it. Results in an iteration of a parallel loop are found only
        inside that iteration. Source: Windmill's source.
        """
        if id == self._after:
            return self._names["previous_result"]
        jobs = self._work.jobs
        for flow in (self._flow, *ancestors(jobs, self._flow)):
            for status in flow.flow.modules:
                if status.id == id and status.state.is_end:
                    return self._result_of(status)
            ended = flow.flow.leaf_jobs.get(id) if is_results_root(jobs, flow) else None
            if isinstance(ended, tuple):
                return [jobs[job].result for job in ended]
            if ended in jobs:
                return jobs[ended].result
        return None

    def _result_of(self, status: ModuleStatus) -> JSON:
        if status.children is None and status.job == NO_JOB:
            text = f"Not found: Completed Job not found at name {NO_JOB} (jobs.rs:10551)"
            return Refused(f"Failed to fetch result for step '{status.id}': {text}")
        return self._work.result_of(status)


def _votes(handed_on: HandedOn) -> dict[str, JSON]:
    return {
        "resumes": list(handed_on.payloads),
        "resume": handed_on.last,
        "approvers": list(handed_on.approvers),
    }


def _with_lookups(script: Script, found: Mapping[tuple[str, str], JSON]) -> Script:
    lookups = {kind: dict(known) for kind, known in script.lookups.items()}
    for (kind, key), value in found.items():
        lookups[kind][key] = value
    return Script(script.body, script.names, lookups, script.sees_error, script.takes_values_apart)


def _at(value: JSON, keys: Iterable[str]) -> JSON:
    """Return the value at `keys` of a result; None if there is none at any level."""
    for key in keys:
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and len(key) < LONGEST_INDEX:
            value = next(iter(value[int(key) :]), None)
        else:
            return None
    return value
