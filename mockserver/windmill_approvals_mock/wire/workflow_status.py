"""Builds `workflow_as_code_status`, the progress of a workflow as code.

Recordings: those whose names start with "code:".
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from windmill_approvals_mock.engine.minting import urls_of_step_key
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.checkpoints import AwaitApproval, Checkpoint, StepTaken
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.wire.job_views import moment

JSON = Any


def workflow_status(world: World, run: Run, job: Job) -> dict[str, JSON]:
    """Return `workflow_as_code_status`; empty for other jobs, and for a script that has not waited for anything."""
    checkpoint = job.workflow
    if checkpoint is None:
        return {}
    status: dict[str, JSON] = {}
    if checkpoint.approvals:
        status["_approval"] = _approval(world, run, job, checkpoint.approvals[-1])
    if checkpoint.steps:
        status["_checkpoint"] = _checkpoint(run, job, checkpoint)
    for step in checkpoint.steps:
        status[str(step.task or f"_step/{step.key}")] = _step(world, run, job, step)
    if checkpoint.minted_keys:
        status["_minted_approval_keys"] = dict.fromkeys(sorted(checkpoint.minted_keys), True)
    return {"workflow_as_code_status": status} if status else {}


def _approval(world: World, run: Run, job: Job, approval: AwaitApproval) -> JSON:
    return {
        "key": approval.key,
        "form": approval.form,
        "timeout": round(approval.timeout),
        "self_approval_disabled": not approval.self_approval,
        **_urls(world, run, job, approval.key),
    }


def _checkpoint(run: Run, job: Job, checkpoint: Checkpoint) -> JSON:
    content = job.code.content if job.code is not None else ""
    status: dict[str, JSON] = {
        "source_hash": hashlib.sha256(content.encode()).hexdigest(),
        "completed_steps": dict(checkpoint.completed),
        "input_args": dict(job.args),
        "job_ids": {step.key: str(step.task) for step in checkpoint.steps if step.task is not None},
        "consumed_resume_row_ids": [
            str(UUID(int=vote.identity)) for vote in run.votes if vote.identity in checkpoint.votes_read
        ],
    }
    if checkpoint.waiting is not None:
        mode = "sleep" if checkpoint.waiting.approval is None else "approval"
        status["pending_steps"] = {"mode": mode, "keys": [checkpoint.waiting.key], "job_ids": {}}
    return status


def _step(world: World, run: Run, job: Job, step: StepTaken) -> JSON:
    status: dict[str, JSON] = {"name": step.key, "scheduled_for": moment(step.started_at)}
    if step.sleeps is not None:
        return {**status, "sleep_duration_s": round(step.sleeps)}
    status["started_at"] = moment(step.started_at)
    if step.ended_at is not None:
        status["duration_ms"] = (step.ended_at - step.started_at).total_seconds() * 1000
    if step.approval is not None:
        status |= {
            "approval": True,
            "form": step.approval.form,
            "self_approval_disabled": not step.approval.self_approval,
            **_urls(world, run, job, step.key),
        }
    return status


def _urls(world: World, run: Run, job: Job, key: str) -> dict[str, JSON]:
    urls = urls_of_step_key(world, run.workspace, job.id, key)
    return {"resume": urls.resume, "cancel": urls.cancel, "approvalPage": urls.approval_page}
