"""What a flow does when a job of its own has ended: note it, try again, stop, fail or go on.

Knows the attributes that are asked after a step; does not know how the next module starts (see `starting`).
"""

from __future__ import annotations

from dataclasses import replace

from windmill_approvals_mock.flows import containers
from windmill_approvals_mock.flows.definition import Module, StopAfter
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import ModuleFailed, anyhow_error, early_stop_error, fail_module
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.outcomes import JSON, Outcome
from windmill_approvals_mock.flows.places import At, FailureModule, Over, place_after
from windmill_approvals_mock.flows.run import ancestors
from windmill_approvals_mock.flows.scope import scope_after_module, scope_of_result
from windmill_approvals_mock.flows.starting import put_progress, try_again
from windmill_approvals_mock.flows.states import ModuleEvent, ModuleStatus, after
from windmill_approvals_mock.flows.working_copy import Proceed, WorkingCopy


def take_note(work: WorkingCopy, child: Job) -> None:
    """The flow around `child` takes note of its end."""
    flow = next(ancestors(work.jobs, child))
    if flow.completed_at is not None:
        return
    match flow.flow.place:
        case At(index):
            _note_ending(work, flow, index, child)
        case FailureModule():
            _end_with_failure_module(work, flow, child)
        case Over():
            raise AssertionError("a flow past its last module has no open job")


def _note_ending(work: WorkingCopy, flow: FlowJob, index: int, child: Job) -> None:
    status = flow.flow.modules[index]
    if not status.has_children:
        status = replace(status, skipped=child.skipped)
        module_ended(work, flow, index, status, Outcome(child.success, child.result), child)
        return
    try:
        progress = containers.child_ended(work, flow, index, child)
    except ModuleFailed as failure:
        fail_module(work, flow, index, NO_JOB, failure.result)
        return
    if progress.ended is None:
        put_progress(work, flow, index, progress, ModuleEvent.CONTINUED, work.now)
    else:
        module_ended(work, flow, index, progress.status, progress.ended, child)


def module_ended(
    work: WorkingCopy, flow: FlowJob, index: int, status: ModuleStatus, outcome: Outcome, last: Job | None = None
) -> None:
    """The module at `index` has ended, `last` being its job or the last of its jobs; None if it had nothing to do."""
    module = flow.flow.definition.modules[index]
    canceled = last is not None and last.canceled
    status = replace(status, failed_retries=flow.flow.failed_attempts)
    if outcome.success:
        try:
            stop = _stop(work, flow, module, outcome.result)
        except ModuleFailed as failure:
            fail_module(work, flow, index, status.job or NO_JOB, failure.result)
            return
        if stop is None:
            _go_on(work, flow, index, after(status, ModuleEvent.SUCCEEDED))
        else:
            _stop_early(work, flow, index, status, stop, outcome.result)
    elif not canceled and last is not None and _try_again(work, flow, index, last, outcome.result):
        pass
    elif module.continue_on_error and not canceled:
        _go_on(work, flow, index, after(status, ModuleEvent.FAILED))
    elif canceled:
        _end_with_failure(work, flow, index, status, outcome.result)
    else:
        flow = work.set_module(flow, index, status)
        fail_module(work, flow, index, status.job or NO_JOB, outcome.result)


def _go_on(work: WorkingCopy, flow: FlowJob, index: int, ended: ModuleStatus) -> None:
    place = place_after(index, len(flow.flow.modules))
    flow = work.set_module(flow, index, ended, place=place, failed_attempts=())
    work.remember_leaf(flow, ended)
    work.todo.append(Proceed(flow.id))


# -- stopping ------------------------------------------------------------------------------
def _stop(work: WorkingCopy, flow: FlowJob, module: Module, result: JSON) -> StopAfter | None:
    """The attribute that stops the flow here, if one does."""
    for stop in (module.stop_after, module.stop_after_all_iterations):
        if stop is None:
            continue
        try:
            if scope_after_module(work, flow, result).is_true(stop.expr):
                return stop
        except ExpressionFailed as failure:
            raise ModuleFailed(anyhow_error(str(failure))) from None
    return None


def _stop_early(
    work: WorkingCopy, flow: FlowJob, index: int, status: ModuleStatus, stop: StopAfter, result: JSON
) -> None:
    """Recording: "module attributes around gates"."""
    if stop.error_message is not None:
        _end_with_failure(work, flow, index, status, early_stop_error(stop.error_message))
        return
    skips = stop.skip_if_stopped
    status = after(status, ModuleEvent.SUCCEEDED, skipped=skips)
    flow = work.set_module(flow, index, status, place=place_after(index, len(flow.flow.modules)))
    work.remember_leaf(flow, status)
    work.complete(work.jobs[flow.id], Outcome(True, result), skipped=skips, stopped_early=True)


def _end_with_failure(work: WorkingCopy, flow: FlowJob, index: int, status: ModuleStatus, result: JSON) -> None:
    """End the flow as failed at the module at `index`; no failure module runs."""
    work.complete(work.set_module(flow, index, after(status, ModuleEvent.FAILED)), Outcome(False, result))


# -- trying again --------------------------------------------------------------------------
def _try_again(work: WorkingCopy, flow: FlowJob, index: int, failed: Job, result: JSON) -> bool:
    """Whether the module is retried, which is then arranged. Recording: "retry before a gate"."""
    retry, attempts = flow.flow.definition.modules[index].retry, flow.flow.failed_attempts
    if retry is None:
        return False
    seconds = retry.seconds_before(len(attempts))
    if seconds is None:
        return False
    if retry.only_if is not None:
        try:
            if not scope_of_result(work, flow, result).is_true(retry.only_if):
                return False
        except ExpressionFailed:
            return False
    flow = work.change_flow(flow, failed_attempts=(*attempts, failed.id))
    try_again(work, flow, index, failed, later(work.now, seconds))
    return True


def _end_with_failure_module(work: WorkingCopy, flow: FlowJob, child: Job) -> None:
    """The failure module's result becomes the flow's, which stays failed."""
    event = ModuleEvent.SUCCEEDED if child.success else ModuleEvent.FAILED
    flow = work.change_flow(flow, failure_module=after(flow.flow.failure_module, event))
    work.complete(flow, Outcome(False, child.result))
