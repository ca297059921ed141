"""Names of runs, flows and steps for people: the summary, else the path, else the first steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.pages.wording import shorten

JSON = Any
STEPS_IN_NAME = 3


@dataclass(frozen=True, slots=True)
class Name:
    title: str
    path: str
    """Empty if the title is the path, or if there is no path."""


def name_run(world: World, run: Run) -> Name:
    return name_job(world, run.workspace, run.root)


def name_job(world: World, workspace: str, job: Job) -> Name:
    """Return the name of `job`: its summary, path, or first steps."""
    summary = _find_summary(world, workspace, job)
    if summary:
        return Name(summary, job.path or "")
    if job.path:
        return Name(job.path, "")
    if isinstance(job, FlowJob):
        return Name(_name_by_steps(job.flow.definition), "")
    return Name(f"{job.code.language} script" if job.code is not None else "script", "")


def find_step_summary(flow: Job, step: str) -> str:
    """Return the summary of the module `step` in `flow`; empty if it has none."""
    if not isinstance(flow, FlowJob):
        return ""
    definition = flow.flow.definition
    raw = list_raw_modules(definition)
    return next((find_summary(raw, at) for at, module in enumerate(definition.modules) if module.id == step), "")


def list_raw_modules(flow: Flow) -> Sequence[JSON]:
    """Return the modules of a flow as its author wrote them."""
    modules = flow.raw.get("modules")
    return modules if isinstance(modules, list) else ()


def find_summary(raw: Sequence[JSON], index: int) -> str:
    """Return the summary of the module at `index`; empty if it has none."""
    module = raw[index] if index < len(raw) else None
    return _read_summary(module)


def _read_summary(written: JSON) -> str:
    summary = written.get("summary") if isinstance(written, Mapping) else None
    return summary.strip() if isinstance(summary, str) else ""


def _find_summary(world: World, workspace: str, job: Job) -> str:
    """Return the summary of what is deployed at the job's path now, or of the preview itself."""
    if job.kind is JobKind.FLOWPREVIEW and isinstance(job, FlowJob):
        return _read_summary(job.flow.definition.raw)
    catalog = world.workspaces.get(workspace).catalog
    path = job.path or ""
    found = catalog.flows.get(path) if job.kind is JobKind.FLOW else None
    script = catalog.scripts.get(path) if job.kind is JobKind.SCRIPT else None
    return found.summary if found is not None else script.summary if script is not None else ""


def _name_by_steps(flow: Flow) -> str:
    if flow.is_empty:
        return "flow without steps"
    raw = list_raw_modules(flow)
    names = [shorten(find_summary(raw, at) or module.id, 40) for at, module in enumerate(flow.modules[:STEPS_IN_NAME])]
    return " → ".join([*names, "…"] if len(flow.modules) > STEPS_IN_NAME else names)
