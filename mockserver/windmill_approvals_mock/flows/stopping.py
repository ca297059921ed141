"""Decides whether a module ends its flow early: `stop_after_if`, `stop_after_all_iters_if`, or a stop inside.

Does not know what a stop does to the flow (see `ending`).
Recordings: "stopping early", "loops: stopping", "branches: stopping", "stop_after_if on a gated step".
"""

from __future__ import annotations

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import Module, PathFlow, StopAfter
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import early_stop_error, expression_error
from windmill_approvals_mock.flows.job import FlowJob, JobKind
from windmill_approvals_mock.flows.outcomes import JSON
from windmill_approvals_mock.flows.scope import scope_after_module
from windmill_approvals_mock.flows.states import ModuleStatus
from windmill_approvals_mock.flows.tasks import ModuleReport
from windmill_approvals_mock.flows.working_copy import WorkingCopy


@dataclass(frozen=True, slots=True)
class Stop:
    """The flow ends early."""

    skips: bool = False
    """Whether the module counts as skipped."""
    message: str | None = None
    """The error message. With one the module fails, unless it counts as skipped."""
    includes_result: bool = False

    @property
    def fails_module(self) -> bool:
        return self.message is not None and not self.skips

    def error(self, result: JSON) -> JSON:
        """Return the flow's result. `result` is what stopped it."""
        assert self.message is not None
        error = early_stop_error(self.message)
        return {"error": {**error["error"], "result": result}} if self.includes_result else error


def stops_inside(module: Module, status: ModuleStatus, report: ModuleReport) -> Stop | None:
    """Return the stop of a branch or iteration that also ends the outer flow; parallel ones and flows by path don't."""
    if report.stopped_early is None or isinstance(module.value, PathFlow) or status.is_parallel:
        return None
    return Stop(skips=report.stopped_early)


def stop_after(
    work: WorkingCopy, flow: FlowJob, module: Module, status: ModuleStatus, report: ModuleReport
) -> Stop | None:
    """Evaluate `stop_after_if`: after each iteration of a loop, never for a branchall. Raises FlowError."""
    asked = module.stop_after
    if asked is None or not report.success or status.is_branchall or (status.is_loop and status.parallel):
        return None
    if work.around.version.skipped_module_is_not_asked_to_stop and was_skipped(work, module, report):
        return None
    more = {}
    if "all_iters" in asked.expr and status.children is not None:
        more["all_iters"] = [work.jobs[job].result for job in status.children]
    try:
        stops = scope_after_module(work, flow, report.result, **more).is_true(asked.expr)
    except ExpressionFailed as failure:
        raise expression_error(failure) from None
    return _stop(work, asked) if stops else None


def stop_after_all(work: WorkingCopy, flow: FlowJob, asked: StopAfter, results: JSON) -> Stop | None:
    """Evaluate `stop_after_all_iters_if`. A failing expression stops too; before 1.700 it raises FlowError."""
    try:
        stops = scope_after_module(work, flow, results).is_true(asked.expr)
    except ExpressionFailed as failure:
        error = expression_error(failure)
        if not work.around.version.failing_stop_after_all_is_a_stop:
            raise error from None
        return Stop(message=f"Error evaluating stop_after_all_iters_if expression `{asked.expr}`: {error.text}")
    return _stop(work, asked) if stops else None


def was_skipped(work: WorkingCopy, module: Module, report: ModuleReport) -> bool:
    """Whether `skip_if` skipped the module. Windmill decides by the kind of job, so an identity counts too."""
    if module.skip_if is None:
        return False
    return report.job in work.jobs and work.jobs[report.job].kind is JobKind.IDENTITY


def _stop(work: WorkingCopy, asked: StopAfter) -> Stop:
    message = asked.error_message
    if message == "":
        message = f"stop after if: {asked.expr}"
    if asked.skip_if_stopped and work.around.version.skip_if_stopped_beats_error_message:
        return Stop(skips=True)
    includes_result = asked.includes_result and work.around.version.stops_may_include_result
    return Stop(asked.skip_if_stopped, message, includes_result)
