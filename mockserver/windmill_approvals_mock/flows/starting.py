"""How a flow gets to its next module: the gate before it, what may skip or delay it, its job.

Knows the order in which Windmill asks; does not know what happens once a job has ended (see `ending`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from windmill_approvals_mock.approvals.gate import Closed, Conditions, Gate, HandedOn, Open, Waits, look
from windmill_approvals_mock.flows import containers
from windmill_approvals_mock.flows.definition import Container, Module
from windmill_approvals_mock.flows.events import TimedOutWaiting
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import ModuleFailed, anyhow_error, fail_module
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.new_jobs import another_try
from windmill_approvals_mock.flows.outcomes import JSON, Outcome, error_result
from windmill_approvals_mock.flows.places import At, FailureModule, Over
from windmill_approvals_mock.flows.scope import Scope, scope_before_module, scope_of_inputs, scope_of_result
from windmill_approvals_mock.flows.states import Approval, ModuleEvent, ModuleState, ModuleStatus, after
from windmill_approvals_mock.flows.steps import job_of_step, passing_on
from windmill_approvals_mock.flows.working_copy import NothingToDo, WorkingCopy


def proceed(work: WorkingCopy, flow: FlowJob) -> None:
    """Start the flow's next module, wait before it, or end the flow."""
    if flow.completed_at is not None:
        return
    match flow.flow.place:
        case Over():
            last = flow.flow.modules[-1]
            work.complete(flow, Outcome(last.state is ModuleState.SUCCESS, work.result_of(last)))
        case At(index):
            try:
                passed = _pass_gate(work, flow, index)
                if passed is not None:
                    _start_module(work, *passed, index)
            except ModuleFailed as failure:
                fail_module(work, work.flow(flow.id), index, NO_JOB, failure.result)
        case FailureModule():
            raise AssertionError("a failure module is started by its own task")


def run_failure_module(work: WorkingCopy, flow: FlowJob, module: Module, result: JSON) -> None:
    """Start the flow's failure `module`, which sees the failed module's `result` and the `error` in it."""
    assert flow.started_at is not None
    started_at = flow.started_at.isoformat().replace("+00:00", "Z")
    scope = scope_of_inputs(work, flow, result, HandedOn(), started_at=started_at, flow_job_id=str(flow.id))
    try:
        job = work.add(job_of_step(work, flow, module, scope, result))
    except ModuleFailed as failure:
        work.complete(flow, Outcome(False, failure.result))
        return
    work.change_flow(flow, failure_module=after(flow.flow.failure_module, ModuleEvent.STARTED, job=job.id))


def try_again(work: WorkingCopy, flow: FlowJob, index: int, failed: Job, at: datetime) -> None:
    """Run the current module's job `failed` once more at `at`.

    Its arguments are those it had, and no gate is asked again: votes that came meanwhile change nothing for it.
    """
    event = ModuleEvent.RETRIED if at <= work.now else ModuleEvent.DELAYED
    _put(work, flow, index, another_try(work, failed), event, at, failed.seconds_allowed)


# -- the gate ------------------------------------------------------------------------------
def _pass_gate(work: WorkingCopy, flow: FlowJob, index: int) -> tuple[FlowJob, HandedOn] | None:
    """The flow past the gate before the module at `index` and what the votes hand on; None if it does not pass."""
    gate = _gate_before(work, flow, index)
    if gate is None:
        return flow, HandedOn()
    gated, next_one = flow.flow.modules[index - 1], flow.flow.modules[index]
    conditions = _conditions(work, flow, gate, gated)
    if conditions is not None:
        flow = work.change_flow(flow, conditions=conditions)
    votes = [vote for vote in work.votes_by_identity.values() if vote.job in (gated.job, flow.id)]
    match look(gate, votes, first=next_one.state is ModuleState.WAITING_FOR_PRIOR_STEPS):
        case Waits(missing):
            blocked = after(next_one, ModuleEvent.BLOCKED, job=gated.job, count=gate.needed)
            until = later(work.now, gate.timeout)
            work.set_module(flow, index, blocked, suspend=missing, suspend_until=until)
            return None
        case Closed(error, timed_out):
            if timed_out:
                work.effects.append(TimedOutWaiting(flow.id, continues=False))
            fail_module(work, flow, index, NO_JOB, error, closed_gate=True)
            return None
        case Open(counted, handed_on, timed_out):
            if timed_out:
                work.effects.append(TimedOutWaiting(flow.id, continues=True))
            approvers = tuple(Approval(vote.approver_in_status, vote.short_resume_id) for vote in counted)
            opened = replace(gated, approvers=approvers)
            flow = work.set_module(flow, index - 1, opened, suspend=0, suspend_until=None, conditions=None)
            return flow, handed_on


def _gate_before(work: WorkingCopy, flow: FlowJob, index: int) -> Gate | None:
    if index == 0:
        return None
    gated, gate = flow.flow.modules[index - 1], flow.flow.definition.modules[index - 1].gate
    if gate is None or gate.required_events == 0 or gated.state is not ModuleState.SUCCESS:
        return None
    return None if gated.skipped and work.around.version.skipped_module_opens_no_gate else gate


