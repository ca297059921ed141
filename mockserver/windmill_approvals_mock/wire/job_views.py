"""Builds the JSON of jobs and their parts, one function for each shape. Recordings: "job shapes", "lists of jobs"."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.gate import Conditions
from windmill_approvals_mock.flows.job import WORKER, FlowState, Job, JobKind
from windmill_approvals_mock.flows.places import At, FailureModule, Over, Preprocessor
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.states import DEFAULT_BRANCH, Approval, ModuleState, ModuleStatus
from windmill_approvals_mock.versions.rules import WindmillVersion

JSON = Any


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="microseconds").replace("+00:00", "Z")


# -- flow status ---------------------------------------------------------------------------
def flow_status(state: FlowState) -> JSON:
    status: dict[str, JSON] = {
        "step": step_number(state),
        "modules": [module_status(module) for module in state.modules],
        "cleanup_module": {},
        "failure_module": module_status(state.failure_module),
        "preprocessor_module": None if state.preprocessor is None else module_status(state.preprocessor),
    }
    if state.failed_attempts is not None:
        status["retry"] = {"fail_count": len(state.tries), "failed_jobs": [str(job) for job in state.tries]}
    if state.conditions is not None:
        status["approval_conditions"] = conditions(state.conditions)
    if state.user_states:
        status["user_states"] = dict(state.user_states)
    return status


def step_number(state: FlowState) -> int:
    """Return Windmill's number for the place of a flow. Recording: "failure module after a denial"."""
    match state.place:
        case Preprocessor():
            return -1
        case At(index):
            return index
        case FailureModule():
            return len(state.modules) + (1 if state.failure_module.state is ModuleState.SUCCESS else 0)
        case Over():
            return len(state.modules)


def module_status(module: ModuleStatus) -> JSON:
    shown: dict[str, JSON] = {"id": module.id, "type": module.state.value}
    if module.state is ModuleState.WAITING_FOR_PRIOR_STEPS:
        return shown
    shown["job"] = str(module.job)
    if module.state is ModuleState.WAITING_FOR_EVENTS:
        return {**shown, "count": module.count}
    if module.state is ModuleState.SUCCESS:
        shown["skipped"] = module.skipped
    if module.children is not None:
        shown["flow_jobs"] = [str(child) for child in module.children]
        shown["flow_jobs_success"] = list(module.children_success or ())
    if module.state is ModuleState.IN_PROGRESS:
        shown |= _progress(module)
    if module.branch_chosen is not None:
        shown["branch_chosen"] = _branch_chosen(module.branch_chosen)
    if module.approvers is not None:
        shown["approvers"] = approvers(module.approvers)
    if module.failed_retries:
        shown["failed_retries"] = [str(job) for job in module.failed_retries]
    return shown


def _progress(module: ModuleStatus) -> dict[str, JSON]:
    shown: dict[str, JSON] = {}
    if module.iteration is not None:
        shown["iterator"] = {"index": module.iteration.index}
        shown["iterator"]["itered_len"] = _number_of_values(module)
    if module.branch is not None:
        shown["branchall"] = {"branch": module.branch[0], "len": module.branch[1]}
    if module.parallel:
        shown["parallel"] = True
    if module.progress is not None:
        shown["progress"] = module.progress
    return shown


def _number_of_values(loop: ModuleStatus) -> int:
    """Return the number of values of a loop; 0 for a while loop, which has none."""
    if loop.parallel:
        return len(loop.children or ())
    return len(loop.iteration.values or ()) if loop.iteration is not None else 0


def _branch_chosen(branch: int) -> JSON:
    return {"type": "default"} if branch == DEFAULT_BRANCH else {"type": "branch", "branch": branch}


def approvers(approvals: tuple[Approval, ...]) -> JSON:
    return [{"approver": approval.approver, "resume_id": approval.resume_id} for approval in approvals]


def conditions(asked: Conditions) -> JSON:
    return {
        "user_auth_required": asked.user_auth_required,
        "user_groups_required": list(asked.user_groups_required),
        "self_approval_disabled": asked.self_approval_disabled,
    }


# -- jobs ----------------------------------------------------------------------------------
def job(run: Run, shown: Job, version: WindmillVersion) -> JSON:
    """Return a job as `jobs_u/get` shows it."""
    if shown.completed_at is None:
        return {"type": "QueuedJob", **queued_job(run, shown, version)}
    return {"type": "CompletedJob", **completed_job(run, shown, version)}


