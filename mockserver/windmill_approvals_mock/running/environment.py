"""The environment variables that a worker sets for a step's script. Source: recording "environment of a step"."""

from __future__ import annotations

from collections.abc import Mapping

from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.versions.rules import WindmillVersion


def environment_of(run: Run, job: Job, *, base_url: str, token: str, version: WindmillVersion) -> Mapping[str, str]:
    flow = run.jobs[job.parent] if job.parent is not None else None
    path = job.path or ""
    started = job.started_at or job.created_at
    variables = {
        "BASE_INTERNAL_URL": base_url,
        "WM_BASE_URL": base_url,
        "WM_EMAIL": job.owner.email,
        "WM_END_USER_EMAIL": "",
        "WM_FLOW_JOB_ID": str(flow.id) if flow else "",
        "WM_FLOW_PATH": (flow.path or "") if flow else "",
        "WM_FLOW_STEP_ID": job.step_id or "",
        "WM_JOB_ID": str(job.id),
        "WM_JOB_PATH": path,
        "WM_OBJECT_PATH": _object_path(flow, job),
        "WM_PERMISSIONED_AS": job.owner.permissioned_as,
        "WM_ROOT_FLOW_JOB_ID": str(run.id),
        "WM_ROOT_JOB_ID": str(run.id),
        "WM_RUNNABLE_ID": "",
        "WM_SCHEDULED_FOR": started.isoformat(),
        "WM_SCHEDULE_PATH": "",
        "WM_STATE_PATH": f"{path}_user" if path else "",
        "WM_TOKEN": token,
        "WM_USERNAME": job.owner.username,
        "WM_WORKER_GROUP": "default",
        "WM_WORKSPACE": run.workspace,
    }
    if version.tested_runnable_in_environment:
        variables["WM_TESTED_RUNNABLE"] = ""
    return variables


def _object_path(flow: Job | None, job: Job) -> str:
    """Return the path of a step's files: the flattened flow path, how the flow started, the step, and the moment."""
    millis = int((job.started_at or job.created_at).timestamp() * 1000)
    around = flow.path if flow else job.path
    flattened = (around or "no_flow_path" if flow else around or "").replace("/", "_")
    return f"{flattened}/manual/{job.module_id}/{millis}_{job.id}" if flow else f"{flattened}/manual/{millis}_{job.id}"
