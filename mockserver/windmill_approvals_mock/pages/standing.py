"""How things stand: at a gate, and with a whole run.

Knows what a run's modules and votes say about its gates; does not know the words a page has for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from windmill_approvals_mock.approvals.gate import Gate
from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.job import NO_JOB, FlowState, Job
from windmill_approvals_mock.flows.places import At
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.states import ModuleState


class GateState(StrEnum):
    AHEAD = "ahead"
    """Its step has not ended."""
    WAITING = "waiting"
    OPEN = "open"
    DENIED = "denied"
    TIMED_OUT = "timed-out"
    CANCELLED = "cancelled"
    """The flow was cancelled while it waited."""
    NOT_ASKED = "not-asked"
    """The flow went past it, or ended before it: its step failed, was skipped or stopped the flow."""


@dataclass(frozen=True, slots=True)
class GateNow:
    """One gate of a flow that was started."""

    step: str
    """The gated module's id."""
    gate: Gate
    state: GateState
    flow: UUID
    job: UUID | None
    """The gated step's, once there is one."""
    votes: tuple[Vote, ...]
    missing: int
    since: datetime | None
    """When it was reached."""
    until: datetime | None
    """When it times out, while it waits."""

    @property
    def went_on_although(self) -> str | None:
        """Why the gate would have stayed closed, had its flow not been told to continue."""
        if self.state is not GateState.OPEN:
            return None
        if any(not vote.approved for vote in self.votes):
            return "denied"
        return "timed out" if len(self.votes) < self.gate.needed else None


def gates_of(run: Run, flow: Job) -> Iterator[GateNow]:
    """The gates of `flow` itself, in their order; not those inside its branches and loops."""
    if flow.flow is not None:
        for index in range(len(flow.flow.modules)):
            found = gate_after(run, flow, index)
            if found is not None:
                yield found


def gate_after(run: Run, flow: Job, index: int) -> GateNow | None:
    """The gate of the module at `index`, None if it has none."""
    state = flow.flow
    gate = state.definition.modules[index].gate if state is not None else None
    if state is None or gate is None or gate.required_events == 0 or index + 1 >= len(state.modules):
        return None
    gated = state.modules[index]
    stands = _state(run, flow, index)
    votes = run.votes_at(gated.job, flow.id) if gated.job is not None else run.votes_at(flow.id)
    ended = run.jobs[gated.job].completed_at if gated.job in run.jobs else None
    return GateNow(
        step=gated.id,
        gate=gate,
        state=stands,
        flow=flow.id,
        job=gated.job,
        votes=votes,
        missing=state.suspend if stands is GateState.WAITING else max(gate.needed - len(votes), 0),
        since=None if stands is GateState.NOT_ASKED else ended,
        until=state.suspend_until if stands is GateState.WAITING else None,
    )


def waiting_gate(run: Run, flow: Job) -> GateNow | None:
    """The gate that `flow` stands at, if it stands at one."""
    return next((gate for gate in gates_of(run, flow) if gate.state is GateState.WAITING), None)


def waiting_gates(run: Run) -> list[GateNow]:
    """Of the run's flows, inner ones too."""
    flows = (run.jobs[id] for id in run.open_jobs if run.jobs[id].flow is not None)
    return [gate for flow in flows if (gate := waiting_gate(run, flow)) is not None]


def _state(run: Run, flow: Job, index: int) -> GateState:
    state = flow.flow
    assert state is not None
    gated, held_back = state.modules[index], state.modules[index + 1]
    if gated.approvers is not None:
        return GateState.OPEN
    if flow.completed_at is None and state.blocked is held_back:
        return GateState.WAITING
    if held_back.state is ModuleState.FAILURE and held_back.job == NO_JOB and gated.state is ModuleState.SUCCESS:
        if flow.canceled:
            return GateState.CANCELLED
        if any(not vote.approved for vote in run.votes_at(gated.job, flow.id)):
            return GateState.DENIED
        return GateState.TIMED_OUT if not gated.skipped else GateState.NOT_ASKED
    if flow.completed_at is None and _is_reached_later(state, index) and not _has_failed(flow):
        return GateState.AHEAD
    return GateState.NOT_ASKED


def _is_reached_later(state: FlowState, index: int) -> bool:
    return isinstance(state.place, At) and index >= state.place.index


def _has_failed(flow: Job) -> bool:
    state = flow.flow
    return state is not None and state.failure_module.job is not None


# -- a run ---------------------------------------------------------------------------------
class RunState(StrEnum):
    SCHEDULED = "scheduled"
    RUNNING = "running"
    WAITING = "waiting"
    """For votes."""
    SUCCEEDED = "succeeded"
    DENIED = "denied"
    TIMED_OUT = "timed-out"
    CANCELLED = "cancelled"
    FAILED = "failed"


def state_of_run(run: Run) -> RunState:
    """How the run stands as a whole: it waits, or was denied, where any flow in it does or was."""
    if run.root.completed_at is None and waiting_gates(run):
        return RunState.WAITING
    state = state_of_job(run, run.root)
    if state is RunState.FAILED:
        inner = [state_of_job(run, job) for job in run.jobs.values() if job.flow is not None and not job.success]
        return next((one for one in inner if one is not RunState.FAILED and one in _ENDS.values()), state)
    return state


def state_of_job(run: Run, job: Job) -> RunState:
    """How `job` itself stands, a flow or a step."""
    if job.completed_at is None:
        if job.started_at is None:
            return RunState.SCHEDULED
        return RunState.WAITING if waiting_gate(run, job) is not None else RunState.RUNNING
    if job.success:
        return RunState.SUCCEEDED
    if job.canceled:
        return RunState.CANCELLED
    return next((_ENDS[gate.state] for gate in gates_of(run, job) if gate.state in _ENDS), RunState.FAILED)


_ENDS = {GateState.DENIED: RunState.DENIED, GateState.TIMED_OUT: RunState.TIMED_OUT}
