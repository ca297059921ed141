"""How often a request waits for PostgreSQL: that, not the work, is what a vote takes its time for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pytest

from benchmarks.world import Bench
from tests.kinds_of_stores import NewStore


@pytest.mark.parametrize(
    ("prepare", "journeys"),
    [
        pytest.param(lambda bench: bench.prepare_vote(), 3, id="vote"),  # what changed, the run, the transaction
        pytest.param(lambda bench: bench.prepare_mint(), 4, id="mint"),
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
        here, execute = threading.get_ident(), psycopg.Connection.execute
        asked: list[Any] = []

        def count(connection: Any, query: Any, *rest: Any, **options: Any) -> Any:
            if threading.get_ident() == here:
                asked.append(query)
            return execute(connection, query, *rest, **options)

        monkeypatch.setattr(psycopg.Connection, "execute", count)
        call()
        monkeypatch.undo()
    assert len(asked) == journeys, asked
