"""Makes the jobs below a flow, with their kinds and paths: steps, bodies of loops and branches, flows by path.

It does not start them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.failing import not_modelled
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import Code, FlowJob, FlowState, Job, JobKind, with_flow
from windmill_approvals_mock.flows.places import At, Preprocessor
from windmill_approvals_mock.flows.states import ModuleStatus
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

MOST_JOBS = 2_000
"""Most jobs of a run. Flows that run each other in loops multiply, and a request should not take many seconds."""
PATH_OF_PREVIEWS = "tmp/main"
"""The path of a preview without one, for the jobs inside it."""


def flow_state(definition: Flow, *, deployed: bool, preprocess: bool = False) -> FlowState:
    """Return the initial state of a flow. With `preprocess` it starts at its preprocessor."""
    preprocessor = definition.preprocessor if preprocess else None
    failure_id = definition.failure_module.id if definition.failure_module else "failure"
    ids = (failure_id,) if definition.is_empty else tuple(module.id for module in definition.modules)
    return FlowState(
        definition=definition,
        deployed=deployed,
        place=At(0) if preprocessor is None else Preprocessor(),
        preprocessor=None if preprocessor is None else ModuleStatus(preprocessor.id),
        modules=tuple(map(_waiting_status, ids)),
        failure_module=_waiting_status(failure_id),
    )


@lru_cache(maxsize=1024)
def _waiting_status(id: str) -> ModuleStatus:
    """Return the state of a module that waits for those before it, which all runs share."""
    return ModuleStatus(id)


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
    refused: str | None = None,
    cache_ttl: int | None = None,
) -> Job:
    """Make a job without jobs below it. Raises FlowError if the run has too many jobs."""
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
        refused=refused,
        cache_ttl=cache_ttl,
        visible_to_owner=flow.visible_to_owner,
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
    refused: str | None = None,
) -> FlowJob:
    """Make a job with a flow. Raises FlowError if the run has too many jobs."""
    ttl = definition.cache_ttl
    job = step_job(work, flow, module_id, kind, args, path=path, refused=refused, cache_ttl=ttl)
    return with_flow(job, flow_state(definition, deployed=deployed))


def _id_of_new_job(work: WorkingCopy) -> UUID:
    if len(work.jobs) >= MOST_JOBS:
        raise not_modelled(f"This mock lets a run have {MOST_JOBS} jobs at most.")
    return work.around.new_id()


def body_job(
    work: WorkingCopy, flow: FlowJob, module_id: str, body: Flow, args: Mapping[str, JSON], name: str, place: str
) -> FlowJob:
    """Make the job of a branch or iteration. `place` is the number of its module and, if there are several, its own.

    It has the outer flow's failure module. In a deployed flow a body is a node of the outer flow, which the resume
    endpoints do not treat as a flow; an empty body, or one with only a plain script, is a flow as in a preview.
    """
    state = flow.flow
    is_plain = body.plain_script is not None and state.definition.failure_module is None
    is_node = state.deployed and not body.is_empty and not is_plain
    kind = JobKind.FLOWNODE if is_node else JobKind.FLOWPREVIEW
    inner = _with_failure_module(body, state.definition, "" if is_node else f"-{place}")
    if state.definition.same_worker:
        inner = replace(inner, same_worker=True, raw={**inner.raw, "same_worker": True})
    job = inner_flow_job(work, flow, module_id, kind, inner, args, path=below(flow, name), deployed=state.deployed)
    return replace(job, same_worker=inner.same_worker and not is_node)


def _with_failure_module(body: Flow, outer: Flow, suffix: str) -> Flow:
    if outer.failure_module is None:
        return body
    id = outer.failure_module.id + suffix
    raw = {**body.raw, "failure_module": {**outer.raw["failure_module"], "id": id}}
    return replace(body, failure_module=replace(outer.failure_module, id=id), raw=raw)


def below(flow: Job, name: str) -> str:
    return f"{flow.path or PATH_OF_PREVIEWS}/{name}"
