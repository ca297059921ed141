"""The state of a gate, a step, a flow and a run, in one vocabulary.

Everything that shows or checks a state uses this module: `RunView`, the console, the approval page, reports, the header
that says what a job waits for, and voting. The outcomes of the SDK have the same names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from windmill_approvals_mock.approvals.gate import Gate
from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job
from windmill_approvals_mock.flows.places import At
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.states import ModuleState, ModuleStatus


class Standing(StrEnum):
    PENDING = "pending"
    """Its turn has not come yet."""
    SCHEDULED = "scheduled"
    """It starts by itself later."""
    RUNNING = "running"
    WAITING = "waiting"
    """Waiting for votes: a gate, and the flow and the run that are at it."""
    BLOCKED = "blocked"
    """A step behind a gate that waits."""
    OPEN = "open"
    """A gate that the flow has passed."""
    SUCCEEDED = "succeeded"
    SKIPPED = "skipped"
    """A step that `skip_if` skipped, or a gate that the flow passed without votes."""
    DENIED = "denied"
    TIMED_OUT = "timed-out"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """Failed for any other reason."""
    NOT_REACHED = "not-reached"
    """The flow ended before it, or took another branch."""

    @property
    def in_words(self) -> str:
        return self.value.replace("-", " ")


CLOSED = (Standing.DENIED, Standing.TIMED_OUT, Standing.CANCELLED)
"""States of closed gates."""
RUN_STANDINGS = (
    Standing.SCHEDULED,
    Standing.RUNNING,
    Standing.WAITING,
    Standing.SUCCEEDED,
    Standing.DENIED,
    Standing.TIMED_OUT,
    Standing.CANCELLED,
    Standing.FAILED,
)
"""States that a run can have."""


# -- what is waited for --------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Wait:
    """The votes that a flow waits for at its gate, or a workflow as code at an approval."""

    job: Job
    """The flow or the workflow as code."""
    name: str
    """The gated step's id, or the approval's key."""
    addressee: UUID
    """The job that step-level links for it are minted for."""
    required: int
    missing: int
    until: datetime | None
    """When it times out."""
    gate: Gate | None
    """None for a workflow as code."""


def wait_of(job: Job) -> Wait | None:
    """Return what `job` itself waits for, not what jobs below it wait for; None if it does not wait."""
    if job.completed_at is not None:
        return None
    if job.approval is not None:
        return Wait(job, job.approval.key, job.id, required=1, missing=1, until=job.due, gate=None)
    state = job.flow
    if state is None or state.blocked is None or state.waits_at is None:
        return None
    return Wait(
        job,
        state.modules[state.waits_at].id,
        state.blocked.job or NO_JOB,
        required=state.blocked.count or 0,
        missing=state.suspend,
        until=state.suspend_until,
        gate=state.definition.modules[state.waits_at].gate,
    )


def waits_in(run: Run) -> list[Wait]:
    """Return what the run's jobs wait for, in order of their creation."""
    return [wait for id in run.open_jobs if (wait := wait_of(run.jobs[id])) is not None]


# -- gates ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class GateNow:
    """A gate of a started flow, in its present state."""

    step: str
    """The id of the gated module."""
    gate: Gate
    standing: Standing
    """PENDING, WAITING, OPEN, DENIED, TIMED_OUT, CANCELLED (while it waited), SKIPPED or NOT_REACHED."""
    flow: UUID
    job: UUID | None
    """The gated step's job, once it exists."""
    votes: tuple[Vote, ...]
    """The votes that count at it, oldest first."""
    missing: int
    since: datetime | None
    """When it was reached."""
    until: datetime | None
    """When it times out, while it waits."""

    @property
    def continued_after(self) -> Standing | None:
        """Why the gate would have closed if its flow did not continue: DENIED or TIMED_OUT."""
        if self.standing is not Standing.OPEN:
            return None
        if any(not vote.approved for vote in self.votes):
            return Standing.DENIED
        return Standing.TIMED_OUT if len(self.votes) < self.gate.needed else None


def gates_of(run: Run, flow: Job) -> Iterator[GateNow]:
    """Yield the gates of `flow` itself in order, without those in its branches and loops. A step has none."""
    if isinstance(flow, FlowJob):
        for index in range(len(flow.flow.modules)):
            found = gate_after(run, flow, index)
            if found is not None:
                yield found


def gate_after(run: Run, flow: FlowJob, index: int) -> GateNow | None:
    """Return the gate of the module at `index`; None if it has none."""
    state = flow.flow
    gate = state.definition.modules[index].gate
    if gate is None or gate.required_events == 0 or index + 1 >= len(state.modules):
        return None
    gated = state.modules[index]
    votes = tuple(vote for vote in run.votes if vote.counts_at(gated.job, flow.id))
    standing = _of_gate(flow, index, votes)
    waits, was_asked = standing is Standing.WAITING, standing not in (Standing.SKIPPED, Standing.NOT_REACHED)
    ended = run.jobs[gated.job].completed_at if gated.job in run.jobs else None
    return GateNow(
        step=gated.id,
        gate=gate,
        standing=standing,
        flow=flow.id,
        job=gated.job,
        votes=votes,
        missing=state.suspend if waits else max(gate.needed - len(votes), 0),
        since=ended if was_asked else None,
        until=state.suspend_until if waits else None,
    )


