"""Records votes: finds the flow that a vote is for, and checks it in the order of Windmill's checks.

The signature has been checked before. Does not know requests or the wording of refusals.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from windmill_approvals_mock.approvals.gate import Conditions
from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.approvals.votes import LONGEST_APPROVER, Vote, recorded_approver, vote_identity
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.checkpoints import Checkpoint
from windmill_approvals_mock.flows.events import VoteCast
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.outcomes import JSON
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import wait_of
from windmill_approvals_mock.flows.stored_json import ask_storable
from windmill_approvals_mock.flows.workflow_as_code import key_bound_to
from windmill_approvals_mock.workspaces.users import Caller

OWNERS_RESUME_ID = 0


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a voter sends."""

    approved: bool
    payload: JSON
    approver: str | None = None
    """The approver as in the URL."""


def flow_addressed(run: Run | None, target: UUID) -> Job | None:
    """Return the job that votes for `target` count for: the job itself if it is a root or a flow, else its flow.

    A step of a flow may wait in code too, but votes for it count for the flow (recording "code: a step of a flow …").
    """
    if run is None:
        return None
    job = run.jobs[target]
    if job.kind.is_flow_to_resume_endpoints or job.parent is None:
        return job
    return run.jobs[job.parent]


def vote_by_url(
    world: World, workspace: str, target: UUID, resume_id: int, ballot: Ballot, caller: Caller | None
) -> None:
    """Record the vote of a signed URL."""
    found = world.engine.run_with(target, workspace)
    if found is None:
        raise Refusal(Reason.NOT_IN_QUEUE, job=target)

    def decide(run: Run) -> VoteCast:
        flow = flow_addressed(run, target)
        if flow is None or flow.completed_at is not None or not _takes_votes(world, flow):
            raise Refusal(Reason.NOT_IN_QUEUE, job=target)
        if flow.workflow is not None and flow.id == target:
            if vote_identity(target, resume_id) in run.votes_by_identity:
                raise Refusal(Reason.ALREADY_SENT)
            _ask_binding(flow, flow.workflow, resume_id)
        if world.version.conditions_bind_signed_step_urls and flow.id != target:
            ask_conditions(world, flow, caller)
        return VoteCast(_vote(world, run, target, resume_id, ballot, caller, Reason.ALREADY_SENT), flow.id, target)

    world.engine.change(found.id, decide)


def vote_as_owner(world: World, workspace: str, flow_id: UUID, payload: JSON, caller: Caller) -> None:
    """Approve the step that a flow waits at, as an owner of the flow's path (recording: "owner resume")."""
    found = _suspended_flow(world, flow_id)
    if world.version.owner_resume_stays_in_workspace:
        _ask_workspace(found, workspace)
    path = found.jobs[flow_id].path
    caller.must_own(path)
    caller.must_have_scope(f"jobs:run:flows:{path or ''}")

    def decide(run: Run) -> VoteCast:
        flow = run.jobs[flow_id]
        gated = _gated_job(flow)
        if world.version.owner_resume_asks_conditions:
            ask_conditions(world, flow, caller)
        ballot = Ballot(True, payload)
        return VoteCast(
            _vote(world, run, gated, OWNERS_RESUME_ID, ballot, caller, Reason.OWNER_VOTED_ALREADY), flow_id, flow_id
        )

    world.engine.change(found.id, decide)


def vote_on_page(world: World, workspace: str, flow_id: UUID, ballot: Ballot, caller: Caller | None) -> None:
    """Vote as the approval page does: with its token or a login, and a random resume id."""
    found = _suspended_flow(world, flow_id)
    _ask_workspace(found, workspace)

    def decide(run: Run) -> VoteCast:
        flow = run.jobs[flow_id]
        gated = _gated_job(flow)
        why_not = refusal_on_page(world, flow, caller)
        if why_not is not None:
            raise why_not
        resume_id = secrets.randbits(32)
        return VoteCast(_vote(world, run, gated, resume_id, ballot, caller, Reason.ALREADY_SENT), flow_id, flow_id)

    world.engine.change(found.id, decide)


def _ask_binding(job: Job, checkpoint: Checkpoint, resume_id: int) -> None:
    """Refuse a URL that belongs to a different approval than the one that the workflow-as-code job waits for.

    Recordings: "code: two approvals in a row", "code: a vote before it waits".
    """
    awaited = job.approval.key if job.approval is not None else None
    bound_to = key_bound_to(checkpoint, resume_id)
    if bound_to is not None and bound_to != awaited:
        raise Refusal(Reason.BOUND_TO_ANOTHER_STEP, key=bound_to)


