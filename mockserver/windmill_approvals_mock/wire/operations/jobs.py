"""Reading and cancelling jobs over HTTP.

Recordings: "job shapes", "lists of jobs",
"updates and roots of jobs", "user states of a flow".
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.waiting import waits_for
from windmill_approvals_mock.flows.definition import Unreadable
from windmill_approvals_mock.flows.events import Cancelled, UserStateSet
from windmill_approvals_mock.flows.job import Job, JobKind
from windmill_approvals_mock.flows.results import result_of_module, value_at
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.stored_json import ask_storable
from windmill_approvals_mock.flows.walking import modules_in
from windmill_approvals_mock.wire import answers, bodies, job_views
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.job_access import (
    ANONYMOUS,
    SignedUrl,
    ask_right_to_cancel,
    ask_right_to_read,
    ask_right_to_read_result,
    ask_tag,
    find_run,
    missing_job_told,
    shows_page,
    shows_tag,
)
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.reading_flows import why_unreadable
from windmill_approvals_mock.wire.rust.query_strings import BOOL, I64, TEXT, U32
from windmill_approvals_mock.wire.workflow_status import workflow_status

DEFAULT_PER_PAGE, MOST_PER_PAGE = 1000, 10_000


# -- one job -------------------------------------------------------------------------------
def get_job(exchange: Exchange) -> Response:
    id = exchange.uuid("id")
    query = exchange.query(approval_token=TEXT, no_logs=BOOL, no_code=BOOL)
    run = find_run(exchange, id, Reason.JOB_NOT_FOUND)
    ask_tag(exchange, run.jobs[id], Reason.JOB_NOT_FOUND)
    if not shows_page(exchange, run, run.jobs[id], query["approval_token"]):
        ask_right_to_read(exchange, run, run.jobs[id])
    _refuse_unreadable(run.jobs[id])
    view = job_views.job(run, run.jobs[id], exchange.world.version) | workflow_status(exchange.world, run, run.jobs[id])
    for left_out, key in (("no_logs", "logs"), ("no_code", "raw_code"), ("no_code", "raw_flow")):
        if query[left_out]:
            view.pop(key, None)
    return answers.value(view, headers=_clock_headers(exchange, run, id))


def get_job_updates(exchange: Exchange) -> Response:
    id = exchange.uuid("id")
    query = exchange.query(running=BOOL, log_offset=I64, get_progress=BOOL)
    absent = missing_job_told(exchange, Reason.JOB_NOT_FOUND_TO_UPDATE)
    run = find_run(exchange, id, absent)
    job = run.jobs[id]
    ask_tag(exchange, job, absent)
    ask_right_to_read(exchange, run, job)
    completed = job.completed_at is not None
    update: dict[str, Any] = {"completed": completed}
    if job.flow is not None:
        update["flow_status"] = job_views.flow_status(job.flow)
    if completed:
        update |= {"running": False, "new_logs": "", "log_offset": 0}
    if query["get_progress"] and job.progress is not None:
        update["progress"] = job.progress
    return answers.value(update)


def get_root_job_id(exchange: Exchange) -> Response:
    return answers.value(str(find_run(exchange, exchange.uuid("id"), Reason.ROOT_JOB_NOT_FOUND).id))


def result_by_id(exchange: Exchange) -> Response:
    """Return the result of a module of a flow. Source: Windmill's source, not recorded."""
    id, module = exchange.uuid("flow_job_id"), exchange.params["node_id"]
    json_path = exchange.query(json_path=TEXT)["json_path"]
    run = exchange.world.engine.run_with(id, exchange.workspace)
    if run is None or run.jobs[id].flow is None:
        if run is None and exchange.world.version.missing_job_told_to_logins:
            raise Refusal(Reason.JOB_NOT_FOUND_TO_LOGIN, job=id)
        raise Refusal(Reason.FLOW_OF_RESULT_NOT_FOUND, flow=id, module=module)
    ask_right_to_read(exchange, run, run.jobs[id])
    try:
        value = result_of_module(run, id, module)
    except LookupError:
        is_over = run.jobs[id].completed_at is not None
        reason = Reason.RESULT_NOT_FOUND if is_over else Reason.RESULT_NOT_FOUND_YET
        raise Refusal(reason, flow=id, module=module) from None
    return answers.value(_part_of(value, json_path))


def get_completed_job(exchange: Exchange) -> Response:
    id = exchange.uuid("id")
    run = _completed_run(exchange, id)
    job = run.jobs[id]
    ask_right_to_read(exchange, run, job)
    view = job_views.completed_job(run, job, exchange.world.version)
    return answers.value(view | workflow_status(exchange.world, run, job))


def get_completed_job_result(exchange: Exchange) -> Response:
    """Return a result, also to a caller with the parts of a signed URL: the approval page shows the gated step's."""
    id = exchange.uuid("id")
    query = exchange.query(
        json_path=TEXT, suspended_job=exchange.uuid_parameter(), approver=TEXT, resume_id=U32, secret=TEXT
    )
    run = _completed_run(exchange, id)
    signed_for, resume_id, signature = (query[name] for name in ("suspended_job", "resume_id", "secret"))
    url = None
    if signed_for is not None and resume_id is not None and signature is not None:
        url = SignedUrl(UUID(signed_for), resume_id, query["approver"], signature)
    ask_right_to_read_result(exchange, run, run.jobs[id], url)
    return answers.value(_part_of(run.jobs[id].result, query["json_path"]))


def _part_of(result: Any, json_path: str | None) -> Any:
    return result if json_path is None else value_at(result, json_path.split("."))


