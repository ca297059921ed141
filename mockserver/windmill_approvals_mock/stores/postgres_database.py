"""A store's database in PostgreSQL, for any number of processes.

All tables are in a separate schema, so other data in the database is not touched. Connections are opened when needed.
When one breaks, all idle ones are closed too, because the server has probably been restarted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Event, Lock, Thread
from uuid import UUID

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from windmill_approvals_mock.stores.announcements import ANYTHING, Announcements
from windmill_approvals_mock.stores.database import (
    Overtaken,
    Row,
    Session,
    Statement,
    StoreAway,
    StoreClosed,
    StoreUnusable,
    Value,
)
from windmill_approvals_mock.stores.migrations import migrate
from windmill_approvals_mock.stores.postgres_pipeline import Connection, Pipeline

SCHEMA = "windmill_approvals_mock"
"""The schema of the tables, and the channel for notifications of changes."""
MOST_CONNECTIONS = 16
SECONDS_TO_CONNECT = 5
SECONDS_FOR_A_CONNECTION = 10.0
"""Seconds to wait for a free connection."""
SECONDS_BETWEEN_TRIES = 0.5
SECONDS_BETWEEN_ANNOUNCEMENTS = 0.05
"""Seconds between two announcements. Each costs a vote's time, and one may name many runs."""
_LOCK_OF_MIGRATIONS = 0x776D6170
_OVERTAKEN = (
    *(errors.UniqueViolation, errors.SerializationFailure, errors.DeadlockDetected),
    errors.DivisionByZero,  # see `change_one`
)


