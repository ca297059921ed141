"""Minting and voting over HTTP. The rules are in `engine`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.approvals.signing import is_approval_token, view_token
from windmill_approvals_mock.engine.minting import bare_signature, mint, mint_for_step_key
from windmill_approvals_mock.engine.voting import (
    Ballot,
    ask_conditions,
    refusal_on_page,
    vote_as_owner,
    vote_by_url,
    vote_on_page,
)
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.states import Approval
from windmill_approvals_mock.wire import answers, bodies, job_views
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.job_access import SignedUrl, check_signature
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.rust.extractors import payload_in_query
from windmill_approvals_mock.wire.rust.query_strings import BOOL, TEXT
from windmill_approvals_mock.workspaces.minted_urls import MintedUrls


# -- minting -------------------------------------------------------------------------------
def get_resume_urls(exchange: Exchange) -> Response:
    caller, job, resume_id = exchange.caller, exchange.uuid("job_id"), exchange.u32("resume_id")
    query = exchange.query(approver=TEXT, flow_level=BOOL)
    flow_level = bool(query["flow_level"])
    minted = mint(
        exchange.world, exchange.workspace, job, resume_id, query["approver"], flow_level=flow_level, caller=caller
    )
    return _urls(minted)


def get_wac_approval_urls(exchange: Exchange) -> Response:
    caller, job = exchange.caller, exchange.uuid("job_id")
    approver = exchange.query(approver=TEXT)["approver"]
    key = exchange.params["step_key"]
    return _urls(mint_for_step_key(exchange.world, exchange.workspace, job, key, approver, caller))


def create_job_signature(exchange: Exchange) -> Response:
    caller, job, resume_id = exchange.caller, exchange.uuid("job_id"), exchange.u32("resume_id")
    approver = exchange.query(approver=TEXT)["approver"]
    return answers.text(bare_signature(exchange.world, exchange.workspace, job, resume_id, approver, caller))


def _urls(minted: MintedUrls) -> Response:
    return answers.texts(approvalPage=minted.approval_page, cancel=minted.cancel, resume=minted.resume)


# -- voting by URL -------------------------------------------------------------------------
def resume_by_get(exchange: Exchange) -> Response:
    return _vote_by_get(exchange, approved=True)


def resume_by_post(exchange: Exchange) -> Response:
    return _vote_by_post(exchange, approved=True)


def cancel_by_get(exchange: Exchange) -> Response:
    return _vote_by_get(exchange, approved=False)


def cancel_by_post(exchange: Exchange) -> Response:
    return _vote_by_post(exchange, approved=False)


def _vote_by_get(exchange: Exchange, *, approved: bool) -> Response:
    """Vote with GET. HEAD comes here too, and must have a body like POST (recording: "methods and slashes")."""
    if exchange.request.method == "HEAD":
        return _vote_by_post(exchange, approved=approved)
    job, resume_id = exchange.uuid("job_id"), exchange.u32("resume_id")
    query = exchange.query(approver=TEXT, payload=TEXT)
    payload = None if query["payload"] is None else payload_in_query(query["payload"])
    return _vote(exchange, job, resume_id, Ballot(approved, payload, query["approver"]))


def _vote_by_post(exchange: Exchange, *, approved: bool) -> Response:
    job, resume_id = exchange.uuid("job_id"), exchange.u32("resume_id")
    approver = exchange.query(approver=TEXT)["approver"]
    return _vote(exchange, job, resume_id, Ballot(approved, exchange.body(), approver))


def _vote(exchange: Exchange, job: UUID, resume_id: int, ballot: Ballot) -> Response:
    check_signature(exchange, SignedUrl(job, resume_id, ballot.approver, exchange.params["signature"]))
    vote_by_url(exchange.world, exchange.workspace, job, resume_id, ballot, exchange.caller_if_any)
    return answers.created_nothing()


# -- other ways to vote --------------------------------------------------------------------
def resume_as_owner(exchange: Exchange) -> Response:
    caller, flow = exchange.caller, exchange.uuid("id")
    vote_as_owner(exchange.world, exchange.workspace, flow, exchange.body(), caller)
    return answers.created_nothing()


def resume_suspended(exchange: Exchange) -> Response:
    flow = exchange.uuid("job_id")
    body = exchange.body(bodies.RESUME_SUSPENDED)
    _ask_login_or_token(exchange, flow, body["approval_token"])
    vote_on_page(
        exchange.world, exchange.workspace, flow, Ballot(body["approved"], body["payload"]), exchange.caller_if_any
    )
    return answers.created_nothing()


def _ask_login_or_token(exchange: Exchange, flow: UUID, token: str | None) -> None:
    if exchange.caller_if_any is not None:
        return
    workspace = exchange.world.workspaces.by_id().get(exchange.workspace)
    if workspace is None or token is None or not is_approval_token(token, workspace.key, flow):
        raise Refusal(Reason.NEITHER_LOGIN_NOR_TOKEN)


# -- reading -------------------------------------------------------------------------------
def get_approval_info(exchange: Exchange) -> Response:
    """Recordings: "approval token", "self-approval disabled", "user_auth_required"."""
    id = exchange.uuid("job_id")
    _ask_login_or_token(exchange, id, exchange.query(token=TEXT)["token"])
    run = exchange.world.engine.run_with(id, exchange.workspace)
    if run is None:
        raise Refusal(Reason.JOB_NOT_FOUND_TO_LOGIN, job=id)
    flow = run.jobs[id]
    conditions = flow.conditions
    why_not = refusal_on_page(exchange.world, flow, exchange.caller_if_any)
    requires_login = conditions is not None and conditions.user_auth_required
    info = {"flow_id": str(id), "can_approve": why_not is None, "user_auth_required": requires_login, "approvers": []}
    if conditions is not None:
        info["approval_conditions"] = job_views.conditions(conditions)
    if exchange.world.version.approval_info_hides_votes and requires_login and why_not is not None:
        return answers.value(info)
    info |= _view_token(exchange, id)
    asked = _what_is_asked(run, flow) if isinstance(flow, FlowJob) else _what_workflow_asks(run, flow)
    if _is_deleted(exchange, flow):
        asked = {key: value for key, value in asked.items() if key not in {"hide_cancel", "form_schema"}}
    return answers.value(info | asked)


def _is_deleted(exchange: Exchange, flow: Job) -> bool:
    """Whether the flow was run by a path at which nothing is deployed now.

    The run goes on with its definition, but the server does not find it for the page. Source: Windmill's source.
    """
    return (
        flow.kind is JobKind.FLOW and flow.path not in exchange.world.workspaces.get(exchange.workspace).catalog.flows
    )


def _what_is_asked(run: Run, flow: FlowJob) -> dict[str, object]:
    """Return the form of the module before the flow's present one, whether the flow waits or not, and the votes.

    So a gate's form is shown before the next module waits and while it runs, and the first module's while it runs;
    nothing after the flow has ended. Source: recordings for waiting flows, else Windmill's source.
    """
    if flow.completed_at is not None:
        return {}
    asked: dict[str, object] = {"approvers": job_views.approvers(_votes_on(run, flow))}
    state, step = flow.flow, job_views.step_number(flow.flow)
    at = max(step - 1, 0)
    if step < 0 or at >= len(state.modules) or state.definition.is_empty:
        return asked
    settings = state.definition.raw["modules"][at].get("suspend")
    if isinstance(settings, Mapping):
        asked["hide_cancel"] = bool(settings.get("hide_cancel"))
        if settings.get("resume_form") is not None:
            asked["form_schema"] = settings["resume_form"]
    job = state.modules[at].job
    result = run.jobs[job].result if job in run.jobs and run.jobs[job].completed_at is not None else None
    if isinstance(result, dict):
        asked |= {key: result[key] for key in ("description", "default_args", "enums") if key in result}
    return asked


def _votes_on(run: Run, flow: Job) -> tuple[Approval, ...]:
    """Return all votes that the flow has looked at, also at earlier gates. A vote without a name is anonymous here.

    Source: Windmill's source; recording "conditions for members" for named ones.
    """
    votes = (vote for vote in run.votes if flow.id in (vote.job, run.jobs[vote.job].parent))
    return tuple(Approval(vote.approver_in_scope, vote.short_resume_id) for vote in votes)


def _what_workflow_asks(run: Run, job: Job) -> dict[str, object]:
    """Return the form of a workflow as code's present or last approval, and the votes; nothing after it has ended.

    Recordings: "code: an ordinary URL while it waits", "code: forms and self-approval". Windmill's source for a job
    that does not wait.
    """
    if job.completed_at is not None:
        return {}
    votes = [Approval(vote.approver_in_scope, vote.short_resume_id) for vote in run.votes_at(job.id)]
    asked: dict[str, object] = {"approvers": job_views.approvers(tuple(votes))}
    approvals = job.workflow.approvals if job.workflow is not None else ()
    return {**asked, "form_schema": approvals[-1].form} if approvals else asked


def get_suspended_job_flow(exchange: Exchange) -> Response:
    """Recording: "suspended flow by its URL"."""
    job, resume_id = exchange.uuid("job_id"), exchange.u32("resume_id")
    approver = exchange.query(approver=TEXT)["approver"]
    check_signature(exchange, SignedUrl(job, resume_id, approver, exchange.params["signature"]))
    run = exchange.world.engine.run_with(job, exchange.workspace)
    parent = run.jobs[job].parent if run is not None else None
    if run is None or parent is None:
        raise Refusal(Reason.PARENT_FLOW_NOT_FOUND)
    flow = run.jobs[parent]
    ask_conditions(exchange.world, flow, exchange.caller_if_any)
    seen = {
        "job": job_views.job(run, flow, exchange.world.version),
        "approvers": job_views.approvers(_votes_so_far(run, flow, job)),
    }
    return answers.value(seen | _view_token(exchange, flow.id))


def _view_token(exchange: Exchange, flow: UUID) -> dict[str, Any]:
    if not exchange.world.version.view_token:
        return {}
    return {"view_token": view_token(exchange.world.workspaces.get(exchange.workspace).key, flow)}


def _votes_so_far(run: Run, flow: Job, gated: UUID | None) -> tuple[Approval, ...]:
    """Return the votes that count at the gate of `gated`; after the flow has ended, those that opened it."""
    if flow.completed_at is not None and flow.flow is not None:
        modules = flow.flow.modules
        return next((status.approvers for status in modules if status.job == gated and status.approvers), ())
    votes = (vote for vote in run.votes if vote.counts_at(gated, flow.id))
    return tuple(Approval(vote.approver_in_status, vote.short_resume_id) for vote in votes)
