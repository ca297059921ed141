"""The console's list of runs: filtering, paging, the number of runs in each state, and the text of each line.

Does not know HTTP or HTML. The time is proportional to the number of runs, and small for runs that have not changed
since the last list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import RUN_STANDINGS, Standing, standing_of_run, waits_in
from windmill_approvals_mock.pages.failures import find_failure
from windmill_approvals_mock.pages.summaries import Name, name_run
from windmill_approvals_mock.pages.wording import format_duration, format_relative, format_votes

PER_PAGE = 20
MOST_RUNS = 10_000
"""Only the newest runs are searched, because a store may have to read each from a database."""


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
    """Lists the runs of a mock. Caches the state of each run until the run changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._states: dict[UUID, tuple[Run, Standing]] = {}
        self._last: tuple[tuple[int, str, str], list[tuple[Run, Standing]], bool] | None = None

    def list_runs(self, wanted: Wanted) -> Listed:
        """Return a page of the runs that match `wanted`, newest first."""
        found, has_older = self._find(wanted)
        counts = Counter(state for _, state in found)
        chosen = [run for run, state in found if wanted.state in ("", state)]
        first = (wanted.page - 1) * PER_PAGE
        now = self._world.clock.now()
        return Listed(
            [self._build_line(run, now) for run in chosen[first : first + PER_PAGE]],
            list(_build_tabs(counts, len(found), wanted.state)),
            wanted.page,
            len(chosen) > first + PER_PAGE,
            len(chosen),
            has_older,
        )

    def _find(self, wanted: Wanted) -> tuple[list[tuple[Run, Standing]], bool]:
        """Return runs that match except for their state, each with its state, and whether older runs were not searched.

        A page asks every second, so the last result is kept until something changes.
        """
        self._world.engine.catch_up()
        asked = (self._world.store.revision, wanted.text, wanted.workspace)
        last = self._last
        if last is not None and last[0] == asked:
            return last[1], last[2]
        runs = list(islice(self._world.store.newest_first(), MOST_RUNS + 1))
        fitting = (run for run in runs[:MOST_RUNS] if _fits(self._world, run, wanted))
        found = [(run, self._find_state(run)) for run in fitting]
        self._last = (asked, found, len(runs) > MOST_RUNS)
        return found, len(runs) > MOST_RUNS

    def _find_state(self, run: Run) -> Standing:
        """Return the state of `run`. A changed run is a new object, so a cached state never goes stale."""
        known = self._states.get(run.id)
        if known is not None and known[0] is run:
            return known[1]
        state = standing_of_run(run)
        self._states[run.id] = (run, state)
        return state

    def _build_line(self, run: Run, now: datetime) -> Line:
        root = run.root
        has_ended = root.completed_at is not None
        return Line(
            run.id,
            name_run(self._world, run),
            self._find_state(run),
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


def _fits(world: World, run: Run, wanted: Wanted) -> bool:
    if wanted.workspace and run.workspace != wanted.workspace:
        return False
    text = wanted.text.lower()
    return not text or any(text in word.lower() for word in _list_words(world, run))


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
