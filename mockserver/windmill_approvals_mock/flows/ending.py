"""What a flow does when a job of its own has ended: note it, try again, stop, fail or go on.

Knows the attributes that are asked after a step; does not know how the next module starts (see `starting`).
"""

from __future__ import annotations

from dataclasses import replace

from windmill_approvals_mock.flows import containers
from windmill_approvals_mock.flows.definition import Module, StopAfter
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import ModuleFailed, anyhow_error, early_stop_error, fail_module
from windmill_approvals_mock.flows.job import NO_JOB, Job, ModuleState, ModuleStatus
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.outcomes import JSON, Outcome
from windmill_approvals_mock.flows.scope import scope_after_module, scope_of_result
from windmill_approvals_mock.flows.starting import put_progress, try_again
from windmill_approvals_mock.flows.working_copy import Proceed, WorkingCopy


def take_note(work: WorkingCopy, child: Job) -> None:
    """The flow around `child` takes note of its end."""
    assert child.parent is not None
    flow = work.jobs[child.parent]
    state = flow.flow
    assert state is not None
    if flow.completed_at is not None:
        return
    if state.failure_module.job == child.id:
        _end_with_failure_module(work, flow, child)
        return
    module, status = state.definition.modules[state.step], state.modules[state.step]
    if not status.has_children:
        status = replace(status, skipped=child.skipped)
        module_ended(work, flow, status, Outcome(child.success, child.result), child)
        return
    try:
        progress = containers.child_ended(work, flow, module, status, child)
    except ModuleFailed as failure:
        fail_module(work, flow, NO_JOB, failure.result)
        return
    if progress.ended is None:
        put_progress(work, flow, progress, work.now)
    else:
        module_ended(work, flow, progress.status, progress.ended, child)


def module_ended(work: WorkingCopy, flow: Job, status: ModuleStatus, outcome: Outcome, last: Job | None = None) -> None:
    """The current module has ended, `last` being its job or the last of its jobs; None if it had nothing to do."""
    state = flow.flow
    assert state is not None
    module = state.definition.modules[state.step]
    canceled = last is not None and last.canceled
    status = replace(status, failed_retries=state.failed_attempts)
    if outcome.success:
        try:
            stop = _stop(work, flow, module, outcome.result)
        except ModuleFailed as failure:
            fail_module(work, flow, status.job or NO_JOB, failure.result)
            return
        if stop is None:
            _go_on(work, flow, status, ModuleState.SUCCESS)
        else:
            _stop_early(work, flow, status, stop, outcome.result)
    elif not canceled and last is not None and _try_again(work, flow, module, last, outcome.result):
        pass
    elif module.continue_on_error and not canceled:
        _go_on(work, flow, status, ModuleState.FAILURE)
    elif canceled:
        _end_with_failure(work, flow, status, outcome.result)
    else:
        flow = work.set_module(flow, state.step, status)
        fail_module(work, flow, status.job or NO_JOB, outcome.result)


def _go_on(work: WorkingCopy, flow: Job, status: ModuleStatus, ended: ModuleState) -> None:
    state = flow.flow
    assert state is not None
    status = replace(status, state=ended, iteration=None, branch=None, count=None)
    flow = work.set_module(flow, state.step, status, step=state.step + 1, failed_attempts=())
    work.remember_leaf(flow, status)
    work.todo.append(Proceed(flow.id))


# -- stopping ------------------------------------------------------------------------------
def _stop(work: WorkingCopy, flow: Job, module: Module, result: JSON) -> StopAfter | None:
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


def _stop_early(work: WorkingCopy, flow: Job, status: ModuleStatus, stop: StopAfter, result: JSON) -> None:
    """Recording: "module attributes around gates"."""
    state = flow.flow
    assert state is not None
    if stop.error_message is not None:
        _end_with_failure(work, flow, status, early_stop_error(stop.error_message))
        return
    skips = stop.skip_if_stopped
    status = replace(status, state=ModuleState.SUCCESS, skipped=skips, iteration=None, branch=None)
    flow = work.set_module(flow, state.step, status, step=state.step + 1)
    work.remember_leaf(flow, status)
    work.complete(work.jobs[flow.id], Outcome(True, result), skipped=skips, stopped_early=True)


def _end_with_failure(work: WorkingCopy, flow: Job, status: ModuleStatus, result: JSON) -> None:
    """End the flow as failed at its current module; no failure module runs."""
    state = flow.flow
    assert state is not None
    flow = work.set_module(flow, state.step, replace(status, state=ModuleState.FAILURE, iteration=None, branch=None))
    work.complete(flow, Outcome(False, result))


# -- trying again --------------------------------------------------------------------------
def _try_again(work: WorkingCopy, flow: Job, module: Module, failed: Job, result: JSON) -> bool:
    """Whether the module is retried, which is then arranged. Recording: "retry before a gate"."""
    state = flow.flow
    assert state is not None
    seconds = module.retry.seconds_before(len(state.failed_attempts)) if module.retry else None
    if seconds is None:
        return False
    assert module.retry is not None
    if module.retry.only_if is not None:
        try:
            if not scope_of_result(work, flow, result).is_true(module.retry.only_if):
                return False
        except ExpressionFailed:
            return False
    flow = work.change_flow(flow, failed_attempts=(*state.failed_attempts, failed.id))
    try_again(work, flow, failed, later(work.now, seconds))
    return True


def _end_with_failure_module(work: WorkingCopy, flow: Job, child: Job) -> None:
    """The failure module's result becomes the flow's, which stays failed."""
    state = flow.flow
    assert state is not None
    ended = ModuleState.SUCCESS if child.success else ModuleState.FAILURE
    status = replace(state.failure_module, state=ended)
    flow = work.change_flow(flow, failure_module=status, step=len(state.modules) + 1)
    work.complete(flow, Outcome(False, child.result))
