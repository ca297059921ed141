"""The store: runs are found by any of their jobs and by when something is due in them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from windmill_approvals_mock.flows.job import Job, JobKind, Owner
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.memory import MemoryStore

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def job(due: datetime | None = None) -> Job:
    """Not started; with nothing due it has ended."""
    new = Job(uuid4(), JobKind.PREVIEW, Owner("ann", "ann@example.com", "u/ann"), {}, NOON, due or NOON)
    return new if due is not None else replace(new, started_at=NOON, completed_at=NOON)


def run_of(*jobs: Job) -> Run:
    open_jobs = tuple(one.id for one in jobs if one.completed_at is None)
    return Run(jobs[0].id, "demo", {one.id: one for one in jobs}, open_jobs)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def test_a_run_is_found_by_each_of_its_jobs(store: MemoryStore) -> None:
    run = run_of(job(), job(), job())
    store.save(run)
    assert all(store.run_with(id) is run for id in run.jobs)


def test_a_job_nobody_knows_is_in_no_run(store: MemoryStore) -> None:
    assert store.run_with(UUID(int=1)) is None


def test_jobs_that_came_later_are_found_too(store: MemoryStore) -> None:
    first, second = job(), job()
    store.save(run_of(first))
    grown = run_of(first, second)
    store.save(grown)
    assert store.run_with(second.id) is grown
    assert store.run_with(first.id) is grown


def test_runs_are_listed_newest_first_by_when_they_began(store: MemoryStore) -> None:
    old, new = run_of(job()), run_of(job())
    for run in (old, new, old):
        store.save(run)
    assert list(store.newest_first()) == [new, old]


def test_a_list_is_not_disturbed_by_what_is_saved_meanwhile(store: MemoryStore) -> None:
    store.save(run_of(job()))
    listed = store.newest_first()
    store.save(run_of(job()))
    assert len(list(listed)) == 1


# -- when ----------------------------------------------------------------------------------
def test_nothing_is_due_where_everything_has_ended(store: MemoryStore) -> None:
    store.save(run_of(job()))
    assert store.next_due() is None


def test_what_is_due_first_comes_first(store: MemoryStore) -> None:
    late, early = run_of(job(NOON + timedelta(hours=2))), run_of(job(NOON + timedelta(hours=1)))
    store.save(late)
    store.save(early)
    assert store.next_due() == (NOON + timedelta(hours=1), early.id)


@pytest.mark.parametrize("hours", [1, 3])
def test_a_run_is_due_when_it_was_saved_with_last(store: MemoryStore, hours: int) -> None:
    first = job(NOON + timedelta(hours=2))
    store.save(run_of(first))
    store.save(run_of(replace(first, scheduled_for=NOON + timedelta(hours=hours))))
    assert store.next_due() == (NOON + timedelta(hours=hours), first.id)


def test_a_run_that_ended_is_due_no_more(store: MemoryStore) -> None:
    first = job(NOON)
    store.save(run_of(first))
    store.save(run_of(replace(first, completed_at=NOON)))
    assert store.next_due() is None


def test_a_run_that_was_due_at_this_moment_before_is_due_again(store: MemoryStore) -> None:
    first = job(NOON)
    for due in (NOON, NOON + timedelta(hours=1), NOON):
        store.save(run_of(replace(first, scheduled_for=due)))
    assert store.next_due() == (NOON, first.id)


# -- locks ---------------------------------------------------------------------------------
def test_each_run_has_a_lock_of_its_own(store: MemoryStore) -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert store.lock(one) is store.lock(one)
    assert store.lock(one) is not store.lock(other)


def test_the_lock_of_one_run_keeps_nobody_from_reading_or_saving_another(store: MemoryStore) -> None:
    held, other = run_of(job()), run_of(job())
    store.save(held)

    def read_and_save() -> None:
        assert store.run_with(held.id) is held
        store.save(other)

    with store.lock(held.id):
        thread = threading.Thread(target=read_and_save)
        thread.start()
        thread.join(timeout=20)
        assert not thread.is_alive()
    assert store.run_with(other.id) is other
