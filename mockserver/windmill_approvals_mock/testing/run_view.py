"""A run as a test sees it: its state, its votes, what it waits for, and a picture of it in text.

A view reads the run's present state each time and never changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from windmill_approvals_mock.engine.shared_pages import find_shared_pages
from windmill_approvals_mock.engine.waiting import tell_stuck
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.doubts import doubts_of
from windmill_approvals_mock.flows.job import FlowJob, Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import (
    CLOSED,
    Standing,
    gate_after,
    standing_of_module,
    standing_of_run,
    stuck_steps,
    wait_of,
    waits_in,
)
from windmill_approvals_mock.flows.states import ModuleStatus

JSON = Any
RunStatus = Literal["scheduled", "running", "waiting", "succeeded", "denied", "timed-out", "cancelled", "failed"]
"""What a run is doing or how it ended. `waiting` means that it waits for votes."""

_MARKS = {
    Standing.BLOCKED: "?",
    Standing.SCHEDULED: ".",
    Standing.RUNNING: ">",
    Standing.SUCCEEDED: "x",
    Standing.SKIPPED: "x",
    Standing.FAILED: "!",
    Standing.CANCELLED: "!",
}
"""The mark of a step in a picture, by its state. A step without a mark has not started."""


@dataclass(frozen=True, slots=True)
class VoteSeen:
    """A recorded vote.

    Examples:
        >>> mock.link(approver="bob").approve({"amount": 5})
        >>> mock.run(run).votes
        [VoteSeen(approver='bob', approved=True, payload={'amount': 5}, step_id=None)]
    """

    approver: str | None
    approved: bool
    payload: JSON
    step_id: str | None
    """The gated step it is for; None for a flow-level vote."""


class RunView:
    """One run, found by the id of any of its jobs. Raises LookupError for an unknown job.

    Examples:
        >>> mock.run(run).status
        'waiting'
    """

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
            raise LookupError(f"this mock has no run with job {self._job}")
        return run

    @property
    def id(self) -> str:
        """The id of the run's root job, which is its flow.

        Examples:
            >>> mock.run(run).id == run
            True
        """
        return str(self._run.id)

    @property
    def path(self) -> str | None:
        """The path of the flow or script; None for a preview without one.

        Examples:
            >>> mock.run(run).path
            'f/ops/refund'
        """
        return self._run.root.path

    @property
    def status(self) -> RunStatus:
        """What the run is doing, or how it ended.

        Examples:
            >>> mock.link(approver="bob").deny()
            >>> mock.run(run).status
            'denied'
        """
        return cast(RunStatus, standing_of_run(self._run).value)

    @property
    def result(self) -> JSON:
        """What the run returned, or its error object; None until the run ends.

        Examples:
            >>> mock.stub("pay", result={"paid": 5})
            >>> mock.link(approver="bob").approve()
            >>> mock.run(run).result
            {'paid': 5}
        """
        return self._run.root.result

    @property
    def waiting_at(self) -> str | None:
        """The step at whose gate the run waits; the first one if branches or iterations wait at several.

        For workflow as code, the key of the approval it waits for.

        Examples:
            >>> mock.run(run).waiting_at
            'ask'
        """
        wait = next(iter(waits_in(self._run)), None)
        return wait.name if wait is not None else None

    @property
    def votes_missing(self) -> int:
        """The number of votes that the present gate still needs; 0 if the run does not wait.

        Examples:
            >>> mock.run(run).votes_missing
            1
        """
        wait = next(iter(waits_in(self._run)), None)
        return wait.missing if wait is not None else 0

    @property
    def votes(self) -> list[VoteSeen]:
        """All votes recorded in the run, oldest first.

        Examples:
            >>> mock.link(approver="bob").approve()
            >>> [vote.approver for vote in mock.run(run).votes]
            ['bob']
        """
        jobs = self._run.jobs
        return [
            VoteSeen(vote.approver, vote.approved, vote.payload, jobs[vote.job].module_id if vote.job in jobs else None)
            for vote in self._run.votes
        ]

    @property
    def unminted_gates(self) -> list[str]:
        """The steps at whose gates the run waits although nobody minted a URL for them.

        Examples:
            >>> second = windmill.run_flow("f/ops/refund")
            >>> mock.run(second).unminted_gates
            ['ask']
        """
        asked = self._world.minted.by_flow()
        return [wait.name for wait in waits_in(self._run) if wait.gate is not None and wait.job.id not in asked]

    @property
    def picture(self) -> str:
        """The steps, one per line, with the state of each and what its gate waits for; then expressions in doubt.

        Examples:
            >>> print(mock.run(run).picture)
            f/ops/refund ...: waiting
              [x] ask
              [?] pay: waits for 1 more of 1 votes at 'ask', 1800 s left
        """
        run = self._run
        title = f"{run.root.path or 'preview'} {run.id}: {self.status}"
        lines = [title, *(f"  {line}" for line in _lines(run, run.root, self._world.clock.now()))]
        lines += [f"  {tell_stuck(step)}" for step in stuck_steps(run)]
        lines += [f"  nobody ever minted a URL for the gate of {step!r}" for step in self.unminted_gates]
        lines += [f"  {shared}" for shared in find_shared_pages(self._world.minted.by_flow(), run)]
        if run.root.completed_at is not None:
            lines.append(f"  result: {run.root.result!r}")
        lines += [f"  {doubt}" for doubt in doubts_of(run)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.picture

    def __repr__(self) -> str:
        return f"<RunView {self.id}: {self.status}>"


def _lines(run: Run, job: Job, now: datetime) -> Iterator[str]:
    if not isinstance(job, FlowJob):
        wait = wait_of(job) if job.parent is None else None
        if wait is not None:
            yield f"[?] {wait.name}: waits for a vote, {((wait.until or now) - now).total_seconds():g} s left"
        return
    for index, status in enumerate(job.flow.modules):
        standing = standing_of_module(run, job, index)
        yield f"[{_MARKS.get(standing, ' ')}] {status.id}{_remark(run, job, index, standing, now)}"
        for child in _children(status, standing):
            if child in run.jobs:
                yield from (f"    {line}" for line in _lines(run, run.jobs[child], now))


def _children(status: ModuleStatus, standing: Standing) -> tuple[UUID, ...]:
    if status.children is not None:
        return status.children
    return (status.job,) if status.job is not None and standing is not Standing.BLOCKED else ()


def _remark(run: Run, flow: FlowJob, index: int, standing: Standing, now: datetime) -> str:
    status = flow.flow.modules[index]
    wait = wait_of(flow)
    if standing is Standing.BLOCKED and wait is not None:
        left = ((wait.until or now) - now).total_seconds()
        return f": waits for {wait.missing} more of {wait.required} votes at {wait.name!r}, {left:g} s left"
    if status.approvers:
        names = ", ".join(approval.approver or "(empty)" for approval in status.approvers)
        return f": {len(status.approvers)} votes ({names})"
    gate = gate_after(run, flow, index)
    if gate is not None and gate.standing in CLOSED:
        return f": {gate.standing.in_words}"
    job = run.jobs.get(status.job) if status.job is not None else None
    if standing is Standing.RUNNING and job is not None and job.due is not None and job.flow is None:
        return f": ends in {(job.due - now).total_seconds():g} s"
    if standing is Standing.FAILED and job is not None:
        return f": failed with {job.result!r}"
    return ": skipped" if standing is Standing.SKIPPED else ""
