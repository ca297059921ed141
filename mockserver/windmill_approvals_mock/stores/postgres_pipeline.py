"""Sends statements to PostgreSQL over one connection: several as one message, and each prepared when it is first sent.

Each journey costs more than what most statements do, and parsing and planning one costs more than running it. Uses
libpq through psycopg: psycopg's cursors take five times as long for the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, count
from typing import Any

import psycopg
from psycopg import errors, pq
from psycopg.abc import PQGen
from psycopg.waiting import Wait

from windmill_approvals_mock.stores.database import Row, Statement, Value

MOST_PREPARED = 100
"""Statements that a connection keeps prepared. The one that was not sent for longest makes room for a new one."""

Connection = psycopg.Connection[tuple[Any, ...]]


class Pipeline:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._pgconn = connection.pgconn
        self._prepared: OrderedDict[str, bytes] = OrderedDict()
        self._numbers = count(1)

    def run(self, statements: Sequence[Statement]) -> list[Row]:
        """Run the statements as one message, and return the rows of the last one.

        Raises an error of psycopg: that of the first statement that fails, after which none is run. A connection that
        is then in an unknown state is closed.
        """
        return _read(self._run(statements)[-1])

    def run_each(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Run the statements as `run` does, and return the rows of each."""
        return [_read(result) for result in self._run(statements)]

    def _run(self, statements: Sequence[Statement]) -> list[pq.abc.PGresult]:
        unsure: list[str] = []
        try:
            self._pgconn.enter_pipeline_mode()
            ends = list(accumulate(self._send(*statement, unsure) for statement in statements))
            self._pgconn.pipeline_sync()
            results = self.connection.wait(_receive(self._pgconn, ends[-1]))
            self._pgconn.exit_pipeline_mode()
        except BaseException:
            self.connection.close()
            raise
        for result in results:
            if result.status not in _GOOD:
                for statement in unsure:
                    self._prepared.pop(statement, None)
                raise errors.error_from_result(result)
        return [results[end - 1] for end in ends]

    def _send(self, statement: str, values: Sequence[Value], unsure: list[str]) -> int:
        """Send a statement, and return how many results follow. Adds it to `unsure` if this prepares it."""
        name, results = self._prepared.get(statement), 1
        if name is not None:
            self._prepared.move_to_end(statement)
        else:
            if len(self._prepared) >= MOST_PREPARED:
                _, oldest = self._prepared.popitem(last=False)
                self._pgconn.send_query_params(b"DEALLOCATE " + oldest, None)
                results += 1
            self._prepared[statement] = name = b"s%d" % next(self._numbers)
            unsure.append(statement)
            self._pgconn.send_prepare(name, _translate(statement))
            results += 1
        self._pgconn.send_query_prepared(name, [_write(value) for value in values])
        return results


def _receive(pgconn: pq.abc.PGconn, count: int) -> PQGen[list[pq.abc.PGresult]]:
    """Return `count` results, once all have come."""
    while pgconn.flush():
        if (yield Wait.RW) & Wait.R:
            pgconn.consume_input()
    results: list[pq.abc.PGresult] = []
    while True:
        while pgconn.is_busy():
            yield Wait.R
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:  # which ends the results of each statement
            if pgconn.status != pq.ConnStatus.OK:
                raise psycopg.OperationalError("the connection was lost")
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            assert len(results) == count
            return results
        else:
            results.append(result)


_GOOD = frozenset({pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK})


@cache
def _translate(statement: str) -> bytes:
    """Return the statement with PostgreSQL's placeholders."""
    first, *others = statement.split("?")
    return (first + "".join(f"${number}{part}" for number, part in enumerate(others, 1))).encode()


def _write(value: Value) -> bytes | None:
    """Return the value as text; the server knows its type by where it stands."""
    if isinstance(value, str):
        return value.encode()
    return None if value is None else repr(value).encode()


def _read(result: pq.abc.PGresult) -> list[Row]:
    get = result.get_value
    columns = [(number, _READERS.get(result.ftype(number), bytes.decode)) for number in range(result.nfields)]
    return [
        tuple(None if (value := get(row, number)) is None else read(value) for number, read in columns)
        for row in range(result.ntuples)
    ]


_READERS: dict[int, Callable[[bytes], Value]] = {20: int, 21: int, 23: int, 701: float}
"""What reads the text of a value, by the type's number in PostgreSQL: bigint, smallint, integer, double precision."""
