"""What processes that share a store tell each other, and who is woken by it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue
from uuid import UUID, uuid4

import pytest
from windmill_approvals_mock.stores.announcements import ANYTHING, MOST_RUNS, Announcements
from windmill_approvals_mock.stores.opening import open_stores
from windmill_approvals_mock.stores.postgres_database import PostgresDatabase

from tests.kinds_of_stores import NewStore

ONE, OTHER = UUID(int=1), UUID(int=2)
PATIENCE = 120


@pytest.mark.parametrize(
    ("changed", "heard"),
    [
        pytest.param([ONE], {ONE}, id="a run"),
        pytest.param([ONE, OTHER, ONE], {ONE, OTHER}, id="several runs, each once"),
        pytest.param([ONE, None], set(), id="anything"),
        pytest.param([UUID(int=number) for number in range(MOST_RUNS + 1)], set(), id="more runs than it may name"),
    ],
)
def test_an_announcement_names_the_runs_that_changed(changed: list[UUID | None], heard: set[UUID]) -> None:
    here, there = Announcements(), Announcements()
    here.add(changed)
    text = here.wait()
    told = there.read(text)
    assert told is not None
    assert set(told) == heard
    assert here.read(text) is None


def test_the_longest_announcement_is_as_long_as_postgresql_allows() -> None:
    here = Announcements()
    here.add(uuid4() for _ in range(MOST_RUNS))
    assert 7000 < len(here.wait()) < 8000


def test_what_is_announced_once_is_not_announced_again() -> None:
    here, there = Announcements(), Announcements()
    here.add([ONE])
    here.wait()
    here.add([OTHER])
    assert there.read(here.wait()) == [OTHER]


def test_another_process_hears_which_run_has_changed(new_store: NewStore) -> None:
    store = new_store("postgresql")
    with closing(PostgresDatabase(store)) as here, closing(PostgresDatabase(store)) as there:
        heard: SimpleQueue[Collection[UUID]] = SimpleQueue()
        there.listen(heard.put)
        assert heard.get(timeout=PATIENCE) == ANYTHING  # it listens from now on
        here.listen(lambda _: None)
        with here.transaction() as session:
            session.announce(ONE)
        assert heard.get(timeout=PATIENCE) == [ONE]
        with here.transaction() as session:
            session.announce()
        assert heard.get(timeout=PATIENCE) == []


@pytest.mark.parametrize(
    ("heard", "is_woken"),
    [
        pytest.param([ONE], True, id="of the run"),
        pytest.param([OTHER], False, id="of another run"),
        pytest.param(ANYTHING, True, id="of anything"),
    ],
)
def test_an_announcement_wakes_only_those_it_is_for(heard: Collection[UUID], is_woken: bool, tmp_path: Path) -> None:
    with closing(open_stores(f"sqlite:///{tmp_path}/mock.db")) as stores, stores.runs.watching(ONE) as changed:
        stores._hear(heard)  # type: ignore[union-attr]
        assert changed.is_set() is is_woken
