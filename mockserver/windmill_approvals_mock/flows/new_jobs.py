"""Makes the jobs below a flow: steps, bodies of loops and branches, flows by path.

Knows which kind and path each gets in a preview and in a deployed flow; starts none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.job import Code, FlowState, Job, JobKind, ModuleStatus
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any


def flow_state(definition: Flow, *, deployed: bool) -> FlowState:
    """The state of a flow nothing of which has happened yet."""
    return FlowState(
        definition=definition,
        deployed=deployed,
        step=0,
        modules=tuple(ModuleStatus(module.id) for module in definition.modules),
        failure_module=ModuleStatus("failure"),
    )


def step_job(
    work: WorkingCopy,
    flow: Job,
    module_id: str,
    kind: JobKind,
    args: Mapping[str, JSON],
    *,
    path: str | None = None,
    code: Code | None = None,
    skipped: bool = False,
) -> Job:
    """A job without jobs below it."""
    return Job(
        id=work.around.new_id(),
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
    flow: Job,
    module_id: str,
    kind: JobKind,
    definition: Flow,
    args: Mapping[str, JSON],
    *,
    path: str | None,
    deployed: bool,
) -> Job:
    return Job(
        id=work.around.new_id(),
        kind=kind,
        owner=flow.owner,
        args=args,
        created_at=work.now,
        scheduled_for=work.now,
        parent=flow.id,
        module_id=module_id,
        path=path,
        flow=flow_state(definition, deployed=deployed),
    )


def body_job(work: WorkingCopy, flow: Job, module_id: str, body: Flow, args: Mapping[str, JSON], name: str) -> Job:
    """A branch, or one iteration of a loop; an empty one does nothing (recording: "branchall, parallel")."""
    if not body.modules:
        return step_job(work, flow, module_id, JobKind.NOOP, args)
    assert flow.flow is not None
    deployed = flow.flow.deployed
    kind = JobKind.FLOWNODE if deployed else JobKind.FLOWPREVIEW
    return inner_flow_job(work, flow, module_id, kind, body, args, path=below(flow, name), deployed=deployed)


def below(flow: Job, name: str) -> str | None:
    return f"{flow.path}/{name}" if flow.path else None
