"""The list of runs: which are shown, in which order, how many there are in each state, and what each line says.

Knows runs; does not know HTTP or HTML. Takes time in proportion to the number of runs, and little of it for those that
have not changed since the list was made last.
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
"""The newest ones are looked at: a store may have to read each from a database."""


@dataclass(frozen=True, slots=True)
class Wanted:
    text: str = ""
    """In the name, an id, who started it, a step or an approver; any case."""
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
    """What it waits for, is at, or failed of."""
    began: datetime | None
    """While it runs."""
    took: str
    """Once it has ended."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A state, and how many of the runs that are looked for are in it."""

    state: str
    """Empty for any."""
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    lines: list[Line]
    tabs: list[Tab]
    page: int
    has_more: bool
    found: int
    has_older: bool
    """Whether there are runs that were not looked at."""


class RunList:
    """Lists the runs of a mock; keeps the state of each run for as long as the run is the same."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._states: dict[UUID, tuple[Run, Standing]] = {}
        self._last: tuple[tuple[int, str, str], list[tuple[Run, Standing]], bool] | None = None

    def list_runs(self, wanted: Wanted) -> Listed:
        """A page of the runs that are wanted, newest first."""
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
        """The runs that fit but for their state, with it; and whether there are older ones than were looked at.

        A page asks every second: while nothing has changed, what was found last still holds.
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
        """A run that has changed is another one, so the state of one that was seen still holds."""
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
    """How long a run that has ended took."""
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
