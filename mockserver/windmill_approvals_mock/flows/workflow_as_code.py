"""Workflows as code: scripts that run again from their start whenever what they waited for has come.

The answer of an approval is the oldest vote for the job that no earlier approval has used and that no URL for another
step has brought. A denial and a timeout are answers too. Recordings: those whose names start with "code:"; Windmill's
source for the rest.
"""

from __future__ import annotations

from datetime import datetime

from windmill_approvals_mock.approvals.gate import Conditions
from windmill_approvals_mock.approvals.signing import resume_id_of_step_key
from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.checkpoints import (
    AwaitApproval,
    AwaitTime,
    Checkpoint,
    Remember,
    Request,
    StepTaken,
    Waiting,
)
from windmill_approvals_mock.flows.events import StartStep
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.outcomes import JSON, failed
from windmill_approvals_mock.flows.working_copy import WorkingCopy

NO_ANSWER: JSON = {"value": None, "approver": None, "approved": False}
"""The answer of an approval that timed out."""
NOT_BY_ONESELF = Conditions(user_auth_required=True, user_groups_required=(), self_approval_disabled=True)
"""The conditions of an approval without self-approval (enterprise edition). Source: Windmill's source."""


def ask(work: WorkingCopy, job: Job, request: Request) -> None:
    """Handle `request`, with which a run of the job's script has ended."""
    checkpoint = job.workflow or Checkpoint()
    match request:
        case Remember(key, value, task):
            done = StepTaken(key, job.started_at or work.now, work.now, task=task)
            _run_again(work, job, _with_answer(_with_step(checkpoint, done), key, value))
        case AwaitApproval():
            _await_approval(work, job, checkpoint, _as_told(job, request))
        case AwaitTime(key, seconds):
            asleep = _with_step(checkpoint, StepTaken(key, work.now, sleeps=seconds))
            work.change(job, workflow=replace(asleep, waiting=Waiting(key, later(work.now, max(seconds, 1)))))


def _await_approval(work: WorkingCopy, job: Job, checkpoint: Checkpoint, approval: AwaitApproval) -> None:
    if not approval.self_approval:
        if not work.around.is_enterprise:
            work.complete(job, failed("ExecutionErr", "Disabling self-approval is an enterprise only feature"))
            return
        checkpoint = replace(checkpoint, conditions=NOT_BY_ONESELF)
    asked = _with_step(checkpoint, StepTaken(approval.key, work.now, approval=approval))
    waiting = Waiting(approval.key, later(work.now, approval.timeout), approval)
    work.change(job, workflow=replace(asked, waiting=waiting))


def _as_told(job: Job, approval: AwaitApproval) -> AwaitApproval:
    """Return the approval as the server gets it: windmill-client sends `self_approval=False`, `wmill` does not.

    Recording: "code: forms and self-approval", where a starter's own vote counts. Source: Windmill's source.
    """
    is_python = job.code is not None and job.code.language == "python3"
    return replace(approval, self_approval=True) if is_python else approval


def count(work: WorkingCopy, job: Job) -> None:
    """Handle a recorded vote. It answers the approval that the job waits for; it also ends a sleep and counts later.

    Recording: "code: a vote before it waits", where an unbound vote is accepted and wakes nothing. That a vote ends a
    sleep was read in Windmill's source.
    """
    if job.completed_at is None and job.workflow is not None and job.workflow.waiting is not None:
        wake(work, job)


def wake(work: WorkingCopy, job: Job) -> None:
    """Wake a job whose wait is over or has timed out."""
    checkpoint = job.workflow
    assert checkpoint is not None
    assert checkpoint.waiting is not None
    key = checkpoint.waiting.key
    checkpoint = replace(checkpoint, steps=_ended_steps(checkpoint, key, work.now))
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
    """Record that URLs for `key` were minted."""
    checkpoint = job.workflow or Checkpoint()
    if key not in checkpoint.minted_keys:
        work.change(job, workflow=replace(checkpoint, minted_keys=(*checkpoint.minted_keys, key)))


def key_bound_to(checkpoint: Checkpoint, resume_id: int) -> str | None:
    """Return the key whose URLs have this resume id, if they were minted."""
    return next((key for key in checkpoint.minted_keys if resume_id_of_step_key(key) == resume_id), None)


def _answer(work: WorkingCopy, job: Job, checkpoint: Checkpoint, key: str) -> Vote | None:
    unread = (
        vote
        for vote in work.votes_by_identity.values()
        if vote.job == job.id and vote.identity not in checkpoint.votes_read
    )
    return next((vote for vote in unread if key_bound_to(checkpoint, vote.resume_id) in (None, key)), None)


def _with_step(checkpoint: Checkpoint, step: StepTaken) -> Checkpoint:
    return replace(checkpoint, steps=(*checkpoint.steps, step))


def _ended_steps(checkpoint: Checkpoint, key: str, now: datetime) -> tuple[StepTaken, ...]:
    """Return the steps, with the step `key` ended."""
    return tuple(
        replace(step, ended_at=now) if step.key == key and step.ended_at is None else step for step in checkpoint.steps
    )


def _with_answer(checkpoint: Checkpoint, key: str, value: JSON) -> Checkpoint:
    return replace(checkpoint, completed={**checkpoint.completed, key: value}, waiting=None)


def _run_again(work: WorkingCopy, job: Job, checkpoint: Checkpoint) -> None:
    work.change(job, workflow=checkpoint, ends_at=None, ends_with=None)
    work.effects.append(StartStep(job.id))
