"""A run as a test looks at it: where it stands, what is missing, and a picture of it in text.

Knows a run through its world, always as it is now; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.job import FlowState, Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.states import ModuleState, ModuleStatus

JSON = Any

_MARKS = {
    ModuleState.WAITING_FOR_PRIOR_STEPS: " ",
    ModuleState.WAITING_FOR_EVENTS: "?",
    ModuleState.WAITING_FOR_EXECUTOR: ".",
    ModuleState.IN_PROGRESS: ">",
    ModuleState.SUCCESS: "x",
    ModuleState.FAILURE: "!",
}


@dataclass(frozen=True, slots=True)
class VoteSeen:
    """A vote that was recorded."""

    approver: str | None
    approved: bool
    payload: JSON
    step_id: str | None
    """The gated step it was given to; None for a flow-level vote."""


class RunView:
    """One run. Raises LookupError for a job nobody knows; a step's id leads to its run."""

    def __init__(self, world: World, job: str | UUID) -> None:
        try:
            self._job = UUID(str(job))
        except ValueError:
            raise LookupError(f"{job!r} is not the id of a run") from None
        self._world = world
        self._run  # noqa: B018 (raises for an unknown one)

    @property
    def _run(self) -> Run:
        run = self._world.engine.run_with(self._job)
        if run is None:
            raise LookupError(f"this mock has no run {self._job}")
        return run

    @property
    def id(self) -> str:
        return str(self._run.id)

    @property
    def path(self) -> str | None:
        return self._run.root.path

    @property
    def status(self) -> str:
        """scheduled, running, waiting (for votes), succeeded, failed or canceled."""
        root = self._run.root
        if root.completed_at is not None:
            return "canceled" if root.canceled else "succeeded" if root.success else "failed"
        if root.started_at is None:
            return "scheduled"
        return "waiting" if self.waiting_at is not None else "running"

    @property
    def result(self) -> JSON:
        return self._run.root.result

    @property
    def waiting_at(self) -> str | None:
        """The step at whose gate the run waits; of several, in branches or loops, the first.

        Of workflow-as-code the key of the approval it waits for.
        """
        if self._run.root.approval is not None:
            return self._run.root.approval.key
        waiting = next(_waiting(self._run), None)
        return waiting[0] if waiting else None

    @property
    def votes_missing(self) -> int:
        """How many votes the gate it waits at still needs; 0 when it waits at none."""
        if self._run.root.approval is not None:
            return 1
        waiting = next(_waiting(self._run), None)
        return waiting[1].suspend if waiting else 0

    @property
    def votes(self) -> list[VoteSeen]:
        """All votes recorded in it, oldest first."""
        jobs = self._run.jobs
        return [
            VoteSeen(vote.approver, vote.approved, vote.payload, jobs[vote.job].module_id if vote.job in jobs else None)
            for vote in self._run.votes
        ]

    @property
    def unminted_gates(self) -> list[str]:
        """The steps at whose gates it waits although nobody ever asked for a URL that would open them."""
        asked = {minted.flow for minted in self._world.minted.all()}
        return [step for step, _, flow in _waiting(self._run) if flow.id not in asked]

    @property
    def picture(self) -> str:
        """Its steps, one a line: what each is doing, and what its gate waits for."""
        run = self._run
        title = f"{run.root.path or 'preview'} {run.id}: {self.status}"
        lines = [title, *(f"  {line}" for line in _lines(run, run.root, self._world))]
        lines += [f"  nobody ever minted a URL for the gate of {step!r}" for step in self.unminted_gates]
        if run.root.completed_at is not None:
            lines.append(f"  result: {run.root.result!r}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.picture

    def __repr__(self) -> str:
        return f"<RunView {self.id}: {self.status}>"


def _waiting(run: Run) -> Iterator[tuple[str, FlowState, Job]]:
    """The gated step, the flow's state and the flow, for each flow of the run that stands at a gate."""
    for id in run.open_jobs:
        flow = run.jobs[id]
        if flow.flow is not None and flow.flow.waits_at is not None:
            yield flow.flow.modules[flow.flow.waits_at].id, flow.flow, flow


def _lines(run: Run, job: Job, world: World) -> Iterator[str]:
    if job.flow is None:
        return
    for index, status in enumerate(job.flow.modules):
        yield f"[{_MARKS[status.state]}] {status.id}{_remark(run, job, index, status, world)}"
        for child in _children(status):
            if child in run.jobs:
                yield from (f"    {line}" for line in _lines(run, run.jobs[child], world))


def _children(status: ModuleStatus) -> tuple[UUID, ...]:
    if status.children is not None:
        return status.children
    return (status.job,) if status.job is not None and status.state is not ModuleState.WAITING_FOR_EVENTS else ()


def _remark(run: Run, flow: Job, index: int, status: ModuleStatus, world: World) -> str:
    assert flow.flow is not None
    if status.state is ModuleState.WAITING_FOR_EVENTS:
        gated = flow.flow.modules[index - 1]
        left = ((flow.flow.suspend_until or world.clock.now()) - world.clock.now()).total_seconds()
        return f": waits for {flow.flow.suspend} more of {status.count} votes at {gated.id!r}, {left:g} s left"
    if status.approvers:
        names = ", ".join(approval.approver or "(empty)" for approval in status.approvers)
        return f": {len(status.approvers)} votes ({names})"
    job = run.jobs.get(status.job) if status.job is not None else None
    if status.state is ModuleState.IN_PROGRESS and job is not None and job.due is not None and job.flow is None:
        return f": ends in {(job.due - world.clock.now()).total_seconds():g} s"
    if status.state is ModuleState.FAILURE and job is not None:
        return f": failed with {job.result!r}"
    return ": skipped" if status.skipped else ""