class PostgresDatabase:
    is_exclusive = False
    now = "extract(epoch from clock_timestamp())::float8"

    def __init__(self, url: str) -> None:
        """Connect, and create or migrate the tables. Raises StoreUnusable."""
        self._url = url
        self._place = _place_of(url)
        self._idle: list[Pipeline] = []
        self._idle_lock = Lock()
        self._free = BoundedSemaphore(MOST_CONNECTIONS)
        self._closed = Event()
        self._announcements = Announcements()
        try:
            with self._connect() as connection:
                self._migrate(Pipeline(connection))
        except errors.InsufficientPrivilege:
            raise StoreUnusable(
                f"the user may not create tables in {self._place}; run GRANT CREATE ON DATABASE … TO that user"
            ) from None
        except psycopg.Error as error:
            raise StoreUnusable(f"{self._place} cannot be used: {_one_line(error)}") from None

    def _connect(self) -> Connection:
        connection = psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=SECONDS_TO_CONNECT,
            application_name="windmill-approvals-mock",
            client_encoding="utf8",
        )
        connection.execute(f"SET search_path TO {SCHEMA}")
        return connection

    def _migrate(self, pipeline: Pipeline) -> None:
        with _transaction(pipeline) as session:
            session.do("SELECT pg_advisory_xact_lock(?)", _LOCK_OF_MIGRATIONS)
            tables = session.run("SELECT tablename FROM pg_tables WHERE schemaname = ?", SCHEMA)
            if tables and ("meta",) not in tables:
                raise StoreUnusable(
                    f"the schema {SCHEMA} in {self._place} was not made by this mock; use another database"
                )
            if not tables:
                session.do(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            serial = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
            migrate(session, serial=serial, is_empty=not tables, place=self._place)

    # -- using it --------------------------------------------------------------------------
    @contextmanager
    def transaction(self, *, must_last: bool = True) -> Iterator[Session]:
        with self._pipeline() as pipeline, _transaction(pipeline) as session:
            if not must_last:
                session.do("SET LOCAL synchronous_commit TO off")
            yield session
        if session.announced:
            self._announcements.add(session.announced)

    def read(self, statement: str, *values: Value) -> list[Row]:
        with self._pipeline() as pipeline:
            return pipeline.run([(statement, values)])

    def read_each(self, *queries: Statement) -> list[list[Row]]:
        with self._pipeline() as pipeline:
            return pipeline.run_each(queries)

    @contextmanager
    def _pipeline(self) -> Iterator[Pipeline]:
        """Lend a connection to this thread. Its errors are raised as StoreAway or Overtaken."""
        if not self._free.acquire(timeout=SECONDS_FOR_A_CONNECTION):
            raise StoreAway(f"{self._place} is too busy to answer; try again")
        pipeline = None
        try:
            pipeline = self._take_idle() or Pipeline(self._connect())
            yield pipeline
        except _OVERTAKEN as error:
            raise Overtaken(_one_line(error)) from None
        except psycopg.Error as error:
            raise StoreAway(f"{self._place} does not answer: {_one_line(error)}") from None
        finally:
            if pipeline is not None:
                self._give_back(pipeline)
            self._free.release()

    def _take_idle(self) -> Pipeline | None:
        if self._closed.is_set():
            raise StoreClosed(f"{self._place} was closed")
        with self._idle_lock:
            return self._idle.pop() if self._idle else None

    def _give_back(self, pipeline: Pipeline) -> None:
        with self._idle_lock:
            if pipeline.connection.closed or self._closed.is_set():
                given_up, self._idle = [pipeline, *self._idle], []
            else:
                self._idle.append(pipeline)
                given_up = []
        for one in given_up:
            one.connection.close()

    # -- listening -------------------------------------------------------------------------
    def listen(self, heard: Callable[[Collection[UUID]], None]) -> None:
        Thread(target=self._listen, args=(heard,), name="windmill-mock-listener", daemon=True).start()
        Thread(target=self._announce, name="windmill-mock-announcer", daemon=True).start()

    def _listen(self, heard: Callable[[Collection[UUID]], None]) -> None:
        while not self._closed.is_set():
            with suppress(psycopg.Error, StoreAway), self._connect() as connection:
                connection.execute(f"LISTEN {SCHEMA}")
                heard(ANYTHING)  # for notifications that were missed while nothing listened
                while not self._closed.is_set():
                    for told in connection.notifies(timeout=SECONDS_BETWEEN_TRIES, stop_after=1):
                        runs = self._announcements.read(told.payload)
                        if runs is not None:
                            heard(runs)
            self._closed.wait(SECONDS_BETWEEN_TRIES)

    def _announce(self) -> None:
        """Notify other processes, in a separate thread: transactions that notify are committed one by one."""
        while not self._closed.is_set():
            payload = self._announcements.wait()
            with suppress(StoreAway), self._pipeline() as pipeline:
                pipeline.run([("SELECT pg_notify(?, ?)", (SCHEMA, payload))])
            self._closed.wait(SECONDS_BETWEEN_ANNOUNCEMENTS)

    def close(self) -> None:
        self._closed.set()
        self._announcements.add([None])
        with self._idle_lock:
            idle, self._idle = self._idle, []
        for pipeline in idle:
            pipeline.connection.close()


@contextmanager
def _transaction(pipeline: Pipeline) -> Iterator[_Session]:
    """Run a transaction, which waits only for rows and at its end."""
    session = _Session(pipeline)
    try:
        yield session
        session.do("COMMIT")
        session.send()
    except BaseException:
        if not pipeline.connection.closed and session.is_begun:
            with suppress(psycopg.Error):
                pipeline.run([("ROLLBACK", ())])
        raise


class _Session:
    """Collects statements, to send several as one message."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._waiting: list[Statement] = [("BEGIN", ())]
        self.is_begun = False
        self.announced: list[UUID | None] = []

    def run(self, statement: str, *values: Value) -> list[Row]:
        self.do(statement, *values)
        return self.send()

    def do(self, statement: str, *values: Value) -> None:
        self._waiting.append((statement, values))

    def do_for_each(self, statement: str, rows: Sequence[Row], /) -> None:
        for row in rows:
            self.do(statement, *row)

    def change_one(self, statement: str, *values: Value) -> None:
        self.do(f"WITH changed AS ({statement} RETURNING 1) SELECT 1 / count(*) FROM changed", *values)

    def send(self) -> list[Row]:
        """Run the statements so far, and return the rows of the last one."""
        statements, self._waiting = self._waiting, []
        self.is_begun = True
        return self._pipeline.run(statements)

    def lock_documents(self) -> None:
        self.do("SELECT value FROM meta WHERE name = 'documents' FOR UPDATE")

    def lock_tables(self, tables: Sequence[str], /) -> None:
        self.do(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")

    def announce(self, run: UUID | None = None) -> None:
        self.announced.append(run)


def _place_of(url: str) -> str:
    """Describe the database without its password. Raises StoreUnusable if `url` is not a URL."""
    try:
        known = conninfo_to_dict(url)
    except psycopg.Error:  # its message may contain the password
        known = None
    if known is None or url.partition("?")[0].count("@") > 1:
        raise StoreUnusable(
            "the URL of the PostgreSQL store cannot be read; it must be like "
            "postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with %2F for a / and %40 for an @ in the password"
        )
    database = known.get("dbname") or known.get("user") or "of the user"
    return f"the PostgreSQL database {database} at {known.get('host') or 'this machine'}"


def _one_line(error: psycopg.Error) -> str:
    return " ".join(str(error).split()) or type(error).__name__