def queued_job(run: Run, shown: Job, version: WindmillVersion) -> JSON:
    view = {
        **_identity(run, shown),
        "started_at": moment(shown.started_at),
        "scheduled_for": moment(shown.scheduled_for),
        "running": shown.started_at is not None,
        "script_entrypoint_override": None,
        "args": dict(shown.args),
        "canceled": False,
        **_nature(shown, version),
        "same_worker": shown.same_worker,
        **_flow_parts(shown),
    }
    if shown.flow is not None:
        view["suspend"] = shown.flow.suspend
        if shown.flow.leaf_jobs:
            view["leaf_jobs"] = _leaf_jobs(shown.flow)
    elif shown.workflow is not None:
        view["suspend"] = 0 if shown.workflow.waiting is None else 1
    if shown.cache_ttl is not None:
        view["cache_ttl"] = shown.cache_ttl
    return view


def completed_job(run: Run, shown: Job, version: WindmillVersion) -> JSON:
    assert shown.completed_at is not None
    assert shown.started_at is not None
    view = {
        **_identity(run, shown),
        "started_at": moment(shown.started_at),
        "completed_at": moment(shown.completed_at),
        "duration_ms": round((shown.completed_at - shown.started_at).total_seconds() * 1000),
        "success": shown.success,
        "args": dict(shown.args),
        "result": shown.result,
        "result_columns": None,
        "logs": _logs(shown, version),
        "deleted": False,
        "canceled": shown.canceled,
        **_nature(shown, version),
        "is_skipped": shown.skipped,
        **_flow_parts(shown),
    }
    if version.jobs_tell_retries:
        view["resolved"] = False
    if shown.canceled:
        view |= {"canceled_by": shown.canceled_by, "canceled_reason": shown.canceled_reason}
    return view


def listed_job(run: Run, shown: Job, *, with_type: bool, with_args: bool = False) -> JSON:
    """Return an entry of a list of jobs. Recording: "lists of jobs"; for arguments Windmill's source."""
    view: dict[str, JSON] = {
        **_identity(run, shown),
        "scheduled_for": moment(shown.scheduled_for),
        "started_at": moment(shown.started_at),
        "job_kind": shown.kind.value,
        "is_flow_step": shown.parent is not None,
        "email": shown.owner.email,
        "visible_to_owner": shown.visible_to_owner,
        "tag": shown.worker_tag,
    }
    if with_args:
        view["args"] = dict(shown.args)
    if with_type:
        view["type"] = "QueuedJob" if shown.completed_at is None else "CompletedJob"
        view["canceled"] = shown.canceled
        view["permissioned_as"] = shown.owner.permissioned_as
    if shown.completed_at is None:
        view["running"] = shown.started_at is not None
        if shown.flow is not None and (shown.flow.suspend or not with_type):
            view["suspend"] = shown.flow.suspend
    else:
        assert shown.started_at is not None
        view |= {
            "completed_at": moment(shown.completed_at),
            "duration_ms": round((shown.completed_at - shown.started_at).total_seconds() * 1000),
            "success": shown.success,
            "deleted": False,
            "is_skipped": shown.skipped,
        }
    return view


def _identity(run: Run, shown: Job) -> dict[str, JSON]:
    view: dict[str, JSON] = {
        "workspace_id": run.workspace,
        "id": str(shown.id),
        "created_by": shown.owner.username,
        "created_at": moment(shown.created_at),
    }
    if shown.parent is not None:
        view["parent_job"] = str(shown.parent)
    if shown.path is not None:
        view["script_path"] = shown.path
    return view


def _nature(shown: Job, version: WindmillVersion) -> dict[str, JSON]:
    view: dict[str, JSON] = {
        "job_kind": shown.kind.value,
        "permissioned_as": shown.owner.permissioned_as,
        "is_flow_step": shown.parent is not None,
        "email": shown.owner.email,
        "visible_to_owner": shown.visible_to_owner,
        "tag": shown.worker_tag,
        "worker": WORKER,
    }
    if version.jobs_tell_retries:
        view["is_retry"] = False
    if shown.kind is JobKind.IDENTITY:
        view["priority"] = 0
    if shown.code is not None:
        view |= {"language": shown.code.language, "raw_code": shown.code.content}
    return view


def _flow_parts(shown: Job) -> dict[str, JSON]:
    if shown.flow is None:
        return (
            {} if shown.conditions is None else {"flow_status": {"approval_conditions": conditions(shown.conditions)}}
        )
    return {"flow_status": flow_status(shown.flow), "raw_flow": dict(shown.flow.definition.raw)}


def _leaf_jobs(state: FlowState) -> JSON:
    return {
        id: {"SingleJob": str(ended)} if isinstance(ended, UUID) else {"ListJob": [str(job) for job in ended]}
        for id, ended in state.leaf_jobs.items()
    }


def _logs(shown: Job, version: WindmillVersion) -> str:
    if shown.flow is not None:
        return f"Flow job completed with {'success' if shown.success else 'error'}\n"
    isolation = " isolation=none" if version.logs_tell_isolation else ""
    return f"job={shown.id} tag={shown.worker_tag} worker={WORKER} hostname=mock{isolation}\n{shown.logs}"
