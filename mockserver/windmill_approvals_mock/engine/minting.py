"""Mints resume URLs: decides which job a URL is signed for. Does not know queries or JSON.

Recordings: "resume_urls", "approval URLs of a named step", "scoped tokens".
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.approvals.signing import approval_token, resume_id_of_step_key, sign
from windmill_approvals_mock.engine.voting import flow_addressed
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.checkpoints import Checkpoint
from windmill_approvals_mock.flows.events import KeyMinted
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.workflow_as_code import key_bound_to
from windmill_approvals_mock.workspaces.minted_urls import Minted, MintedUrls
from windmill_approvals_mock.workspaces.users import Caller


def mint(
    world: World, workspace: str, job: UUID, resume_id: int, approver: str | None, *, flow_level: bool, caller: Caller
) -> MintedUrls:
    """Mint the URLs of one vote: for the job itself or, flow-level, for the flow that the job is or is directly in."""
    key = world.workspaces.get(workspace).key
    run = world.engine.run_with(job, workspace)
    _ask_scope(world, run, job, caller)
    target = _flow_level_target(run, job) if flow_level else job
    urls = _urls(world, workspace, key, target, resume_id, approver, page_of=_flow_of(run, job, target))
    step_id = run.jobs[job].module_id if run is not None else None
    flow = flow_addressed(run, target)
    now = world.clock.now()
    world.minted.add(
        Minted(
            urls,
            workspace,
            job,
            step_id,
            flow.id if flow else None,
            resume_id,
            approver,
            flow_level,
            caller.username,
            now,
        )
    )
    return urls


def mint_for_step_key(
    world: World, workspace: str, job: UUID, step_key: str, approver: str | None, caller: Caller
) -> MintedUrls:
    """Mint the URLs of an approval that a workflow-as-code job waits for under `step_key`."""
    key = world.workspaces.get(workspace).key
    if not step_key.strip():
        raise Refusal(Reason.BLANK_STEP_KEY)
    run = world.engine.run_with(job, workspace)
    _ask_scope(world, run, job, caller)
    if run is None:
        raise Refusal(Reason.STEP_KEY_JOB_NOT_FOUND, job=job)
    if run.jobs[job].parent is not None or run.jobs[job].flow is not None:
        raise Refusal(Reason.NOT_WORKFLOW_AS_CODE, job=run.jobs[job].parent or job)
    if run.jobs[job].completed_at is not None:
        raise Refusal(Reason.STEP_KEY_JOB_ENDED)
    resume_id = resume_id_of_step_key(step_key)
    other = key_bound_to(run.jobs[job].workflow or Checkpoint(), resume_id)
    if other not in (None, step_key):
        raise Refusal(Reason.STEP_KEY_COLLIDES, key=step_key, other=other)
    urls = _urls(world, workspace, key, job, resume_id, approver, page_of=job)
    world.engine.change(run.id, lambda _: KeyMinted(job, step_key))
    now = world.clock.now()
    world.minted.add(Minted(urls, workspace, job, step_key, job, resume_id, approver, False, caller.username, now))
    return urls


def urls_of_step_key(world: World, workspace: str, job: UUID, step_key: str) -> MintedUrls:
    """Return the URLs that Windmill itself shows for an approval of a workflow-as-code job, without minting them."""
    key = world.workspaces.get(workspace).key
    return _urls(world, workspace, key, job, resume_id_of_step_key(step_key), None, page_of=job)


def bare_signature(
    world: World, workspace: str, job: UUID, resume_id: int, approver: str | None, caller: Caller
) -> str:
    key = world.workspaces.get(workspace).key
    _ask_scope(world, world.engine.run_with(job, workspace), job, caller)
    return sign(key, job, resume_id, approver)


def _flow_level_target(run: Run | None, job: UUID) -> UUID:
    if run is None:
        raise Refusal(Reason.JOB_TO_MINT_FOR_NOT_FOUND, job=job)
    known = run.jobs[job]
    if known.kind.is_flow_to_resume_endpoints:
        return job
    if known.parent is None:
        raise Refusal(Reason.NO_PARENT_FLOW, job=job)
    return known.parent


def _flow_of(run: Run | None, job: UUID, target: UUID) -> UUID:
    """Return the flow whose approval page is linked."""
    if run is None:
        return target
    known: Job = run.jobs[job]
    return job if known.kind.is_flow_to_resume_endpoints else known.parent or target


def _urls(
    world: World, workspace: str, key: str, target: UUID, resume_id: int, approver: str | None, *, page_of: UUID
) -> MintedUrls:
    base_url, name = world.addresses.base_url, str(target)
    place = f"{name}/{resume_id}/{sign(key, target, resume_id, approver)}"
    if approver is not None:
        place += f"?approver={_quote(approver)}"
    page = place
    if world.version.approval_page_by_token:
        flow = name if page_of is target else str(page_of)
        page = f"{flow}?token={approval_token(key, page_of)}"
    votes = f"{base_url}/api/w/{workspace}/jobs_u"
    return MintedUrls(f"{base_url}/approve/{workspace}/{page}", f"{votes}/resume/{place}", f"{votes}/cancel/{place}")


@lru_cache(maxsize=1024)
def _quote(approver: str) -> str:
    return quote(approver, safe="")


def _ask_scope(world: World, run: Run | None, job: UUID, caller: Caller) -> None:
    """Refuse a token that may not run the flow that `job` is or is directly in. Recording: "tokens with scopes"."""
    if caller.has_every_scope or not world.version.minting_asks_scopes:
        return
    path = "" if run is None else _path_of_flow(run, job)
    caller.must_have_scope(f"jobs:run:flows:{path}")


def _path_of_flow(run: Run, job: UUID) -> str:
    known = run.jobs[job]
    flow = known if known.flow is not None or known.parent is None else run.jobs[known.parent]
    return flow.path or ""
