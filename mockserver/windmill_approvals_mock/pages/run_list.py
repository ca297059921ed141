"""The list of runs: which are shown, in which order, and what each line says.

Knows runs; does not know HTTP or HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import Standing, standing_of_run, waits_in
from windmill_approvals_mock.pages.wording import format_duration, format_relative, format_votes

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    text: str = ""
    """In the path, an id, who started it, a step or an approver; any case."""
    state: str = ""
    workspace: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    name: str
    state: Standing
    workspace: str
    by: str
    created_at: datetime
    now: str
    """What it does, or how long it took."""


@dataclass(frozen=True, slots=True)
class Listed:
    lines: list[Line]
    page: int
    has_more: bool
    found: int


def list_runs(world: World, wanted: Wanted) -> Listed:
    """A page of the runs that are wanted, newest first."""
    found = [run for run in world.engine.runs() if _fits(run, wanted)]
    first = (wanted.page - 1) * PER_PAGE
    now = world.clock.now()
    lines = [_build_line(run, now) for run in found[first : first + PER_PAGE]]
    return Listed(lines, wanted.page, len(found) > first + PER_PAGE, len(found))


def name_run(run: Run) -> str:
    if run.root.path:
        return run.root.path
    return "script preview" if run.root.flow is None else "flow preview"


def _fits(run: Run, wanted: Wanted) -> bool:
    if wanted.workspace and run.workspace != wanted.workspace:
        return False
    if wanted.state and standing_of_run(run) != wanted.state:
        return False
    text = wanted.text.lower()
    return not text or any(text in word.lower() for word in _list_words(run))


def _list_words(run: Run) -> Iterator[str]:
    yield name_run(run)
    yield run.root.owner.username
    for id, job in run.jobs.items():
        yield str(id)
        yield job.module_id or ""
    for vote in run.votes:
        yield vote.approver_in_status


def _build_line(run: Run, now: datetime) -> Line:
    root = run.root
    return Line(
        run.id,
        name_run(run),
        standing_of_run(run),
        run.workspace,
        root.owner.username,
        root.created_at,
        _tell_now(run, now),
    )


def _tell_now(run: Run, now: datetime) -> str:
    root = run.root
    if root.completed_at is not None:
        return f"took {format_duration((root.completed_at - (root.started_at or root.created_at)).total_seconds())}"
    if root.started_at is None:
        return f"starts {format_relative(root.scheduled_for, now)}"
    waiting = [f"{wait.name} needs {format_votes(wait.missing)}" for wait in waits_in(run)]
    if waiting:
        return "; ".join(waiting)
    running = [job.module_id for id in run.open_jobs if (job := run.jobs[id]).module_id and job.flow is None]
    return f"at {', '.join(map(str, running[:3]))}" if running else ""
