"""Workflow-as-code: a script that is run again from its start whenever what it waited for has come.

Knows how an approval finds its answer: the oldest vote for the job that no earlier approval took and that no URL bound
to another step brought. A denial and a timeout are answers too. Source: read in Windmill's source and in what `wmill`
makes of it; the recording "approval URLs of a named step" has the minting alone.
"""

from __future__ import annotations

from dataclasses import replace

from windmill_approvals_mock.approvals.signing import resume_id_of_step_key
from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.checkpoints import AwaitApproval, AwaitTime, Checkpoint, Remember, Request, Waiting
from windmill_approvals_mock.flows.events import StartStep
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.outcomes import JSON, failed
from windmill_approvals_mock.flows.working_copy import WorkingCopy

NO_ANSWER: JSON = {"value": None, "approver": None, "approved": False}
"""What an approval that nobody gave in time answers."""


def ask(work: WorkingCopy, job: Job, request: Request) -> None:
    """A run of the job's script has ended with `request`."""
    if job.parent is not None:
        message = "This mock models workflow-as-code in a script that is run by itself, not as a step of a flow."
        work.complete(job, failed("NotModelled", message))
        return
    checkpoint = job.workflow or Checkpoint()
    match request:
        case Remember(key, value):
            _run_again(work, job, _with_answer(checkpoint, key, value))
        case AwaitApproval(key, timeout):
            waiting = Waiting(key, later(work.now, timeout), request)
            work.change(job, workflow=replace(checkpoint, waiting=waiting))
        case AwaitTime(key, seconds):
            work.change(job, workflow=replace(checkpoint, waiting=Waiting(key, later(work.now, seconds))))


def wake(work: WorkingCopy, job: Job) -> None:
    """What the job waited for has come, or its time is over."""
    checkpoint = job.workflow
    assert checkpoint is not None
    assert checkpoint.waiting is not None
    key = checkpoint.waiting.key
    if checkpoint.approval is None:
        _run_again(work, job, _with_answer(checkpoint, key, True))
        return
    vote = _answer(work, job, checkpoint, key)
    if vote is None:
        _run_again(work, job, _with_answer(checkpoint, key, NO_ANSWER))
        return
    answer = {"value": vote.payload, "approver": vote.approver_in_scope, "approved": vote.approved}
    read = replace(checkpoint, votes_read=checkpoint.votes_read | {vote.identity})
    _run_again(work, job, _with_answer(read, key, answer))


def remember_minted(work: WorkingCopy, job: Job, key: str) -> None:
    """URLs bound to `key` are in circulation."""
    checkpoint = job.workflow or Checkpoint()
    if key not in checkpoint.minted_keys:
        work.change(job, workflow=replace(checkpoint, minted_keys=(*checkpoint.minted_keys, key)))


def key_bound_to(checkpoint: Checkpoint, resume_id: int) -> str | None:
    """The key whose URLs carry that resume id, if any were handed out."""
    return next((key for key in checkpoint.minted_keys if resume_id_of_step_key(key) == resume_id), None)


def _answer(work: WorkingCopy, job: Job, checkpoint: Checkpoint, key: str) -> Vote | None:
    unread = (
        vote
        for vote in work.votes_by_identity.values()
        if vote.job == job.id and vote.identity not in checkpoint.votes_read
    )
    return next((vote for vote in unread if key_bound_to(checkpoint, vote.resume_id) in (None, key)), None)


def _with_answer(checkpoint: Checkpoint, key: str, value: JSON) -> Checkpoint:
    return replace(checkpoint, completed={**checkpoint.completed, key: value}, waiting=None)


def _run_again(work: WorkingCopy, job: Job, checkpoint: Checkpoint) -> None:
    work.change(job, workflow=checkpoint)
    work.effects.append(StartStep(job.id))