def waiting_gate(run: Run, flow: Job) -> GateNow | None:
    """Return the gate that `flow` waits at, if any; for a workflow as code the approval that it waits for."""
    if not isinstance(flow, FlowJob):
        return approval_gate(run, flow)
    if flow.completed_at is not None or flow.flow.waits_at is None:
        return None
    return gate_after(run, flow, flow.flow.waits_at)


def approval_gate(run: Run, job: Job) -> GateNow | None:
    """Return the approval that the workflow as code `job` waits for, as a gate for one vote; None if there is none."""
    wait, asked = wait_of(job), job.approval
    if wait is None or asked is None or job.workflow is None:
        return None
    return GateNow(
        step=asked.key,
        gate=Gate(required_events=1, timeout=asked.timeout, resume_form=asked.form),
        standing=Standing.WAITING,
        flow=job.id,
        job=None,
        votes=run.votes_at(job.id),
        missing=wait.missing,
        since=job.workflow.waiting_since,
        until=wait.until,
    )


def stuck_steps(run: Run) -> list[Job]:
    """Return steps of flows that wait in code. Votes by links count for their flows and do not reach them.

    Recording: "code: a step of a flow that waits in code".
    """
    open_jobs = (run.jobs[id] for id in run.open_jobs)
    return [job for job in open_jobs if job.parent is not None and job.approval is not None]


def waiting_gates(run: Run) -> list[GateNow]:
    """Return the gates at which the run's flows wait, also inner flows and workflows as code."""
    return [gate for id in run.open_jobs if (gate := waiting_gate(run, run.jobs[id])) is not None]


def _of_gate(flow: FlowJob, index: int, votes: tuple[Vote, ...]) -> Standing:
    state = flow.flow
    gated, next_one = state.modules[index], state.modules[index + 1]
    if gated.approvers is not None:
        return Standing.OPEN
    if flow.completed_at is None and state.waits_at == index:
        return Standing.WAITING
    never_began = next_one.state is ModuleState.FAILURE and next_one.job == NO_JOB
    if never_began and gated.state is ModuleState.SUCCESS and not gated.skipped:
        if flow.canceled:
            return Standing.CANCELLED
        return Standing.DENIED if any(not vote.approved for vote in votes) else Standing.TIMED_OUT
    if flow.completed_at is None and isinstance(state.place, At) and index >= state.place.index:
        return Standing.PENDING
    return Standing.NOT_REACHED if next_one.state is ModuleState.WAITING_FOR_PRIOR_STEPS else Standing.SKIPPED


# -- steps ---------------------------------------------------------------------------------
def standing_of_module(run: Run, flow: FlowJob, index: int) -> Standing:
    """Return the state of the module at `index` of `flow`."""
    gate = gate_after(run, flow, index - 1) if index else None
    if gate is not None and gate.standing in CLOSED:
        return Standing.NOT_REACHED
    return _of_status(flow, flow.flow.modules[index])


def standing_of_failure_module(flow: FlowJob) -> Standing:
    return _of_status(flow, flow.flow.failure_module)


def _of_status(flow: FlowJob, status: ModuleStatus) -> Standing:
    match status.state:
        case ModuleState.WAITING_FOR_PRIOR_STEPS:
            goes_on = flow.completed_at is None and isinstance(flow.flow.place, At)
            return Standing.PENDING if goes_on else Standing.NOT_REACHED
        case ModuleState.WAITING_FOR_EVENTS:
            return Standing.BLOCKED
        case ModuleState.WAITING_FOR_EXECUTOR:
            return Standing.SCHEDULED
        case ModuleState.IN_PROGRESS:
            return Standing.RUNNING
        case ModuleState.SUCCESS:
            return Standing.SKIPPED if status.skipped else Standing.SUCCEEDED
        case ModuleState.FAILURE:
            if not flow.canceled:
                return Standing.FAILED
            return Standing.NOT_REACHED if status.job == NO_JOB else Standing.CANCELLED


# -- jobs and runs -------------------------------------------------------------------------
def standing_of_run(run: Run) -> Standing:
    """Return the state of a run. It waits, was denied or timed out if any flow in it does or did."""
    if run.root.completed_at is None and waits_in(run):
        return Standing.WAITING
    standing = standing_of_job(run, run.root)
    if standing is Standing.FAILED:
        inner = (standing_of_job(run, job) for job in run.jobs.values() if isinstance(job, FlowJob) and not job.success)
        return next((one for one in inner if one in (Standing.DENIED, Standing.TIMED_OUT)), standing)
    return standing


def standing_of_job(run: Run, job: Job) -> Standing:
    """Return the state of `job` itself, a flow or a step."""
    if job.completed_at is None:
        if job.started_at is None:
            return Standing.SCHEDULED
        return Standing.WAITING if wait_of(job) is not None else Standing.RUNNING
    if job.success:
        return Standing.SKIPPED if job.skipped and not isinstance(job, FlowJob) else Standing.SUCCEEDED
    if job.canceled:
        return Standing.CANCELLED
    closed = (gate.standing for gate in gates_of(run, job))
    return next((one for one in closed if one in (Standing.DENIED, Standing.TIMED_OUT)), Standing.FAILED)
