"""Extracts from a job what a scenario records: the parts in which a real server and the mock must agree."""

from __future__ import annotations

from typing import Any

JSON = Any

_MOMENTS = ("completed_at", "created_at", "duration_ms", "scheduled_for", "started_at")
_ABOUT_THE_MACHINE = frozenset((*_MOMENTS, "mem_peak", "priority", "tag", "visible_to_owner", "worker"))


def status_of(job: JSON) -> JSON:
    """Return the job's `flow_status`; empty if it has none."""
    return job.get("flow_status") or {}


def modules_of(job: JSON) -> list[JSON]:
    modules: list[JSON] = status_of(job).get("modules", [])
    return modules


def where_it_stands(job: JSON) -> JSON:
    """Return how far a flow is, who voted, and its result."""
    status = status_of(job)
    seen = pick(job, "type", "success", "result", "suspend", "canceled", "canceled_by", "canceled_reason")
    seen |= pick(status, "step", "approval_conditions")
    seen["modules"] = [_module(module) for module in modules_of(job)]
    failure = status.get("failure_module") or {}
    if failure.get("type") not in (None, "WaitingForPriorSteps"):
        seen["failure_module"] = _module(failure)
    return {field: value for field, value in seen.items() if value is not None}


def _module(status: JSON) -> JSON:
    fields = ["id", "type", "count", "approvers", "skipped", "branch_chosen", "flow_jobs"]
    if "flow_jobs" not in status:
        fields.append("job")  # for parallel children it is the one that ended last
    if not status.get("parallel"):
        fields += ["iterator", "branchall"]  # for parallel children they count those that ended
    return {field: status[field] for field in fields if field in status}


def with_drawn_resume_ids(seen: JSON) -> JSON:
    """Return `seen` without the resume ids that the server picked at random."""
    for module in seen.get("modules", []):
        for approver in module.get("approvers", []):
            approver["resume_id"] = "<random>"
    return seen


def pick(of: JSON, *fields: str) -> JSON:
    return {field: of.get(field) for field in fields}


def shape(value: JSON, depth: int = 2) -> JSON:
    """Return `value` with types in place of values, `depth` levels deep."""
    if isinstance(value, dict):
        return {key: shape(item, depth - 1) if depth else "object" for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [shape(item, depth - 1) for item in value[:1]] if depth else []
    return type(value).__name__


def fields_about_approvals(job: JSON) -> list[str]:
    """Return the names of a listed job's fields, without those about the machine."""
    return sorted(field for field, value in job.items() if value is not None and field not in _ABOUT_THE_MACHINE)


def gated_job(job: JSON) -> str | None:
    """Return the job whose gate the flow waits at."""
    waiting = (module["job"] for module in modules_of(job) if module["type"] == "WaitingForEvents")
    return next(waiting, None)


def inner_flows(job: JSON) -> list[str]:
    """Return the jobs of a flow's branches and iterations, each once, in the order of its modules."""
    found: list[str] = []
    for module in modules_of(job):
        found += module.get("flow_jobs") or []
        if module.get("branch_chosen") and module.get("job"):
            found.append(module["job"])
    return list(dict.fromkeys(found))


def is_done(job: JSON) -> bool:
    return bool(job.get("type") == "CompletedJob")


def is_at_gate(job: JSON) -> bool:
    return is_done(job) or (gated_job(job) is not None and bool(job.get("suspend")))


def has_begun(job: JSON) -> bool:
    """Whether a step of the flow has a job."""
    return is_done(job) or any(module.get("job") for module in modules_of(job))
