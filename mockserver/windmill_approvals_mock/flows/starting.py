"""Starts the next module of a flow: its gate, its retry, what may skip or delay it, and its jobs.

Knows the order of Windmill's checks; does not know what happens after a job has ended (see `ending`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from windmill_approvals_mock.approvals.gate import HandedOn
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows import containers
from windmill_approvals_mock.flows.cached_results import find_cached
from windmill_approvals_mock.flows.definition import Container, Identity, Module
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import FlowError, ModuleFailed, canceled_error, expression_error
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.outcomes import JSON, Outcome
from windmill_approvals_mock.flows.passing_gates import pass_gate
from windmill_approvals_mock.flows.places import At, FailureModule, Preprocessor
from windmill_approvals_mock.flows.preprocessing import STOPPED_EARLY, is_left_out, start_preprocessor
from windmill_approvals_mock.flows.retrying import seconds_until_retry
from windmill_approvals_mock.flows.same_worker import keeps_worker, refuse_parallel
from windmill_approvals_mock.flows.scope import Scope, scope_before_module, scope_of_inputs, scope_of_result
from windmill_approvals_mock.flows.states import ModuleEvent, ModuleState, ModuleStatus, after
from windmill_approvals_mock.flows.step_timeouts import seconds_allowed
from windmill_approvals_mock.flows.steps import Given, compute_inputs, job_of_step, passing_on
from windmill_approvals_mock.flows.tasks import Cause, ModuleReport
from windmill_approvals_mock.flows.working_copy import WorkingCopy

NOT_STARTED = (ModuleState.WAITING_FOR_PRIOR_STEPS, ModuleState.WAITING_FOR_EVENTS)
NO_PREVIOUS_RESULT = "{}"
"""What Windmill passes on if the previous module has no result. It is a text."""

NO_VOTES = HandedOn()


@dataclass(frozen=True, slots=True)
class Turn:
    """The module that is next, and what its flow knows at that moment."""

    index: int | None
    """The index of the module; None for the failure module."""
    module: Module
    status: ModuleStatus
    previous: JSON = NO_PREVIOUS_RESULT
    """The previous module's result; for a failure module the failed one's."""
    told: JSON = NO_PREVIOUS_RESULT
    """What an empty branch passes on: the result with which the flow goes on, unless it starts or wakes here."""
    votes: HandedOn = NO_VOTES
    start_at: datetime | None = None
    args: Mapping[str, JSON] | None = None
    """For a retry, the arguments of the failed job."""
    after: str | None = None
    """The module that `previous` came from."""


def take_up(work: WorkingCopy, flow: FlowJob) -> None:
    """Let a flow go on that has just started or woken at its gate."""
    if flow.completed_at is not None:
        return
    if flow.cancel is not None:
        fail_to_go_on(work, flow, canceled_error(flow.cancel.by, flow.cancel.reason))
        return
    if (cached := find_cached(work, flow)) is not None:
        work.end_step(flow, cached)
        return
    try:
        start_next(work, flow)
    except FlowError as error:
        fail_to_go_on(work, work.flow(flow.id), error.when_taken_up)


def fail_to_go_on(work: WorkingCopy, flow: FlowJob, error: JSON) -> None:
    """Handle an error. It ends an inner flow; in a root flow it is the error of the present module."""
    if flow.parent is None:
        work.todo.append(ModuleReport(flow.id, False, error))
    else:
        work.complete(flow, Outcome(False, error))
        work.todo.append(ModuleReport(flow.parent, False, error, job=flow.id))


def start_next(work: WorkingCopy, flow: FlowJob, *told: JSON, cause: Cause = Cause.STEP) -> None:
    """Start the next module of the flow, or wait before it.

    `told` is the result with which the flow goes on; empty if it has just been taken up. Raises FlowError.
    """
    if isinstance(flow.flow.place, Preprocessor):
        start_preprocessor(work, flow)
        return
    if flow.flow.definition.is_empty:
        work.todo.append(ModuleReport(flow.id, True, dict(flow.args)))
        return
    if is_left_out(work, flow):
        work.todo.append(ModuleReport(flow.id, True, STOPPED_EARLY, stopped_early=True))
        return
    turn = _next_turn(work, flow, *told)
    if turn.index is not None and turn.status.state in NOT_STARTED:
        passed = pass_gate(work, flow, turn.index, turn.previous)
        if passed is None:
            return
        flow, votes = passed
        turn = replace(turn, votes=votes, status=flow.flow.modules[turn.index])
    turn = replace(turn, start_at=_end_of_sleep(work, flow, turn))
    if turn.status.state is ModuleState.FAILURE:
        flow, turn = _after_failure(work, flow, turn, cause)
    _start(work, flow, turn)


# -- whose turn it is ----------------------------------------------------------------------
def _next_turn(work: WorkingCopy, flow: FlowJob, *told: JSON) -> Turn:
    place = flow.flow.place
    if not isinstance(place, At):
        return Turn(None, _failure_module(flow), flow.flow.failure_module, *told, *told)
    index, status = place.index, flow.flow.modules[place.index]
    module = flow.flow.definition.modules[index]
    if index == 0 and status.state is not ModuleState.FAILURE:
        return Turn(index, module, status, dict(flow.args), *told)
    before = flow.flow.modules[index - 1].id if index else None
    if told:
        return Turn(index, module, status, told[0], told[0], after=before)
    return Turn(index, module, status, _previous_result(work, flow, index), after=before)


def _previous_result(work: WorkingCopy, flow: FlowJob, index: int) -> JSON:
    """Return the result of the module before the one at `index`, for a flow that was taken up."""
    before = flow.flow.modules[index - 1]
    if before.state is not ModuleState.SUCCESS:
        return NO_PREVIOUS_RESULT
    if before.children is None and before.job == NO_JOB:
        if not work.around.version.woken_flow_passes_empty_branch:
            raise FlowError("SqlErr: no rows returned by a query that expected to return at least one row @jobs.rs:1")
        return NO_PREVIOUS_RESULT
    return work.result_of(before)


def _failure_module(flow: FlowJob) -> Module:
    module = flow.flow.definition.failure_module
    if module is None:
        raise FlowError("missing failure module")
    return module


def _after_failure(work: WorkingCopy, flow: FlowJob, turn: Turn, cause: Cause) -> tuple[FlowJob, Turn]:
    """Return the turn after a failure: the failed module again, or the failure module."""
    seconds = seconds_until_retry(work, flow, turn.module, turn.previous) if cause is Cause.STEP else None
    if seconds is None:
        module = _failure_module(flow)
        if module.retry is not None and module.retry.has_attempts:
            flow = work.change_flow(flow, failed_attempts=())
        after_failed = turn.module.id if turn.index is not None else None
        return flow, Turn(None, module, flow.flow.failure_module, turn.previous, after=after_failed)
    failed = turn.status.job or NO_JOB
    flow = work.change_flow(flow, failed_attempts=(*flow.flow.tries, failed))
    previous = turn.previous
    if turn.index is not None and work.around.version.retry_sees_previous_result:
        previous = _previous_result(work, flow, turn.index) if turn.index else dict(flow.args)
    return flow, replace(
        turn,
        status=after(turn.status, ModuleEvent.RETRIED),
        previous=previous,
        start_at=later(work.now, seconds),
        args=work.jobs[failed].args if failed in work.jobs else {},
    )


# -- its jobs ------------------------------------------------------------------------------
def _start(work: WorkingCopy, flow: FlowJob, turn: Turn) -> None:
    module = turn.module
    skipped = _is_skipped(module, scope_before_module(work, flow, turn.previous, turn.votes, after=turn.after))
    if module.mocked is not None:
        _put(work, flow, turn, passing_on(work, flow, module.id, module.mocked.value))
    elif isinstance(module.value, Container) and not skipped:
        _start_container(work, flow, turn)
    else:
        given = _given(work, flow, turn, skipped=skipped)
        if skipped:
            job = passing_on(work, flow, module.id, given.args.get("previous_result", {}), skipped=True)
        else:
            job = job_of_step(work, flow, module, given)
        seconds = _seconds(work, flow, turn, module)
        _put(work, flow, turn, job, seconds)


def _given(work: WorkingCopy, flow: FlowJob, turn: Turn, *, skipped: bool) -> Given:
    if turn.args is not None:
        return Given(turn.args)
    if turn.module.takes_flow_args:
        return Given(dict(flow.args))
    if skipped or isinstance(turn.module.value, Identity):
        return Given({"previous_result": turn.previous})
    more: dict[str, JSON] = {}
    if turn.index is None:
        assert flow.started_at is not None
        more = {"started_at": flow.started_at.isoformat().replace("+00:00", "Z"), "flow_job_id": str(flow.id)}
    return compute_inputs(turn.module, scope_of_inputs(work, flow, turn.previous, turn.votes, after=turn.after, **more))


def _start_container(work: WorkingCopy, flow: FlowJob, turn: Turn) -> None:
    index = len(flow.flow.modules) if turn.index is None else turn.index
    around = containers.Around(
        work, flow, index, turn.module, turn.status, turn.previous, turn.after, turn.told, turn.votes, turn.args
    )
    try:
        progress = containers.next_jobs(around)
    except ModuleFailed as failure:
        work.todo.append(ModuleReport(flow.id, False, failure.result))
        return
    if not progress.started:
        _set_status(work, flow, turn, progress.status)
        work.todo.append(ModuleReport(flow.id, True, progress.result))
        return
    pinned = keeps_worker(flow, turn.module)
    if pinned:
        refuse_parallel(len(progress.started))
    seconds = _seconds(work, flow, turn, turn.module)
    held_after = containers.jobs_at_once(around)
    goes_on = turn.status.state is ModuleState.IN_PROGRESS
    event = ModuleEvent.CONTINUED if goes_on else ModuleEvent.STARTED
    _set_status(work, flow, turn, after(progress.status, event))
    for number, job in enumerate(progress.started):
        start_at = turn.start_at or work.now
        new = replace(job, scheduled_for=start_at, seconds_allowed=seconds, same_worker=pinned or job.same_worker)
        if held_after is not None and number >= held_after and isinstance(new, FlowJob):
            new = containers.hold(new, number - held_after + 1, work.now)
        work.add(new, at_once=pinned)


def _put(work: WorkingCopy, flow: FlowJob, turn: Turn, job: Job, seconds_allowed: float | None = None) -> None:
    """Set `job` as the job of the module."""
    pinned = keeps_worker(flow, turn.module)
    start_at = turn.start_at or work.now
    _set_status(work, flow, turn, _with_one_job(turn.status, job, is_delayed=start_at > work.now))
    same_worker = pinned or job.same_worker
    new = replace(job, scheduled_for=start_at, seconds_allowed=seconds_allowed, same_worker=same_worker)
    work.add(new, at_once=pinned)


def _with_one_job(status: ModuleStatus, job: Job, *, is_delayed: bool) -> ModuleStatus:
    """Return the status with one job. A running loop or branchall whose `skip_if` has become true forgets its jobs.

    Source: Windmill's source.
    """
    if status.state is ModuleState.IN_PROGRESS:
        forgotten: dict[str, None] = dict.fromkeys(("children", "children_success", "iteration", "branch"))
        return after(status, ModuleEvent.CONTINUED, job=job.id, **forgotten)
    return after(status, ModuleEvent.DELAYED if is_delayed else ModuleEvent.STARTED, job=job.id)


def _set_status(work: WorkingCopy, flow: FlowJob, turn: Turn, status: ModuleStatus) -> None:
    if turn.index is None:
        work.change_flow(flow, place=FailureModule(), failure_module=status)
    else:
        work.set_module(flow, turn.index, status)


# -- what is asked before ------------------------------------------------------------------
def _is_skipped(module: Module, scope: Scope) -> bool:
    if module.skip_if is None:
        return False
    try:
        return scope.is_true(module.skip_if)
    except ExpressionFailed as failure:
        raise expression_error(failure) from None


def _end_of_sleep(work: WorkingCopy, flow: FlowJob, turn: Turn) -> datetime | None:
    """Return when the module may start after the previous module's `sleep`; None for at once."""
    if not turn.index or turn.status.state not in NOT_STARTED:
        return None
    sleep = flow.flow.definition.modules[turn.index - 1].sleep
    if sleep is None:
        return None
    try:
        value = scope_of_result(work, flow, turn.previous).value(sleep)
    except ExpressionFailed as failure:
        error = f"Error during evaluation of expression `{getattr(sleep, 'expr', '')}`:\n{failure}"
        inner = f"ExecutionErr({json.dumps(error, ensure_ascii=False)})"
        raise FlowError(f"Expected a number value, had error instead: {inner}") from None
    return later(work.now, _not_negative(value))


def _seconds(work: WorkingCopy, flow: FlowJob, turn: Turn, module: Module) -> float | None:
    scope = scope_of_result(work, flow, turn.previous, after=turn.after)
    return seconds_allowed(module, scope, work.around.version)


def _not_negative(value: JSON) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FlowError(f"Expected an integer, found: {_as_rust_shows(value)}")
    if isinstance(value, int) and value < 0:
        raise FlowError(f"Expected an integer, found: {value}")
    return max(float(value), 0)


def _as_rust_shows(value: JSON) -> str:
    """Return `value` in serde_json's debug form."""
    match value:
        case None:
            return "Null"
        case bool():
            return f"Bool({str(value).lower()})"
        case str():
            return f"String({json.dumps(value)})"
        case _:
            return "Array" if isinstance(value, list) else "Object"
