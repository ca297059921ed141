"""The store: runs are found by any of their jobs and by when something is due in them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from windmill_approvals_mock.flows.events import KillStep
from windmill_approvals_mock.flows.job import Job, JobKind, Owner
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import Standing
from windmill_approvals_mock.stores.change import Change, StubUse
from windmill_approvals_mock.stores.filters import TextFilter
from windmill_approvals_mock.stores.job_query import JobQuery
from windmill_approvals_mock.stores.memory import MemoryStore
from windmill_approvals_mock.stores.opening import open_stores
from windmill_approvals_mock.stores.outlines import Outline
from windmill_approvals_mock.stores.store import Store

from tests.kinds_of_stores import STORES, NewStore

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def job(due: datetime | None = None) -> Job:
    """Not started; with nothing due it has ended."""
    new = Job(
        id=uuid4(),
        kind=JobKind.PREVIEW,
        owner=Owner("ann", "ann@example.com", "u/ann"),
        args={},
        created_at=NOON,
        scheduled_for=due or NOON,
    )
    return new if due is not None else replace(new, started_at=NOON, completed_at=NOON)


def run_of(*jobs: Job) -> Run:
    open_jobs = tuple(one.id for one in jobs if one.completed_at is None)
    return Run(jobs[0].id, "demo", {one.id: one for one in jobs}, open_jobs)


def save(store: Store, run: Run) -> None:
    store.change(run.id, lambda _: Change(run))


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, new_store: NewStore) -> Iterator[Store]:
    with closing(open_stores(new_store(request.param))) as stores:
        while request.param == "postgresql" and not stores.runs.revision:  # it wakes everybody when it begins to listen
            stores.runs.wait(0, 1)
        yield stores.runs


def test_a_run_is_found_by_each_of_its_jobs(store: Store) -> None:
    run = run_of(job(), job(), job())
    save(store, run)
    assert all(store.run_with(id) == run for id in run.jobs)


def test_a_job_nobody_knows_is_in_no_run(store: Store) -> None:
    assert store.run_with(UUID(int=1)) is None


def test_jobs_that_came_later_are_found_too(store: Store) -> None:
    first, second = job(), job()
    save(store, run_of(first))
    grown = run_of(first, second)
    save(store, grown)
    assert store.run_with(second.id) == grown
    assert store.run_with(first.id) == grown


def test_runs_are_listed_newest_first_by_when_they_began(store: Store) -> None:
    old, new = run_of(job()), run_of(job())
    for run in (old, new, old):
        save(store, run)
    assert store.newest_ids(None, 0) == [new.id, old.id]
    assert [outline.id for outline in store.newest_outlines(9)] == [new.id, old.id]
    assert store.load_all([new.id, uuid4(), old.id]) == [new, old]


def test_a_list_of_runs_has_a_beginning_and_an_end(store: Store) -> None:
    runs = [run_of(job()) for _ in range(4)]
    for run in runs:
        save(store, run)
    ids = [run.id for run in reversed(runs)]
    assert store.newest_ids(2, 1) == ids[1:3]
    assert store.newest_ids(2, 9) == []
    assert [outline.id for outline in store.newest_outlines(2)] == ids[:2]


def test_the_outline_of_a_run_is_that_of_its_present_state(store: Store) -> None:
    scheduled = job(NOON)
    save(store, run_of(scheduled))
    assert store.newest_outlines(1) == [Outline(scheduled.id, "demo", Standing.SCHEDULED)]
    save(store, run_of(replace(scheduled, started_at=NOON)))
    assert store.newest_outlines(1) == [Outline(scheduled.id, "demo", Standing.RUNNING)]


def test_a_run_in_memory_is_listed_only_once_its_jobs_are_found() -> None:
    """Who lists runs needs no lock, and asks for each of them next."""
    store = MemoryStore()
    found: list[bool] = []

    class Order(list[UUID]):
        def append(self, id: UUID) -> None:
            found.append(store.run_with(id) is not None)
            super().append(id)

    store._order = Order()
    save(store, run_of(job()))
    assert found == [True]


# -- when ----------------------------------------------------------------------------------
def test_nothing_is_due_where_everything_has_ended(store: Store) -> None:
    save(store, run_of(job()))
    assert store.next_due() is None


def test_what_is_due_first_comes_first(store: Store) -> None:
    late, early = run_of(job(NOON + timedelta(hours=2))), run_of(job(NOON + timedelta(hours=1)))
    save(store, late)
    save(store, early)
    assert store.next_due() == (NOON + timedelta(hours=1), early.id)


@pytest.mark.parametrize("hours", [1, 3])
def test_a_run_is_due_when_it_was_saved_with_last(store: Store, hours: int) -> None:
    first = job(NOON + timedelta(hours=2))
    save(store, run_of(first))
    save(store, run_of(replace(first, scheduled_for=NOON + timedelta(hours=hours))))
    assert store.next_due() == (NOON + timedelta(hours=hours), first.id)


def test_a_run_that_ended_is_due_no_more(store: Store) -> None:
    first = job(NOON)
    save(store, run_of(first))
    save(store, run_of(replace(first, completed_at=NOON)))
    assert store.next_due() is None


def test_a_run_that_was_due_at_this_moment_before_is_due_again(store: Store) -> None:
    first = job(NOON)
    for due in (NOON, NOON + timedelta(hours=1), NOON):
        save(store, run_of(replace(first, scheduled_for=due)))
    assert store.next_due() == (NOON, first.id)


def test_runs_that_are_passed_over_stay_due(store: Store) -> None:
    runs = [run_of(job(NOON + timedelta(hours=number))) for number in range(4)]
    for run in runs:
        save(store, run)
    ids = [run.id for run in runs]
    assert [store.next_due(ids[:count]) for count in range(5)] == [
        *((NOON + timedelta(hours=number), id) for number, id in enumerate(ids)),
        None,
    ]
    assert store.next_due() == (NOON, ids[0])


# -- all or nothing ------------------------------------------------------------------------
def test_what_a_change_raises_leaves_nothing_behind(store: Store) -> None:
    def decide(_: Run | None) -> Change:
        raise LookupError

    with pytest.raises(LookupError):
        store.change(UUID(int=1), decide)
    assert store.newest_ids(None, 0) == []


def test_effects_are_saved_with_their_run_and_taken_once_in_their_order(store: Store) -> None:
    run = run_of(job())
    first, second = KillStep(UUID(int=1)), KillStep(UUID(int=2))
    store.change(run.id, lambda _: Change(run, (first, second)))
    taken = [store.take_effect(run.id) for _ in range(3)]
    assert [one and one.effect for one in taken] == [first, second, None]


def test_a_change_that_was_overtaken_is_decided_again(store: Store) -> None:
    first = job(NOON)
    mine, theirs = run_of(replace(first, logs="mine")), run_of(replace(first, logs="theirs"))
    seen: list[Run | None] = []

    def decide(known: Run | None) -> Change:
        seen.append(known)
        if len(seen) == 1:
            save(store, theirs)
        return Change(mine)

    store.change(first.id, decide)
    assert seen == [None, theirs]
    assert store.load(first.id) == mine


@pytest.mark.parametrize(("in_order", "times_decided"), [(True, 2), (False, 1)])
def test_a_change_is_decided_again_if_its_next_result_went_to_another_run(
    store: Store, in_order: bool, times_decided: int
) -> None:
    stub, decided = UUID(int=7), []

    def decide(_: Run | None) -> Change:
        before = store.stub_uses(stub)
        decided.append(before)
        if len(decided) == 1:
            other = run_of(job())
            store.change(other.id, lambda _: Change(other, stubs_used={stub: StubUse(before, 1, in_order)}))
        return Change(run, stubs_used={stub: StubUse(before, 1, in_order)})

    run = run_of(job())
    store.change(run.id, decide)
    assert (len(decided), store.stub_uses(stub)) == (times_decided, 2)


def test_a_change_of_one_run_keeps_nobody_from_reading_or_changing_another(store: Store) -> None:
    held, other = run_of(replace(job(), id=UUID(int=1))), run_of(replace(job(), id=UUID(int=2)))
    save(store, held)

    def decide(_: Run | None) -> Change:
        thread = threading.Thread(target=save, args=(store, other))
        thread.start()
        thread.join(timeout=120)
        assert not thread.is_alive()
        return Change(held)

    store.change(held.id, decide)
    assert store.run_with(other.id) == other


# -- lists ---------------------------------------------------------------------------------
def test_a_page_of_jobs_is_found_without_looking_at_every_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        save(store, run_of(replace(job(NOON), created_at=NOON + timedelta(seconds=number))))
    looked_at: list[Job] = []
    matches = JobQuery.matches

    def look(query: JobQuery, job: Job) -> bool:
        looked_at.append(job)
        return matches(query, job)

    monkeypatch.setattr(JobQuery, "matches", look)
    page = store.find_jobs(JobQuery("demo", skip=10, limit=10))
    assert [job.created_at for _, job in page] == [NOON + timedelta(seconds=number) for number in range(189, 179, -1)]
    assert len(looked_at) <= 20


def test_jobs_that_have_not_ended_come_first_each_kind_newest_first(store: Store) -> None:
    runs = [run_of(job()), run_of(job(NOON)), run_of(job()), run_of(job(NOON))]
    for run in runs:
        save(store, run)
    found = store.find_jobs(JobQuery("demo"))
    assert [run.id for run, _ in found] == [runs[number].id for number in (3, 1, 2, 0)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (JobQuery("demo"), 2),
        (JobQuery("other"), 0),
        (JobQuery("demo", completed=False), 1),
        (JobQuery("demo", queued=False), 1),
        (JobQuery("demo", created_by=TextFilter(("ann",))), 2),
        (JobQuery("demo", created_by=TextFilter(("bob",))), 0),
        (JobQuery("demo", kinds=TextFilter(("preview", "flow"))), 2),
        (JobQuery("demo", kinds=TextFilter(("flow",))), 0),
        (JobQuery("demo", parent="nobody"), 0),
        (JobQuery("demo", running=True), 0),
        (JobQuery("demo", suspended=False), 2),
        (JobQuery("demo", suspended=True), 1),  # recording: "lists: filters"
        (JobQuery("demo", suspended=True, completed=False), 0),
        (JobQuery("demo", skip=1), 1),
        (JobQuery("demo", limit=1), 1),
    ],
)
def test_a_query_finds_the_jobs_it_describes(store: Store, query: JobQuery, found: int) -> None:
    for one in (job(), job(NOON)):
        save(store, run_of(one))
    assert len(store.find_jobs(query)) == found


# -- waiting -------------------------------------------------------------------------------
def test_waiting_ends_at_once_when_something_changed_since_it_was_looked_at(store: Store) -> None:
    seen = store.revision
    save(store, run_of(job()))
    store.wait(seen, 600)
    assert store.revision != seen


def test_waking_ends_waiting(store: Store) -> None:
    seen = store.revision
    threading.Thread(target=store.wake).start()
    while store.revision == seen:  # who shares a store looks again now and then
        store.wait(seen, 600)


def test_who_watches_a_run_hears_of_its_changes_and_of_time(store: Store) -> None:
    watched, other = run_of(job(NOON)), run_of(job(NOON))
    with store.watching(watched.id) as changed:
        save(store, other)
        heard = [changed.is_set()]
        save(store, watched)
        heard.append(changed.is_set())
        changed.clear()
        store.wake(other.id)
        heard.append(changed.is_set())
        store.wake()
        heard.append(changed.is_set())
    assert heard == [False, True, False, True]


def test_a_change_that_is_long_in_deciding_delays_no_other_run(store: Store) -> None:
    """As many others as any number of locks that runs might share."""
    slow, others = run_of(job()), [run_of(job()) for _ in range(200)]
    entered, free = threading.Event(), threading.Event()

    def decide(_: Run | None) -> Change:
        entered.set()
        assert free.wait(120)
        return Change(slow)

    thread = threading.Thread(target=store.change, args=(slow.id, decide))
    thread.start()
    try:
        assert entered.wait(120)
        for run in others:
            save(store, run)
        assert store.run_with(slow.id) is None
    finally:
        free.set()
        thread.join(120)
    assert store.run_with(slow.id) == slow
