"""Lets a flow pass the gate before its next module, or wait there. `approvals.gate` decides what a look finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.approvals.gate import Closed, Conditions, Gate, HandedOn, Open, Waits, look
from windmill_approvals_mock.flows.events import TimedOutWaiting
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import FlowError, input_error
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.fields import not_a_list
from windmill_approvals_mock.flows.job import FlowJob
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.outcomes import JSON
from windmill_approvals_mock.flows.scope import scope_of_result
from windmill_approvals_mock.flows.states import Approval, ModuleEvent, ModuleState, after
from windmill_approvals_mock.flows.tasks import Cause, ModuleReport
from windmill_approvals_mock.flows.working_copy import WorkingCopy

LOOKS_BEFORE_TIMEOUT = 5
"""Seconds after a timeout until a worker ends the flow. Recording: "timeouts: edges"."""
SHORTEST_WAIT = 0.001
"""Seconds that a gate with timeout 0 waits, until the next look at its flow. Recording: "timeouts: edges"."""


def pass_gate(work: WorkingCopy, flow: FlowJob, index: int, previous: JSON) -> tuple[FlowJob, HandedOn] | None:
    """Return the flow past the gate before the module at `index`, and what the votes pass on; None if it waits or ends.

    Raises FlowError if the groups that may approve cannot be computed.
    """
    gate = _gate_before(work, flow, index)
    if gate is None:
        return flow, HandedOn()
    gated, next_one = flow.flow.modules[index - 1], flow.flow.modules[index]
    conditions = _conditions(work, flow, gate, previous)
    if conditions is not None:
        flow = work.change_flow(flow, conditions=conditions)
    votes = [vote for vote in work.votes_by_identity.values() if vote.counts_at(gated.job, flow.id)]
    match look(gate, votes, first=next_one.state is ModuleState.WAITING_FOR_PRIOR_STEPS):
        case Waits(missing):
            blocked = after(next_one, ModuleEvent.BLOCKED, job=gated.job, count=gate.needed)
            until = later(
                work.now, max(gate.timeout, LOOKS_BEFORE_TIMEOUT * work.around.seconds_until_look, SHORTEST_WAIT)
            )
            work.set_module(flow, index, blocked, suspend=missing, suspend_until=until)
            return None
        case Closed(error, timed_out):
            if timed_out:
                work.effects.append(TimedOutWaiting(flow.id, continues=False))
            work.todo.append(ModuleReport(flow.id, False, error, cause=Cause.CLOSED_GATE))
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


def _conditions(work: WorkingCopy, flow: FlowJob, gate: Gate, previous: JSON) -> Conditions | None:
    alone = gate.self_approval_disabled and work.around.version.self_approval_rule_stands_alone
    if not (gate.user_auth_required or alone):
        return None
    groups = _groups(work, flow, gate.user_groups, previous) if gate.user_auth_required else ()
    return Conditions(gate.user_auth_required, groups, gate.self_approval_disabled)


def _groups(work: WorkingCopy, flow: FlowJob, groups: Any, previous: JSON) -> tuple[str, ...]:
    """Return `user_groups_required`, static or computed from the gated step's `result`."""
    if not isinstance(groups, Mapping):
        return ()
    value = groups.get("value") or []
    if groups.get("type") == "javascript":
        expr = groups.get("expr", "")
        try:
            value = scope_of_result(work, flow, previous).evaluate(expr)
        except ExpressionFailed as failure:
            raise FlowError(input_error(expr, failure)) from None
    if not isinstance(value, list) or not all(isinstance(group, str) for group in value):
        raise FlowError(f"Result returned by input transform invalid `{not_a_list(value)}`")
    return tuple(value)
