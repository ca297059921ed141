"""Lists what happened in a run, in order. Does not know HTML.

Events of the same moment are in the order of the flow: under a manual clock whole runs take no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.job import FlowJob, Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import GateNow, Standing, gate_after, standing_of_run
from windmill_approvals_mock.pages.wording import format_votes

MOST = 50
"""Most entries that are shown: the newest."""


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    what: str
    """The rest of the sentence that starts with `who`."""
    who: str
    mark: str = ""
    """Whether it is good, bad, or the start of a wait."""


def build_timeline(run: Run) -> tuple[list[Happened], int]:
    """Return the newest entries, oldest first, and the number of older ones."""
    entries = sorted(_tell_run(run), key=lambda entry: entry.at)
    return entries[-MOST:], max(len(entries) - MOST, 0)


def _tell_run(run: Run) -> Iterator[Happened]:
    root = run.root
    yield Happened(root.created_at, "started the run", root.owner.username)
    if isinstance(root, FlowJob):
        yield from _tell_inside(run, root, "", set())
    else:
        yield from _tell_start(root, "the script")
        yield from _tell_code(run, root, set())
    yield from _tell_end(root, "the run", standing_of_run(run))


def _tell_inside(run: Run, flow: FlowJob, within: str, told: set[int]) -> Iterator[Happened]:
    """Yield what happened inside `flow`. `told` holds votes already listed: flow-level ones count at several gates."""
    state = flow.flow
    for index, status in enumerate(state.modules):
        gated = state.modules[index - 1].job if index else None
        jobs = [run.jobs[id] for id in (*status.failed_retries, *(status.children or (status.job,))) if id in run.jobs]
        for number, job in enumerate([job for job in jobs if job.id != gated], 1):
            name = f"{within}{status.id}" + (f" ({number})" if len(jobs) > 1 else "")
            yield from _tell_job(run, job, name, told)
        gate = gate_after(run, flow, index)
        if gate is not None:
            yield from _tell_gate(gate, f"{within}{gate.step}", flow, told)
    yield from _tell_votes(run.votes_at(flow.id), "", told)
    failure = state.failure_module.job
    if failure is not None and failure in run.jobs:
        yield from _tell_job(run, run.jobs[failure], f"{within}failure module", told)


def _tell_job(run: Run, job: Job, name: str, told: set[int]) -> Iterator[Happened]:
    yield from _tell_start(job, name)
    if isinstance(job, FlowJob):
        yield from _tell_inside(run, job, f"{name} › ", told)
    else:
        yield from _tell_code(run, job, told)
    yield from _tell_end(job, name)


def _tell_code(run: Run, job: Job, told: set[int]) -> Iterator[Happened]:
    """Yield the approvals that a workflow as code waited for, and their votes."""
    if job.workflow is None and job.parent is not None:
        return
    for step in job.workflow.steps if job.workflow is not None else ():
        if step.approval is not None:
            yield Happened(step.started_at, f"waits for {format_votes(1)}", step.key, "wait")
    yield from _tell_votes(run.votes_at(job.id), "", told)


def _tell_start(job: Job, name: str) -> Iterator[Happened]:
    """Yield the start of `job`, unless it ended in the same moment: then its end is enough."""
    if job.started_at is not None and job.started_at != job.completed_at:
        yield Happened(job.started_at, "began", name)


def _tell_end(job: Job, name: str, standing: Standing | None = None) -> Iterator[Happened]:
    if job.completed_at is None:
        return
    if job.canceled:
        because = f": {job.canceled_reason}" if job.canceled_reason else ""
        yield Happened(job.completed_at, f"was cancelled by {job.canceled_by}{because}", name, "bad")
    elif job.success:
        yield Happened(job.completed_at, "was skipped" if job.skipped else "succeeded", name, "good")
    else:
        closed = {Standing.DENIED: "was denied", Standing.TIMED_OUT: "timed out"}
        yield Happened(job.completed_at, closed.get(standing, "failed") if standing else "failed", name, "bad")


def _tell_gate(gate: GateNow, name: str, flow: Job, told: set[int]) -> Iterator[Happened]:
    if gate.since is not None and gate.standing is not Standing.PENDING and not _opened_at_once(gate, told):
        yield Happened(gate.since, f"waits for {format_votes(gate.gate.needed)}", name, "wait")
    yield from _tell_votes(gate.votes, f" {name}", told)
    if gate.standing is Standing.TIMED_OUT and flow.completed_at is not None:
        yield Happened(flow.completed_at, "timed out", name, "bad")


def _opened_at_once(gate: GateNow, told: set[int]) -> bool:
    """Whether all votes for the gate were given before the flow reached it."""
    if gate.standing is not Standing.OPEN or gate.since is None or gate.continued_after is Standing.TIMED_OUT:
        return False
    return all(vote.at < gate.since or vote.identity in told for vote in gate.votes)


def _tell_votes(cast: Iterable[Vote], what: str, told: set[int]) -> Iterator[Happened]:
    for vote in cast:
        if vote.identity not in told:
            told.add(vote.identity)
            done, mark = ("approved", "good") if vote.approved else ("denied", "bad")
            yield Happened(vote.at, f"{done}{what}", vote.approver_in_status or "(empty name)", mark)
