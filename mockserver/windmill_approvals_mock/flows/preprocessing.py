"""What happens before a flow's first module: its preprocessor, and `skip_expr`.

Does not know how modules start. Recordings:
"preprocessor of a deployed flow", "skip_expr of a flow".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import canceled_error, expression_error
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import FlowJob
from windmill_approvals_mock.flows.outcomes import Outcome
from windmill_approvals_mock.flows.places import At, FailureModule
from windmill_approvals_mock.flows.same_worker import keeps_worker
from windmill_approvals_mock.flows.scope import scope_of_result
from windmill_approvals_mock.flows.states import ModuleEvent, after
from windmill_approvals_mock.flows.steps import Given, job_of_step, passing_on
from windmill_approvals_mock.flows.tasks import Look, ModuleReport
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

ENTRYPOINT = "_ENTRYPOINT_OVERRIDE"
"""The argument that tells a worker to call a different function than `main`."""
STOPPED_EARLY = "stopped early"
"""The result of a flow that its `skip_expr` ends."""


def is_left_out(work: WorkingCopy, flow: FlowJob) -> bool:
    """Whether the flow's `skip_expr` is true. Its result is the text `{}`. Raises FlowError."""
    asked = flow.flow.definition.skip_expr
    if asked is None or flow.flow.place != At(0):
        return False
    scheduled_for = f"{flow.scheduled_for:%Y-%m-%d %H:%M:%S} UTC"
    try:
        return scope_of_result(work, flow, "{}", WM_SCHEDULED_FOR=scheduled_for).is_true(asked)
    except ExpressionFailed as failure:
        raise expression_error(failure) from None


def start_preprocessor(work: WorkingCopy, flow: FlowJob) -> None:
    """Start the flow's preprocessor with the arguments of the run. Raises FlowError."""
    module, status = flow.flow.definition.preprocessor, flow.flow.preprocessor
    assert module is not None
    assert status is not None
    if module.mocked is not None:
        job = passing_on(work, flow, module.id, module.mocked.value)
    else:
        args = {**flow.args, ENTRYPOINT: "preprocessor"}
        job = job_of_step(work, flow, module, Given(args), name="preprocessor")
    work.change_flow(flow, preprocessor=after(status, ModuleEvent.STARTED, job=job.id))
    work.add(replace(job, same_worker=keeps_worker(flow, module)))


def take_preprocessed(work: WorkingCopy, flow: FlowJob, report: ModuleReport) -> bool:
    """Record how the preprocessor ended, and return whether the flow's failure module runs now."""
    assert flow.flow.preprocessor is not None
    event = ModuleEvent.SUCCEEDED if report.success else ModuleEvent.FAILED
    flow = work.change_flow(flow, preprocessor=after(flow.flow.preprocessor, event))
    if flow.cancel is not None:
        by, reason = flow.cancel.by, flow.cancel.reason
        work.complete(flow, Outcome(False, canceled_error(by, reason)), canceled_by=by, canceled_reason=reason)
        return False
    if report.success:
        work.change(work.change_flow(flow, place=At(0)), args=_as_args(report.result))
        work.todo.append(Look(flow.id))
        return False
    if flow.flow.definition.failure_module is None:
        work.complete(flow, Outcome(False, report.result))
        return False
    work.change_flow(flow, place=FailureModule())
    return True


def _as_args(result: JSON) -> Mapping[str, JSON]:
    """Return a result as arguments. A result that is not an object becomes the argument `value`."""
    if result is None:
        return {}
    return result if isinstance(result, Mapping) else {"value": result}
