"""What a flow does when a module has ended: record it, stop, go on, retry, fail or end.

Knows the order of these rules; does not know how the next module starts (see `starting`) or what a predicate sees (see
`stopping`). Recordings: "failure module: of a branch or loop", "a tolerated failure at the end", "retries", …
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows import containers
from windmill_approvals_mock.flows.cached_results import cache_result
from windmill_approvals_mock.flows.definition import Module, PathFlow
from windmill_approvals_mock.flows.failing import FlowError, canceled_error
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import FlowJob
from windmill_approvals_mock.flows.outcomes import JSON, Outcome, error_result
from windmill_approvals_mock.flows.places import At, Preprocessor, place_after
from windmill_approvals_mock.flows.preprocessing import take_preprocessed
from windmill_approvals_mock.flows.retrying import seconds_until_retry
from windmill_approvals_mock.flows.starting import start_next
from windmill_approvals_mock.flows.states import ModuleEvent, ModuleState, ModuleStatus, after
from windmill_approvals_mock.flows.stopping import Stop, stop_after, stop_after_all, stops_inside, was_skipped
from windmill_approvals_mock.flows.tasks import Cause, ModuleReport
from windmill_approvals_mock.flows.working_copy import WorkingCopy


@dataclass(frozen=True, slots=True)
class Ended:
    """What follows from a report, while it is being decided."""

    work: WorkingCopy
    flow: FlowJob
    """The flow when the report came."""
    report: ModuleReport
    index: int | None
    """The index of the module; None for the failure module."""
    module: Module | None
    """The module; None for the failure module, whose predicates are not evaluated."""
    status: ModuleStatus
    success: bool
    result: JSON
    is_handled: bool
    stop: Stop | None = None
    tolerates: bool = False
    """Whether `continue_on_error` counts."""
    takes_failure: bool = False
    """Whether the loop or branchall skips this failure."""
    moves_on: bool = False
    """Whether the flow has moved to its next place."""

    @property
    def honors_module(self) -> bool:
        """Whether the module's own `retry` and `continue_on_error` apply to this failure."""
        return self.report.cause is Cause.STEP

    @property
    def deployed(self) -> bool:
        return self.flow.flow.deployed

    @property
    def is_past_modules(self) -> bool:
        return self.index is None or self.index + (1 if self.moves_on else 0) >= len(self.flow.flow.modules)


def take_note(work: WorkingCopy, report: ModuleReport) -> None:
    """Record `report` in its flow, and do what follows from it."""
    flow = work.flow(report.flow)
    if flow.completed_at is not None:
        return
    if isinstance(flow.flow.place, Preprocessor):
        _take_preprocessed(work, flow, report)
        return
    try:
        ended = _judge(work, flow, report)
        if ended is not None:
            _follow(ended)
    except FlowError as error:
        if report.cause is Cause.ENGINE:
            _give_up(work, work.flow(flow.id), error_result("InternalErr", error.text))
            return
        told = replace(report, success=False, cancelled=None, result=error.when_told, cause=Cause.ENGINE)
        take_note(work, told)


def _take_preprocessed(work: WorkingCopy, flow: FlowJob, report: ModuleReport) -> None:
    if take_preprocessed(work, flow, report):
        try:
            start_next(work, work.flow(flow.id), report.result)
        except FlowError as error:
            work.complete(work.flow(flow.id), Outcome(False, error.between_modules))


def _give_up(work: WorkingCopy, flow: FlowJob, error: JSON) -> None:
    """End a flow that cannot handle its own error either, as servers before 1.700 do."""
    work.complete(flow, Outcome(False, error))
    if flow.parent is not None:
        work.todo.append(ModuleReport(flow.parent, False, error, job=flow.id))


# -- what it means for the module ----------------------------------------------------------
def _judge(work: WorkingCopy, flow: FlowJob, report: ModuleReport) -> Ended | None:
    """Record the report in the module; None while other parallel jobs are running. Raises FlowError."""
    ended = _ask(_seen(work, flow, report))
    if ended.status.is_parallel:
        return _judge_parallel(ended)
    if _has_more(ended):
        status = containers.note_end(ended.status, report.job, success=ended.success)
        _note(ended, after(status, ModuleEvent.CONTINUED))
        return ended
    return _judge_end(ended)


