"""The console's list of runs: filtering, paging, the number of runs in each state, and the text of each line.

Does not know HTTP or HTML. Reads the runs of one page, and for others only their outlines; a search for text reads all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import RUN_STANDINGS, Standing, standing_of_run, waits_in
from windmill_approvals_mock.pages.failures import find_failure
from windmill_approvals_mock.pages.summaries import Name, name_run
from windmill_approvals_mock.pages.wording import format_duration, format_relative, format_votes
from windmill_approvals_mock.stores.outlines import Outline

PER_PAGE = 20
MOST_RUNS = 10_000
"""Only the newest runs are searched, because a search for text may have to read each from a database."""


@dataclass(frozen=True, slots=True)
class Wanted:
    text: str = ""
    """Text to find in the name, an id, the user who started it, a step or an approver; case does not matter."""
    state: str = ""
    workspace: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    name: Name
    state: Standing
    workspace: str
    by: str
    created_at: datetime
    doing: str
    """What the run waits for or does, or why it failed."""
    began: datetime | None
    """Set while the run goes on."""
    took: str
    """Set once the run has ended."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A state, and how many of the runs that match are in it."""

    state: str
    """Empty for all states."""
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    lines: list[Line]
    tabs: list[Tab]
    page: int
    has_more: bool
    found: int
    has_older: bool
    """Whether there are older runs that were not searched."""


class RunList:
    """Lists the runs of a mock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last: tuple[tuple[int, str, str], list[Outline], bool] | None = None

    def list_runs(self, wanted: Wanted) -> Listed:
        """Return a page of the runs that match `wanted`, newest first."""
        found, has_older = self._find(wanted)
        counts = Counter(outline.state for outline in found)
        chosen = [outline.id for outline in found if wanted.state in ("", outline.state)]
        first = (wanted.page - 1) * PER_PAGE
        now = self._world.clock.now()
        return Listed(
            [self._build_line(run, now) for run in self._world.store.load_all(chosen[first : first + PER_PAGE])],
            list(_build_tabs(counts, len(found), wanted.state)),
            wanted.page,
            len(chosen) > first + PER_PAGE,
            len(chosen),
            has_older,
        )

    def _find(self, wanted: Wanted) -> tuple[list[Outline], bool]:
        """Return runs that match except for their state, and whether older runs were not searched.

        A page asks every second, so the last result is kept until something changes.
        """
        self._world.engine.catch_up()
        asked = (self._world.store.revision, wanted.text, wanted.workspace)
        last = self._last
        if last is not None and last[0] == asked:
            return last[1], last[2]
        newest = self._world.store.newest_outlines(MOST_RUNS + 1)
        found = [outline for outline in newest[:MOST_RUNS] if wanted.workspace in ("", outline.workspace)]
        if wanted.text:
            runs = self._world.store.load_all([outline.id for outline in found])
            fitting = {run.id for run in runs if _has_text(self._world, run, wanted.text.lower())}
            found = [outline for outline in found if outline.id in fitting]
        self._last = (asked, found, len(newest) > MOST_RUNS)
        return found, len(newest) > MOST_RUNS

    def _build_line(self, run: Run, now: datetime) -> Line:
        root = run.root
        has_ended = root.completed_at is not None
        return Line(
            run.id,
            name_run(self._world, run),
            standing_of_run(run),
            run.workspace,
            root.owner.username,
            root.created_at,
            _tell_doing(run, now),
            root.started_at if not has_ended else None,
            tell_duration(run) if has_ended else "",
        )


def tell_duration(run: Run) -> str:
    """Return how long a run took that has ended."""
    root = run.root
    assert root.completed_at is not None
    return format_duration((root.completed_at - (root.started_at or root.created_at)).total_seconds())


def _build_tabs(counts: Counter[Standing], found: int, chosen: str) -> Iterator[Tab]:
    yield Tab("", found)
    for state in RUN_STANDINGS:
        if counts[state] or state == chosen:
            yield Tab(state, counts[state])


def _has_text(world: World, run: Run, text: str) -> bool:
    return any(text in word.lower() for word in _list_words(world, run))


def _list_words(world: World, run: Run) -> Iterator[str]:
    name = name_run(world, run)
    yield name.title
    yield name.path
    yield run.root.owner.username
    for id, job in run.jobs.items():
        yield str(id)
        yield job.module_id or ""
    for vote in run.votes:
        yield vote.approver_in_status


def _tell_doing(run: Run, now: datetime) -> str:
    root = run.root
    if root.completed_at is not None:
        failure = find_failure(run)
        return failure.in_short if failure is not None else ""
    if root.started_at is None:
        return f"starts {format_relative(root.scheduled_for, now)}"
    waiting = [f"{wait.name} needs {format_votes(wait.missing)}" for wait in waits_in(run)]
    if waiting:
        return "; ".join(waiting)
    running = [job.module_id for id in run.open_jobs if (job := run.jobs[id]).module_id and job.flow is None]
    return f"at {', '.join(map(str, running[:3]))}" if running else ""
