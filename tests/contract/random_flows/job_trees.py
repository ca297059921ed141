"""A run as a tree: a job, its modules, and the jobs below each of them.

Knows the form of jobs on the wire; does not know who votes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

JSON = Any
DEEPEST = 5

MODULE_FIELDS = ("id", "type", "count", "skipped", "branch_chosen")
JOB_FIELDS = ("done", "success", "result", "suspend", "step")


def tree_of(job_id: str, read: Callable[[str], JSON], depth: int = 0) -> JSON:
    """The job with all below it, in the order of the flow. `read` fetches a job by its id."""
    job = read(job_id)
    status = job.get("flow_status") or {}
    return {
        "id": job_id,
        "done": job.get("type") == "CompletedJob",
        "success": job.get("success"),
        "result": job.get("result"),
        "suspend": job.get("suspend") or 0,
        "step": status.get("step"),
        "modules": [_module(module, read, depth) for module in _begun(status)],
    }


def _begun(status: JSON) -> Iterator[JSON]:
    yield from status.get("modules", [])
    failure = status.get("failure_module")
    if failure and failure.get("type") != "WaitingForPriorSteps":
        yield failure


def _module(module: JSON, read: Callable[[str], JSON], depth: int) -> JSON:
    is_gated = module["type"] == "WaitingForEvents"
    own_job = [module["job"]] if module.get("job") and not is_gated else []
    below = module.get("flow_jobs") or own_job
    seen = {name: module[name] for name in MODULE_FIELDS if module.get(name) is not None}
    if module.get("approvers") is not None:
        seen["approvers"] = [one["approver"] for one in module["approvers"]]
    seen["gated"] = module.get("job") if is_gated else None
    seen["below"] = [tree_of(job, read, depth + 1) for job in below] if depth < DEEPEST else []
    return seen


def waiting_gate(tree: JSON) -> str | None:
    """The job of the first gate that waits, in the order of the flow: an inner flow's gate before its outer flow's."""
    if tree["done"]:
        return None
    for module in tree["modules"]:
        for below in module["below"]:
            found = waiting_gate(below)
            if found:
                return found
    gated: str | None = next((module["gated"] for module in tree["modules"] if module["gated"]), None)
    return gated if tree["suspend"] else None


def waits_for_time(tree: JSON, modules: JSON) -> bool:
    """Whether a gate with a timeout of one second waits somewhere: nobody votes then, its time is let pass.

    `modules` are those of the tree's flow, as they were defined.
    """
    short = {module["id"] for module in modules if (module.get("suspend") or {}).get("timeout") == 1}
    states = tree["modules"]
    if any(state["gated"] and states[i - 1]["id"] in short for i, state in enumerate(states) if i):
        return True
    values = {module["id"]: module["value"] for module in modules}
    return any(
        waits_for_time(below, _inner_modules(values.get(state["id"]) or {}))
        for state in states
        for below in state["below"]
        if not below["done"]
    )


def _inner_modules(value: JSON) -> list[JSON]:
    branches = [branch["modules"] for branch in value.get("branches") or []]
    return [one for body in (value.get("modules") or [], value.get("default") or [], *branches) for one in body]


def as_recorded(tree: JSON) -> JSON:
    """The tree without ids of jobs, as the recordings keep it."""
    kept = {name: tree[name] for name in JOB_FIELDS if tree[name] is not None}
    kept["modules"] = [
        {
            **{name: value for name, value in module.items() if name not in ("below", "gated")},
            "below": [as_recorded(below) for below in module["below"]],
        }
        for module in tree["modules"]
    ]
    return kept