def _seen(work: WorkingCopy, flow: FlowJob, report: ModuleReport) -> Ended:
    place = flow.flow.place
    if not isinstance(place, At):
        status = flow.flow.failure_module
        return Ended(work, flow, report, None, None, status, report.success, report.result, report.is_handled)
    module, status = flow.flow.definition.modules[place.index], flow.flow.modules[place.index]
    handled = report.is_handled and not isinstance(module.value, PathFlow)
    return Ended(work, flow, report, place.index, module, status, report.success, report.result, handled)


def _ask(ended: Ended) -> Ended:
    """Decide whether the flow stops, and whether a failure is tolerated."""
    module, status, report = ended.module, ended.status, ended.report
    if module is None:
        return ended
    takes = containers.takes_failure(module.value, status, deployed=ended.deployed)
    stop = stops_inside(module, status, report)
    if stop is not None:
        return replace(ended, stop=stop, takes_failure=takes)
    stop = stop_after(ended.work, ended.flow, module, status, report)
    return replace(ended, stop=stop, tolerates=module.continue_on_error, takes_failure=takes)


def _has_more(ended: Ended) -> bool:
    """Whether the sequential loop or branchall goes on."""
    if ended.stop is not None or not containers.has_more(ended.status):
        return False
    if ended.success or ended.takes_failure:
        return True
    is_endless = ended.status.is_loop and ended.status.iteration is not None and ended.status.iteration.values is None
    return is_endless and not ended.work.around.version.failing_while_loop_ends


def _judge_parallel(ended: Ended) -> Ended | None:
    module, report, work = ended.module, ended.report, ended.work
    value = module.value if module is not None else None
    status = containers.note_end(ended.status, report.job, success=ended.success)
    if containers.ended(status) < len(status.children or ()):
        _note(ended, after(status, ModuleEvent.CONTINUED))
        containers.release(work, status)
        return None
    ended = _ask_after_all(ended)
    fails = ended.stop is not None and ended.stop.fails_module
    success = not fails and containers.all_succeeded(work, value, status, deployed=ended.deployed)
    skips = success and ended.stop is not None and ended.stop.skips
    event = ModuleEvent.SUCCEEDED if success else ModuleEvent.FAILED
    _note(ended, after(status, event, job=report.job, skipped=skips), moves_on=success)
    handled = not success and ended.flow.flow.definition.failure_module is not None
    return _with_result(ended, status, success=success, moves_on=success, is_handled=handled)


def _judge_end(ended: Ended) -> Ended:
    report, status, stop = ended.report, ended.status, ended.stop
    if status.is_loop and stop is not None:
        ended, stop = replace(ended, stop=None), None
    if status.is_loop or (status.is_branchall and stop is None):
        ended = _ask_after_all(ended)
        stop = ended.stop
    status = containers.note_end(status, report.job, success=ended.success)
    retries = ended.flow.flow.tries
    fails = stop is not None and stop.fails_module
    if (ended.success or (status.children is not None and ended.takes_failure)) and not fails:
        skipped = _is_skipped(ended)
        succeeded = after(status, ModuleEvent.SUCCEEDED, job=report.job, skipped=skipped, failed_retries=retries)
        _note(ended, succeeded, moves_on=True)
        return _with_result(ended, status, success=True, moves_on=True)
    moves_on = _is_tolerated(ended)
    _note(ended, after(status, ModuleEvent.FAILED, job=report.job, failed_retries=retries), moves_on=moves_on)
    stopped = stop is not None and stop.message is not None
    return _with_result(ended, status, success=ended.success and not stopped, moves_on=moves_on)


def _ask_after_all(ended: Ended) -> Ended:
    """Evaluate `stop_after_all_iters_if`, whose stop overrides an earlier one."""
    asked = ended.module.stop_after_all_iterations if ended.module is not None else None
    if asked is None:
        return ended
    results = ended.work.result_of(ended.status)
    stop = stop_after_all(ended.work, ended.flow, asked, results)
    return ended if stop is None else replace(ended, stop=stop)


def _with_result(ended: Ended, status: ModuleStatus, **changes: Any) -> Ended:
    """Add the result with which the flow goes on or ends, and `changes`."""
    result = ended.work.result_of(status) if status.children is not None else ended.report.result
    if ended.stop is not None and ended.stop.message is not None:
        result = ended.stop.error(result)
    return replace(ended, result=result, **changes)


def _is_skipped(ended: Ended) -> bool:
    if ended.module is None:
        return False
    stopped = ended.stop is not None and ended.stop.skips
    if ended.module.skip_if is None:
        return stopped
    skipped = was_skipped(ended.work, ended.module, ended.report)
    return skipped or (stopped and ended.work.around.version.skipped_module_is_not_asked_to_stop)


