"""Decides who may read a job over HTTP: with a login, a view token, or a signed URL.

The checks are in Windmill's order; `stores.viewers` decides what a member sees. Source: Windmill's source, not recorded
except for the refusals without a login.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.approvals.signing import is_approval_token, is_signed, is_view_token
from windmill_approvals_mock.engine.voting import refusal_on_page
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.refusals import Refused
from windmill_approvals_mock.wire.rust.hex_text import HexError, decode_hex
from windmill_approvals_mock.wire.rust.query_strings import pairs
from windmill_approvals_mock.workspaces.users import Caller

ANONYMOUS = "anonymous"


def find_run(exchange: Exchange, job: UUID, otherwise: Reason) -> Run:
    """Return the run of `job` in the request's workspace. Refuses with `otherwise` if there is none."""
    run = exchange.world.engine.run_with(job, exchange.workspace)
    if run is None:
        raise Refusal(otherwise, job=job)
    return run


def missing_job_told(exchange: Exchange, reason: Reason) -> Reason:
    """Return the reason for a missing job. Newer servers have a different text for logged-in callers."""
    told_apart = exchange.world.version.missing_job_told_to_logins and exchange.caller_if_any is not None
    return Reason.JOB_NOT_FOUND_TO_LOGIN if told_apart else reason


# -- tags ----------------------------------------------------------------------------------
def ask_tag(exchange: Exchange, job: Job, otherwise: Reason) -> None:
    """Refuse a job whose tag the token's scopes do not include."""
    if not shows_tag(exchange, job):
        raise Refusal(otherwise, job=job.id)


def shows_tag(exchange: Exchange, job: Job) -> bool:
    caller = exchange.caller_if_any
    return caller is None or caller.may_see_tag(job.worker_tag)


# -- reading -------------------------------------------------------------------------------
def ask_right_to_read(exchange: Exchange, run: Run, job: Job) -> None:
    """Refuse a caller who may not read `job` with their login or a view token."""
    caller = exchange.caller_if_any
    if caller is None:
        if job.owner.username != ANONYMOUS:
            raise Refusal(Reason.JOB_NOT_FOR_ANONYMOUS)
        return
    if not exchange.world.version.hides_jobs_of_others:
        return
    ask_tag(exchange, job, Reason.JOB_NOT_FOUND_TO_LOGIN)
    if not is_readable(run, job, caller) and not _shown_by_view_token(exchange, run, job):
        raise Refusal(Reason.JOB_OF_ANOTHER, job=job.id)


def ask_right_to_cancel(exchange: Exchange, run: Run, job: Job) -> None:
    """Refuse a member who may not read `job`. A view token does not allow cancelling."""
    caller = exchange.caller_if_any
    if caller is None or not exchange.world.version.cancelling_asks_to_see:
        return
    ask_tag(exchange, job, Reason.JOB_NOT_FOUND_TO_LOGIN)
    if not is_readable(run, job, caller):
        raise Refusal(Reason.JOB_OF_ANOTHER, job=job.id)


def is_readable(run: Run, job: Job, caller: Caller) -> bool:
    """Whether the job is the caller's own, or they may see it or a flow around it."""
    viewer = caller.as_viewer
    return (
        viewer is None
        or job.owner.username == caller.username
        or any(viewer.sees(each) for each in _with_flows_around(run, job))
    )


def _with_flows_around(run: Run, job: Job) -> Iterator[Job]:
    around: UUID | None = job.id
    while around is not None:
        yield run.jobs[around]
        around = run.jobs[around].parent


def _shown_by_view_token(exchange: Exchange, run: Run, job: Job) -> bool:
    token = _view_token(exchange)
    if token is None:
        return False
    key = exchange.world.workspaces.get(exchange.workspace).key
    return any(is_view_token(token, key, each.id) for each in _with_flows_around(run, job))


def _view_token(exchange: Exchange) -> str | None:
    """Return the view token in the query, else in its header."""
    in_query = (value for name, value in pairs(exchange.request.query) if name == "view_token")
    return next(in_query, exchange.request.headers.get("x-view-token"))


# -- the approval page ---------------------------------------------------------------------
def shows_page(exchange: Exchange, run: Run, job: Job, token: str | None) -> bool:
    """Whether `token` of an approval page shows `job`: the page's own job or a step of its flow."""
    version = exchange.world.version
    if token is None or not version.approval_token_shows_jobs:
        return False
    key = exchange.world.workspaces.get(exchange.workspace).key
    is_flow = job.kind.is_flow_to_resume_endpoints
    pages = [job.id] if is_flow or job.parent is None else [job.id, job.parent]
    page = next((page for page in pages if is_approval_token(token, key, page)), None)
    if page is None:
        return False
    if not version.approval_token_shows_jobs_to_approvers:
        return True
    conditions = run.jobs[page].conditions
    if conditions is None or not conditions.user_auth_required:
        return True
    return refusal_on_page(exchange.world, run.jobs[page], exchange.caller_if_any) is None


# -- signed URLs ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SignedUrl:
    """The parts of a signed URL in a request."""

    job: UUID
    resume_id: int
    approver: str | None
    signature: str


def check_signature(exchange: Exchange, url: SignedUrl) -> None:
    """Refuse a wrong signature."""
    key = exchange.world.workspaces.get(exchange.workspace).key
    try:
        signature = decode_hex(url.signature)
    except HexError as error:
        raise Refused(500, f"HexErr: {error} @jobs.rs:2619:50") from error
    if not is_signed(signature, key, url.job, url.resume_id, url.approver):
        raise Refusal(Reason.INVALID_SIGNATURE)


def ask_right_to_read_result(exchange: Exchange, run: Run, job: Job, url: SignedUrl | None) -> None:
    """Refuse a caller who may not read `job` and has no signed URL for it or for a flow around it.

    Older servers check the URL only without a login, and then say what is wrong with it.
    """
    tells_faults = not exchange.world.version.signed_url_shows_results_to_logins
    needs_url = exchange.caller_if_any is None and job.owner.username != ANONYMOUS
    if url is None or (tells_faults and not needs_url):
        return ask_right_to_read(exchange, run, job)
    is_around = any(each.id == url.job for each in _with_flows_around(run, job))
    try:
        if not is_around:
            raise Refusal(Reason.SIGNED_FOR_ANOTHER)
        return check_signature(exchange, url)
    except (Refusal, Refused):
        if tells_faults:
            raise
    return ask_right_to_read(exchange, run, job)
