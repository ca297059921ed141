"""Makes the job of a module whose work is one job: nothing at all, a script, or a flow by path.

Knows inputs and deployed code; does not know what holds the module back or what follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.flows.definition import (
    Identity,
    Inputs,
    Module,
    PathFlow,
    PathScript,
    RawScript,
    Unmodelled,
    Unreadable,
)
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import ModuleFailed, anyhow_error, input_error, not_found_error
from windmill_approvals_mock.flows.job import Code, FlowJob, Job, JobKind
from windmill_approvals_mock.flows.new_jobs import below, inner_flow_job, step_job
from windmill_approvals_mock.flows.outcomes import error_result
from windmill_approvals_mock.flows.run import ancestors
from windmill_approvals_mock.flows.scope import Scope
from windmill_approvals_mock.flows.stored_json import NotStorable, as_stored
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

DEEPEST_NESTING = 50
"""A flow that runs itself would otherwise never come to an end."""


def job_of_step(work: WorkingCopy, flow: FlowJob, module: Module, scope: Scope, previous: JSON) -> Job:
    """The job to run for `module`. Raises ModuleFailed when an input can't be computed or a path leads nowhere."""
    match module.value:
        case RawScript(language, content, inputs):
            kind = JobKind.FLOWSCRIPT if flow.flow.deployed else JobKind.PREVIEW
            code, path = Code(language, content), below(flow, module.id)
            return step_job(work, flow, module.id, kind, _args(inputs, scope), path=path, code=code)
        case PathScript(path, inputs):
            args = _args(inputs, scope)
            script = work.around.deployed_script(work.run.workspace, path)
            job = step_job(work, flow, module.id, JobKind.SCRIPT, args, path=path, code=script)
            if script is None and not work.around.is_stubbed(job):
                raise ModuleFailed(not_found_error("script", path))
            return job
        case PathFlow(path, inputs):
            args = _args(inputs, scope)
            stand_in = step_job(work, flow, module.id, JobKind.FLOW, args, path=path)
            if work.around.is_stubbed(stand_in):
                return stand_in
            subflow = work.around.deployed_flow(work.run.workspace, path)
            if subflow is None:
                raise ModuleFailed(not_found_error("flow", path))
            if sum(1 for _ in ancestors(work.jobs, flow)) >= DEEPEST_NESTING:
                message = f"This mock nests flows {DEEPEST_NESTING} deep at most; does {path} run itself?"
                raise ModuleFailed(error_result("NotModelled", message))
            return inner_flow_job(work, flow, module.id, JobKind.FLOW, subflow, args, path=path, deployed=True)
        case Unmodelled(sentence):
            job = step_job(work, flow, module.id, JobKind.SCRIPT, {}, path=below(flow, module.id))
            if not work.around.is_stubbed(job):
                raise ModuleFailed(error_result("NotModelled", sentence))
            return job
        case Unreadable(text):
            raise ModuleFailed(anyhow_error(text))
        case Identity():
            return passing_on(work, flow, module.id, previous)
        case container:
            raise AssertionError(f"{container} has jobs of its own")


def passing_on(work: WorkingCopy, flow: FlowJob, module_id: str, value: JSON, *, skipped: bool = False) -> Job:
    """A job that returns `value`."""
    return step_job(work, flow, module_id, JobKind.IDENTITY, {"previous_result": value}, skipped=skipped)


def _args(inputs: Inputs, scope: Scope) -> Mapping[str, JSON]:
    args = {}
    for name, transform in inputs.items():
        try:
            args[name] = as_stored(scope.value(transform))
        except ExpressionFailed as failure:
            raise ModuleFailed(input_error(getattr(transform, "expr", ""), str(failure))) from None
        except NotStorable as refusal:
            raise ModuleFailed(error_result("InternalError", str(refusal))) from None
    return args