def _is_tolerated(ended: Ended) -> bool:
    """Whether the flow goes on despite the failure. A failure that is retried is not tolerated yet."""
    if not ended.tolerates:
        return False
    if not ended.honors_module and ended.work.around.version.closed_gate_is_not_tolerated:
        return False
    return seconds_until_retry(ended.work, ended.flow, ended.module, ended.report.result) is None


def _note(ended: Ended, status: ModuleStatus, *, moves_on: bool = False) -> None:
    """Store `status`, and let the flow find the module's job by the module's id."""
    work, flow = ended.work, ended.flow
    if status.state is ModuleState.SUCCESS and flow.flow.tries:
        flow = work.change_flow(flow, failed_attempts=None)
    if ended.index is None:
        work.change_flow(flow, failure_module=status)
        return
    place = place_after(ended.index, len(flow.flow.modules)) if moves_on else flow.flow.place
    flow = work.set_module(flow, ended.index, status, place=place, suspend=0, suspend_until=None)
    if status.state.is_end:
        work.remember_leaf(flow, status)


# -- what it means for the flow ------------------------------------------------------------
def _follow(ended: Ended) -> None:
    """Go on, or end the flow and report to the outer flow."""
    work, flow = ended.work, ended.work.flow(ended.flow.id)
    success = ended.success
    if _goes_on(ended, flow):
        try:
            start_next(work, flow, ended.result, cause=ended.report.cause)
        except FlowError as error:
            work.complete(work.flow(flow.id), Outcome(False, error.between_modules))
            success = success and not work.around.version.failed_start_is_told
        else:
            return
    else:
        success = success or _is_forgiven(ended)
        _end(ended, flow, success=success)
    _tell(ended, flow, success=success)


def _goes_on(ended: Ended, flow: FlowJob) -> bool:
    """Whether the flow goes on. Raises FlowError."""
    has_failure_module = flow.flow.definition.failure_module is not None
    if ended.stop is not None:
        return ended.stop.message is not None and has_failure_module
    if flow.cancel is not None:
        return False
    if ended.success:
        return not ended.is_past_modules
    may_handle = ended.index is not None and not ended.is_handled and has_failure_module
    if not ended.honors_module:
        return may_handle and _is_handled_by_failure_module(ended)
    if ended.takes_failure or ended.tolerates:
        return not ended.is_past_modules
    module = ended.module if ended.index is not None else flow.flow.definition.failure_module
    return seconds_until_retry(ended.work, ended.flow, module, ended.report.result) is not None or may_handle


def _is_handled_by_failure_module(ended: Ended) -> bool:
    version = ended.work.around.version
    if ended.report.cause is Cause.CLOSED_GATE:
        return version.failure_module_after_closed_gate
    return version.failure_module_after_engine_error


def _is_forgiven(ended: Ended) -> bool:
    """Whether the flow succeeds although its last module failed."""
    if not ended.work.around.version.tolerated_last_module_succeeds:
        return False
    return ended.is_past_modules and ended.honors_module and (ended.takes_failure or ended.tolerates)


def _end(ended: Ended, flow: FlowJob, *, success: bool) -> None:
    if flow.cancel is not None:
        by, reason = flow.cancel.by, flow.cancel.reason
        outcome = Outcome(False, canceled_error(by, reason))
        ended.work.complete(flow, outcome, canceled_by=by, canceled_reason=reason)
        return
    if success:  # also of a failure module that does not recover, as in Windmill's source
        cache_result(ended.work, flow, ended.result)
    success = success and (ended.index is not None or _recovers(ended.result))
    cancelled = ended.report.cancelled if not success else None
    ended.work.complete(
        flow,
        Outcome(success, ended.result),
        skipped=ended.stop is not None and ended.stop.skips,
        canceled_by=cancelled.by if cancelled is not None else None,
        canceled_reason=cancelled.reason if cancelled is not None else None,
    )


def _recovers(result: JSON) -> bool:
    """Whether a failure module's result makes its flow succeed."""
    return isinstance(result, Mapping) and result.get("recover") is True


def _tell(ended: Ended, flow: FlowJob, *, success: bool) -> None:
    if flow.parent is None:
        return
    by_failure_module = ended.index is None
    report = ModuleReport(
        flow.parent,
        success and not by_failure_module,
        ended.result,
        job=flow.id,
        cancelled=None if success else ended.report.cancelled,
        stopped_early=ended.stop.skips if ended.stop is not None else None,
        is_handled=ended.is_handled or by_failure_module,
    )
    ended.work.todo.append(report)
