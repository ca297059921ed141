"""Makes the jobs below a flow: steps, bodies of loops and branches, flows by path.

Knows which kind and path each gets in a preview and in a deployed flow; starts none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.failing import ModuleFailed
from windmill_approvals_mock.flows.job import Code, FlowJob, FlowState, Job, JobKind, with_flow
from windmill_approvals_mock.flows.outcomes import error_result
from windmill_approvals_mock.flows.places import At
from windmill_approvals_mock.flows.states import ModuleStatus
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

MOST_JOBS = 20_000
"""Of a run: flows that run each other in loops multiply."""
PATH_OF_PREVIEWS = "tmp/main"
"""What is inside a preview without a path is below this one."""


def flow_state(definition: Flow, *, deployed: bool) -> FlowState:
    """The state of a flow nothing of which has happened yet."""
    return FlowState(
        definition=definition,
        deployed=deployed,
        place=At(0),
        modules=tuple(ModuleStatus(module.id) for module in definition.modules),
        failure_module=ModuleStatus(definition.failure_module.id if definition.failure_module else "failure"),
    )


def step_job(
    work: WorkingCopy,
    flow: FlowJob,
    module_id: str,
    kind: JobKind,
    args: Mapping[str, JSON],
    *,
    path: str | None = None,
    code: Code | None = None,
    skipped: bool = False,
) -> Job:
    """A job without jobs below it. Raises ModuleFailed when the run has too many."""
    return Job(
        id=_id_of_new_job(work),
        kind=kind,
        owner=flow.owner,
        args=args,
        created_at=work.now,
        scheduled_for=work.now,
        parent=flow.id,
        module_id=module_id,
        path=path,
        code=code,
        skipped=skipped,
    )


def inner_flow_job(
    work: WorkingCopy,
    flow: FlowJob,
    module_id: str,
    kind: JobKind,
    definition: Flow,
    args: Mapping[str, JSON],
    *,
    path: str | None,
    deployed: bool,
) -> FlowJob:
    """A job with a flow's own jobs below it. Raises ModuleFailed when the run has too many."""
    job = step_job(work, flow, module_id, kind, args, path=path)
    return with_flow(job, flow_state(definition, deployed=deployed))


def another_try(work: WorkingCopy, failed: Job) -> Job:
    """A job that does with the same arguments what `failed` did."""
    new = replace(
        failed,
        id=work.around.new_id(),
        created_at=work.now,
        started_at=None,
        completed_at=None,
        result=None,
        logs="",
    )
    if isinstance(new, FlowJob):
        return with_flow(new, flow_state(new.flow.definition, deployed=new.flow.deployed))
    return new


def _id_of_new_job(work: WorkingCopy) -> UUID:
    if len(work.jobs) >= MOST_JOBS:
        raise ModuleFailed(error_result("NotModelled", f"This mock lets a run have {MOST_JOBS} jobs at most."))
    return work.around.new_id()


def body_job(
    work: WorkingCopy, flow: FlowJob, module_id: str, body: Flow, args: Mapping[str, JSON], name: str, place: str
) -> FlowJob:
    """A branch, or one iteration of a loop, at `place`: the number of its module and, of several, its own.

    It has the outer flow's failure module, under an id of its own.
    """
    state = flow.flow
    kind = JobKind.FLOWNODE if state.deployed else JobKind.FLOWPREVIEW
    inner = with_failure_module(body, state.definition, f"failure-{place}")
    return inner_flow_job(work, flow, module_id, kind, inner, args, path=below(flow, name), deployed=state.deployed)


def with_failure_module(body: Flow, outer: Flow, id: str) -> Flow:
    if outer.failure_module is None:
        return body
    raw = {**body.raw, "failure_module": {**outer.raw["failure_module"], "id": id}}
    return replace(body, failure_module=replace(outer.failure_module, id=id), raw=raw)


def below(flow: Job, name: str) -> str:
    return f"{flow.path or PATH_OF_PREVIEWS}/{name}"