def _conditions(work: WorkingCopy, flow: FlowJob, gate: Gate, gated: ModuleStatus) -> Conditions | None:
    alone = gate.self_approval_disabled and work.around.version.self_approval_rule_stands_alone
    if not (gate.user_auth_required or alone):
        return None
    return Conditions(
        gate.user_auth_required, _groups(work, flow, gate.user_groups, gated), gate.self_approval_disabled
    )


def _groups(work: WorkingCopy, flow: FlowJob, groups: Any, gated: ModuleStatus) -> tuple[str, ...]:
    """`user_groups_required`, static or computed from the gated step's `result`.

    Raises ModuleFailed when they can't be computed or are no list of names.
    """
    if not isinstance(groups, Mapping):
        return ()
    value = groups.get("value") or []
    if groups.get("type") == "javascript":
        try:
            result = work.result_of(gated)
            value = scope_of_result(work, flow, result).evaluate(groups.get("expr", ""))
        except ExpressionFailed as failure:
            raise ModuleFailed(anyhow_error(str(failure))) from None
    if not isinstance(value, list) or not all(isinstance(group, str) for group in value):
        raise ModuleFailed(error_result("ExecutionErr", "Expected a list of group names in user_groups_required"))
    return tuple(value)


# -- the module ----------------------------------------------------------------------------
def _start_module(work: WorkingCopy, flow: FlowJob, handed_on: HandedOn, index: int) -> None:
    module = flow.flow.definition.modules[index]
    previous = work.result_of(flow.flow.modules[index - 1]) if index else dict(flow.args)
    scope = scope_before_module(work, flow, previous, handed_on)
    start_at = _start_at(work, flow, index, previous)
    event = ModuleEvent.STARTED if start_at <= work.now else ModuleEvent.DELAYED
    if _is_skipped(module, scope):
        _put(work, flow, index, passing_on(work, flow, module.id, previous, skipped=True), event, start_at)
    elif module.mocked is not None:
        _put(work, flow, index, passing_on(work, flow, module.id, module.mocked.value), event, start_at)
    elif isinstance(module.value, Container):
        progress = containers.begin(work, flow, index, scope)
        put_progress(work, flow, index, progress, event, start_at)
    else:
        job = job_of_step(work, flow, module, scope_of_inputs(work, flow, previous, handed_on), previous)
        _put(work, flow, index, job, event, start_at, _seconds(module, scope_of_result(work, flow, previous)))


def _is_skipped(module: Module, scope: Scope) -> bool:
    if module.skip_if is None:
        return False
    try:
        return scope.is_true(module.skip_if)
    except ExpressionFailed as failure:
        raise ModuleFailed(anyhow_error(str(failure), positions=2)) from None


def _start_at(work: WorkingCopy, flow: FlowJob, index: int, previous: JSON) -> datetime:
    """Now, or later: after the previous module's `sleep`, which may be computed from that module's `result`."""
    sleep = flow.flow.definition.modules[index - 1].sleep if index else None
    if sleep is None:
        return work.now
    return later(work.now, _number(scope_of_result(work, flow, previous), sleep))


def _seconds(module: Module, scope: Scope) -> float | None:
    """How long the module's step may run."""
    return None if module.timeout is None else _number(scope, module.timeout)


def _number(scope: Scope, transform: Any) -> float:
    try:
        value = scope.value(transform)
    except ExpressionFailed as failure:
        raise ModuleFailed(anyhow_error(str(failure))) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ModuleFailed(error_result("ExecutionErr", f"Expected an integer, found: {_as_rust_shows(value)}"))
    return float(value)


def _as_rust_shows(value: JSON) -> str:
    """`value` in the words of serde_json's own debug form."""
    match value:
        case None:
            return "Null"
        case bool():
            return f"Bool({str(value).lower()})"
        case str():
            return f"String({json.dumps(value)})"
        case _:
            return "Array" if isinstance(value, list) else "Object"


def _put(
    work: WorkingCopy,
    flow: FlowJob,
    index: int,
    job: Job,
    event: ModuleEvent,
    start_at: datetime,
    seconds: float | None = None,
) -> None:
    """Let `job` be the work of the module at `index`, from `start_at` on."""
    work.set_module(flow, index, after(flow.flow.modules[index], event, job=job.id))
    work.add(replace(job, scheduled_for=start_at, seconds_allowed=seconds))


def put_progress(
    work: WorkingCopy,
    flow: FlowJob,
    index: int,
    progress: containers.Progress,
    event: ModuleEvent,
    start_at: datetime,
) -> None:
    """Let `progress` be what the module at `index`, a loop or branches, has come to."""
    work.set_module(flow, index, after(progress.status, event))
    for job in progress.started:
        work.add(replace(job, scheduled_for=start_at))
    if progress.ended is not None:
        work.todo.append(NothingToDo(flow.id, index, progress.ended))
