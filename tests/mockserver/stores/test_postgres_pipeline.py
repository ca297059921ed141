"""Statements sent to PostgreSQL as one message: their rows, what an error leaves behind, and how many stay prepared."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from windmill_approvals_mock.stores.database import Value
from windmill_approvals_mock.stores.postgres_pipeline import MOST_PREPARED, Pipeline

from tests.kinds_of_stores import NewStore


@pytest.fixture
def pipeline(new_store: NewStore) -> Iterator[Pipeline]:
    with psycopg.connect(new_store("postgresql"), autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE things (number BIGINT PRIMARY KEY, name TEXT)")
        yield Pipeline(connection)


def ask(pipeline: Pipeline, statement: str, *values: Value) -> list[tuple[Value, ...]]:
    return [tuple(row) for row in pipeline.run([(statement, values)])]


def test_the_rows_of_the_last_statement_are_returned(pipeline: Pipeline) -> None:
    add = "INSERT INTO things VALUES (?, ?)"
    asked = "SELECT number, name, number::float8 / 2 FROM things ORDER BY number"
    assert pipeline.run([(add, (1, "å '\\")), (add, (-(2**62), None)), (asked, ())]) == [
        (-(2**62), None, -(2.0**61)),
        (1, "å '\\", 0.5),
    ]


def test_the_rows_of_each_statement_are_returned(pipeline: Pipeline) -> None:
    for _ in range(2):  # not yet prepared, and prepared
        assert pipeline.run_each([("SELECT 1", ()), ("SELECT 2 WHERE false", ()), ("SELECT ?::text", ("x",))]) == [
            [(1,)],
            [],
            [("x",)],
        ]


@pytest.mark.parametrize("value", [0, 2**63 - 1, -1], ids=str)
def test_a_number_is_the_same_after_a_journey(pipeline: Pipeline, value: int) -> None:
    assert ask(pipeline, "SELECT ?::bigint", value) == [(value,)]


def test_an_error_runs_nothing_after_it_and_takes_back_what_was_before(pipeline: Pipeline) -> None:
    add = "INSERT INTO things VALUES (?, ?)"
    with pytest.raises(errors.UniqueViolation):
        pipeline.run([(add, (1, "a")), (add, (1, "b")), ("DROP TABLE things", ())])
    assert ask(pipeline, "SELECT count(*) FROM things") == [(0,)]


def test_a_statement_after_one_that_failed_can_be_sent_again(pipeline: Pipeline) -> None:
    count = "SELECT count(*) FROM things"
    with pytest.raises(errors.DivisionByZero):
        pipeline.run([("SELECT 1 / ?::bigint", (0,)), (count, ())])
    assert ask(pipeline, count) == [(0,)]
    assert ask(pipeline, "SELECT 1 / ?::bigint", 1) == [(1,)]


def test_a_broken_statement_leaves_the_connection_usable(pipeline: Pipeline) -> None:
    for _ in range(2):
        with pytest.raises(errors.SyntaxError):
            ask(pipeline, "SELEKT 1")
    assert ask(pipeline, "SELECT 1") == [(1,)]


def test_only_so_many_statements_stay_prepared(pipeline: Pipeline) -> None:
    for number in range(MOST_PREPARED + 20):
        assert ask(pipeline, f"SELECT {number}") == [(number,)]
    assert ask(pipeline, "SELECT 0") == [(0,)]
    assert ask(pipeline, "SELECT count(*) FROM pg_prepared_statements") == [(MOST_PREPARED,)]


def test_a_connection_that_the_server_ends_is_closed(pipeline: Pipeline) -> None:
    with pytest.raises(psycopg.OperationalError):
        ask(pipeline, "SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(psycopg.OperationalError):
        ask(pipeline, "SELECT 1")
    assert pipeline.connection.closed


def test_a_large_value_comes_back_whole(pipeline: Pipeline) -> None:
    text = "x" * 3_000_000
    assert pipeline.run([("SELECT ?::text", (text,)), ("SELECT ?::text", (text,))]) == [(text,)]
