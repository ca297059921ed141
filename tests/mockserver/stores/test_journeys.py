"""How often a request waits for PostgreSQL: that, not the work, is what a vote takes its time for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing

import pytest
from psycopg.pq.abc import PGresult
from windmill_approvals_mock.stores.database import Statement
from windmill_approvals_mock.stores.postgres_pipeline import Pipeline

from benchmarks.world import Bench
from tests.kinds_of_stores import NewStore


@pytest.mark.parametrize(
    ("prepare", "journeys"),
    [
        pytest.param(lambda bench: bench.prepare_vote(), 2, id="vote"),  # what changed with the run, the transaction
        pytest.param(lambda bench: bench.prepare_mint(), 3, id="mint"),
        pytest.param(lambda bench: bench.suspended, 4, id="start"),
    ],
)
def test_a_request_asks_the_database_so_often(
    new_store: NewStore,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Bench], Callable[[], object]],
    journeys: int,
) -> None:
    bench = Bench(store=new_store("postgresql"))
    with closing(bench.mock):
        call = prepare(bench)
        here, run = threading.get_ident(), Pipeline._run
        asked: list[Sequence[Statement]] = []

        def count(pipeline: Pipeline, statements: Sequence[Statement]) -> list[PGresult]:
            if threading.get_ident() == here:
                asked.append(statements)
            return run(pipeline, statements)

        monkeypatch.setattr(Pipeline, "_run", count)
        call()
        monkeypatch.undo()
    assert len(asked) == journeys, asked