def get_completed_job_result_maybe(exchange: Exchange) -> Response:
    id = exchange.uuid("id")
    asks_start = exchange.query(get_started=BOOL)["get_started"]
    run = exchange.world.engine.run_with(id, exchange.workspace)
    job = run.jobs[id] if run is not None else None
    has_ended = job is not None and job.completed_at is not None and shows_tag(exchange, job)
    if run is None or job is None or not has_ended:
        if run is not None and job is not None and asks_start and exchange.world.version.hides_jobs_of_others:
            ask_right_to_read(exchange, run, job)
        is_running = job is not None and job.completed_at is None and job.started_at is not None
        return answers.value(
            {"started": is_running if asks_start else None, "success": None, "completed": False, "result": None}
        )
    ask_right_to_read(exchange, run, job)
    return answers.value({"started": True, "success": job.success, "completed": True, "result": job.result})


def cancel_queued_job(exchange: Exchange) -> Response:
    return _cancel(exchange, by_force=False)


def force_cancel_queued_job(exchange: Exchange) -> Response:
    """Cancel the outermost open flow around a job by force. Source: Windmill's source, not recorded."""
    return _cancel(exchange, by_force=True)


def _cancel(exchange: Exchange, *, by_force: bool) -> Response:
    id, body = exchange.uuid("id"), exchange.body(bodies.CANCEL_JOB)
    run = _run_to_cancel(exchange, id)
    job = run.jobs[id]
    target = _outermost_open(run, job) if by_force else job
    ask_right_to_cancel(exchange, run, target)
    if job.completed_at is not None:
        return answers.text(f"queued job id {id} is already completed")
    if exchange.caller_if_any is None and job.owner.username != ANONYMOUS:
        raise Refusal(Reason.NOT_FOR_ANONYMOUS_TO_CANCEL)
    by = exchange.caller_if_any.username if exchange.caller_if_any else ANONYMOUS
    exchange.world.engine.change(run.id, lambda _: Cancelled(target.id, by, body["reason"], by_force))
    return answers.text(str(id))


def _outermost_open(run: Run, job: Job) -> Job:
    while job.completed_at is None and job.parent is not None and run.jobs[job.parent].completed_at is None:
        job = run.jobs[job.parent]
    return job


def _run_to_cancel(exchange: Exchange, id: UUID) -> Run:
    """Return the run to cancel. Servers that do not check who may read it also find open jobs of other workspaces."""
    run = exchange.world.engine.run_with(id)
    asks = exchange.caller_if_any is not None and exchange.world.version.cancelling_asks_to_see
    absent = Refusal(Reason.JOB_NOT_FOUND_TO_LOGIN if asks else Reason.QUEUED_JOB_NOT_FOUND, job=id)
    if run is None:
        raise absent
    if run.workspace != exchange.workspace:
        if asks or run.jobs[id].completed_at is not None:
            raise absent
        if exchange.caller_if_any is None and run.jobs[id].owner.username != ANONYMOUS:
            raise Refusal(Reason.NOT_FOR_ANONYMOUS_TO_CANCEL)
        raise Refusal(Reason.JOB_OF_ANOTHER_WORKSPACE)
    return run


def _clock_headers(exchange: Exchange, run: Run, id: UUID) -> tuple[tuple[str, str], ...]:
    """Return headers for clients that poll: whether the clock is frozen, and what the job waits for."""
    if not exchange.world.clock.is_frozen:
        return ()
    headers = [("x-mock-clock", "manual")]
    reason = waits_for(run, id, exchange.world.clock.now())
    if reason:
        headers.append(("x-mock-waits-for", reason))
    return tuple(headers)


def _completed_run(exchange: Exchange, id: UUID) -> Run:
    run = find_run(exchange, id, Reason.COMPLETED_JOB_NOT_FOUND)
    if run.jobs[id].completed_at is None:
        raise Refusal(Reason.COMPLETED_JOB_NOT_FOUND, job=id)
    ask_tag(exchange, run.jobs[id], Reason.COMPLETED_JOB_NOT_FOUND)
    return run


def _refuse_unreadable(job: Job) -> None:
    """Refuse to show the flow of a preview with an unreadable module, in any state of its run."""
    if job.kind is not JobKind.FLOWPREVIEW or job.flow is None:
        return
    definition = job.flow.definition
    if any(isinstance(module.value, Unreadable) for module in modules_in(definition)):
        text = why_unreadable(definition.raw["modules"])
        if text is not None:
            raise Refusal(Reason.FLOW_OF_JOB_UNREADABLE, text=text)


# -- user states ---------------------------------------------------------------------------
def get_flow_user_state(exchange: Exchange) -> Response:
    id = exchange.uuid("job_id")
    run = exchange.world.engine.run_with(id, exchange.workspace)
    state = run.jobs[id].flow if run is not None else None
    return answers.value(state.user_states.get(exchange.params["key"]) if state is not None else None)


def set_flow_user_state(exchange: Exchange) -> Response:
    id, value = exchange.uuid("job_id"), ask_storable(exchange.body())
    run = exchange.world.engine.run_with(id, exchange.workspace)
    if run is None or run.jobs[id].flow is None or run.jobs[id].completed_at is not None:
        raise Refusal(Reason.FLOW_JOB_NOT_FOUND)
    viewer = exchange.caller.as_viewer
    if viewer is not None and not viewer.sees(run.jobs[id]):
        raise Refusal(Reason.FLOW_JOB_NOT_FOUND)
    exchange.world.engine.change(run.id, lambda _: UserStateSet(id, exchange.params["key"], value))
    return answers.text("Flow job state updated")