# -- conditions ----------------------------------------------------------------------------
def ask_conditions(world: World, flow: Job, caller: Caller | None) -> None:
    """Refuse a vote or a look at a flow that `approval_conditions` do not allow, for signed URLs and owners."""
    conditions = flow.conditions
    if conditions is None:
        return
    if caller is not None and world.version.self_approval_is_asked_first:
        _ask_self_approval(conditions, flow, caller)
    if not conditions.user_auth_required:
        return
    if world.edition == "ce":
        raise Refusal(Reason.ENTERPRISE_ONLY)
    if caller is None:
        raise Refusal(Reason.LOGIN_REQUIRED)
    _ask_self_approval(conditions, flow, caller)
    if not caller.is_admin:
        _ask_groups(conditions, caller)


def refusal_on_page(world: World, flow: Job, caller: Caller | None) -> Refusal | None:
    """Return why the approval page would refuse this caller's vote, or None.

    Recordings: "self-approval disabled", "user_auth_required", "conditions for members".
    """
    conditions = flow.conditions
    if conditions is None:
        return None
    try:
        if caller is None:
            if conditions.user_auth_required:
                raise Refusal(Reason.LOGIN_REQUIRED_ON_PAGE)
            return None
        if world.version.self_approval_rule_stands_alone:
            _ask_self_approval(conditions, flow, caller)
        if not caller.is_admin and not (flow.path and caller.owns(flow.path)):
            ask_conditions(world, flow, caller)
    except Refusal as refusal:
        return refusal
    return None


def _ask_self_approval(conditions: Conditions, flow: Job, caller: Caller) -> None:
    if conditions.self_approval_disabled and caller.email == flow.owner.email and not caller.is_admin:
        raise Refusal(Reason.SELF_APPROVAL_DISABLED)


def _ask_groups(conditions: Conditions, caller: Caller) -> None:
    groups = conditions.user_groups_required
    if groups and not set(groups).intersection(caller.groups):
        raise Refusal(Reason.NOT_IN_GROUPS, groups=", ".join(groups))


# -- parts ---------------------------------------------------------------------------------
def _suspended_flow(world: World, flow: UUID) -> Run:
    """Return the run of a flow or workflow-as-code job that waits for votes, in any workspace."""
    run = world.engine.run_with(flow)
    job = run.jobs[flow] if run is not None else None
    if run is None or job is None or job.completed_at is not None or (job.flow is None and job.workflow is None):
        raise Refusal(Reason.PARENT_FLOW_NOT_FOUND)
    _gated_job(job)
    return run


def _ask_workspace(run: Run, workspace: str) -> None:
    if run.workspace != workspace:
        raise Refusal(Reason.FLOW_IN_ANOTHER_WORKSPACE)


def _takes_votes(world: World, job: Job) -> bool:
    is_flow = job.kind.is_flow_to_resume_endpoints or job.flow is not None
    return is_flow or job.workflow is not None or world.version.votes_for_scripts_are_kept


def _gated_job(flow: Job) -> UUID:
    """Return the job that a vote without a URL is for.

    A workflow as code accepts votes also while it sleeps. Source: Windmill's source.
    """
    if flow.workflow is not None and flow.workflow.waiting is not None:
        return flow.id
    wait = wait_of(flow)
    if wait is None:
        raise Refusal(Reason.NOT_SUSPENDED)
    return wait.addressee


def _vote(
    world: World, run: Run, target: UUID, resume_id: int, ballot: Ballot, caller: Caller | None, if_sent: Reason
) -> Vote:
    approver = recorded_approver(ballot.approver, caller.username if caller else None)
    vote = Vote(target, resume_id, ballot.approved, approver, ballot.payload, world.clock.now())
    if _is_kept(run, vote.identity):
        raise Refusal(if_sent)
    if approver is not None and len(approver) > LONGEST_APPROVER:
        raise Refusal(Reason.TEXT_TOO_LONG, longest=LONGEST_APPROVER)
    stored = replace(vote, payload=ask_storable(vote.payload))
    if approver is not None and "\0" in approver:
        raise Refusal(Reason.TEXT_WITH_NUL)
    return stored


def _is_kept(run: Run, identity: int) -> bool:
    """Whether the run has this vote. A server drops the votes for a flow when it ends. Source: Windmill's source."""
    known = run.votes_by_identity.get(identity)
    return known is not None and (known.flow is None or run.jobs[known.flow].completed_at is None)
