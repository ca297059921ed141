"""Makes the job of a module with a single job: an identity, a script, or a flow by path.

Does not know what delays the module or what follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import (
    HUB,
    Expression,
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
from windmill_approvals_mock.flows.failing import FlowError, input_error, not_fetched, not_found, not_modelled
from windmill_approvals_mock.flows.job import Code, FlowJob, Job, JobKind
from windmill_approvals_mock.flows.new_jobs import below, inner_flow_job, step_job
from windmill_approvals_mock.flows.run import ancestors
from windmill_approvals_mock.flows.scope import Scope
from windmill_approvals_mock.flows.stored_json import NotStorable, as_stored
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

DEEPEST_NESTING = 50
"""Limit for flows inside flows: a flow that runs itself would never end."""


@dataclass(frozen=True, slots=True)
class Given:
    """The computed inputs of a step: its arguments, or why it is `refused` when it starts."""

    args: Mapping[str, JSON]
    refused: str | None = None


def compute_inputs(module: Module, scope: Scope) -> Given:
    """Compute the inputs of a step. Raises FlowError for a value that the database cannot keep."""
    inputs: Inputs = getattr(module.value, "inputs", {})
    args = {}
    for name, transform in inputs.items():
        try:
            args[name] = as_stored(scope.value(transform))
        except ExpressionFailed as failure:
            assert isinstance(transform, Expression)
            return Given({}, input_error(transform.expr, failure))
        except NotStorable as refusal:
            raise FlowError(str(refusal)) from None
    return Given(args)


def job_of_step(work: WorkingCopy, flow: FlowJob, module: Module, given: Given, *, name: str | None = None) -> Job:
    """Return the job of `module`. `name` is its place below the flow, if that is not the module's id.

    Raises FlowError if a path does not exist or the mock does not model the module.
    """
    args, refused, place = given.args, given.refused, below(flow, name or module.id)
    match module.value:
        case RawScript(language, content):
            kind = JobKind.FLOWSCRIPT if flow.flow.deployed else JobKind.PREVIEW
            code = Code(language, content)
            ttl = module.cache_ttl
            return step_job(work, flow, module.id, kind, args, path=place, code=code, refused=refused, cache_ttl=ttl)
        case PathScript(path) if path.startswith(HUB):
            job = step_job(work, flow, module.id, JobKind.SCRIPT_HUB, args, path=path, refused=refused)
            if not work.around.is_stubbed(job):
                raise not_fetched(path)
            return job
        case PathScript(path, is_pinned=is_pinned):
            script = work.around.deployed_script(work.run.workspace, path)
            ttl = module.cache_ttl if is_pinned or script is None else script.cache_ttl
            kind = JobKind.SCRIPT
            job = step_job(work, flow, module.id, kind, args, path=path, code=script, refused=refused, cache_ttl=ttl)
            if script is None and not work.around.is_stubbed(job):
                raise not_found("script", path)
            return job
        case PathFlow(path):
            stand_in = step_job(work, flow, module.id, JobKind.FLOW, args, path=path, refused=refused)
            if work.around.is_stubbed(stand_in):
                return stand_in
            return _subflow(work, flow, module, path, given)
        case Unmodelled(sentence):
            job = step_job(work, flow, module.id, JobKind.SCRIPT, args, path=place)
            if not work.around.is_stubbed(job):
                raise not_modelled(f"{sentence} Stub it: mock.stub('{module.id}', result=…).")
            return job
        case Unreadable(text):
            raise FlowError(text)
        case Identity():
            return step_job(work, flow, module.id, JobKind.IDENTITY, args)
        case container:
            raise AssertionError(f"{container} has jobs of its own")


def passing_on(work: WorkingCopy, flow: FlowJob, module_id: str, value: JSON, *, skipped: bool = False) -> Job:
    """Return a job whose result is `value`."""
    return step_job(work, flow, module_id, JobKind.IDENTITY, {"previous_result": value}, skipped=skipped)


def _subflow(work: WorkingCopy, flow: FlowJob, module: Module, path: str, given: Given) -> FlowJob:
    subflow = work.around.deployed_flow(work.run.workspace, path)
    if subflow is None:
        raise not_found("flow", path)
    if sum(1 for _ in ancestors(work.jobs, flow)) >= DEEPEST_NESTING:
        raise not_modelled(f"This mock nests flows {DEEPEST_NESTING} deep at most; does {path} run itself?")
    return inner_flow_job(
        work,
        flow,
        module.id,
        JobKind.FLOW,
        subflow,
        given.args,
        path=path,
        deployed=True,
        refused=given.refused,
    )
