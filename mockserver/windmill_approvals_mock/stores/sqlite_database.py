"""A store's database in one file, with Python's own SQLite.

Only one process can open the file at a time, because another one would not notice its changes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from uuid import UUID

from windmill_approvals_mock.stores.database import Overtaken, Row, Session, Statement, StoreAway, StoreUnusable, Value
from windmill_approvals_mock.stores.migrations import migrate

APPLICATION_ID = 0x776D6170
"""Marks our files in their header, to tell them from databases of other programs."""
SECONDS_TO_WAIT_FOR_LOCK = 2.0
"""Seconds to wait while a process that is being replaced closes the file."""


class SqliteDatabase:
    is_exclusive = True
    now = "((julianday('now') - 2440587.5) * 86400.0)"

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises StoreUnusable."""
        self._path = path
        self._using = RLock()
        try:
            self._connection = self._open()
        except sqlite3.Error as error:
            raise StoreUnusable(_explain(path, error)) from None

    def _open(self) -> sqlite3.Connection:
        if self._path.is_dir():
            raise StoreUnusable(f"{self._path} is a folder; name a file in it, such as {self._path / 'mock.db'}")
        if not self._path.parent.is_dir():
            raise StoreUnusable(f"the folder {self._path.parent} does not exist; create it first")
        if not all(os.access(place, os.W_OK) for place in (self._path, self._path.parent) if place.exists()):
            raise StoreUnusable(f"{self._path} {_READ_ONLY}")
        connection = sqlite3.connect(
            self._path,
            timeout=SECONDS_TO_WAIT_FOR_LOCK,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._ask_whose(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            session = _Session(connection)
            is_empty = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            if is_empty:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(session, serial="INTEGER PRIMARY KEY AUTOINCREMENT", is_empty=is_empty, place=str(self._path))
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _ask_whose(self, connection: sqlite3.Connection) -> None:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        is_empty = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        if application_id != APPLICATION_ID and not (is_empty and application_id == 0):
            raise StoreUnusable(f"{self._path} is a database of another program; give this mock a file of its own")

    # -- using it --------------------------------------------------------------------------
    @contextmanager
    def transaction(self, *, must_last: bool = True) -> Iterator[Session]:  # noqa: ARG002 - as in Database
        with self._using:
            self._execute("BEGIN IMMEDIATE")
            try:
                yield _Session(self._connection)
                self._execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.IntegrityError):
                    raise Overtaken(str(error)) from None
                if isinstance(error, sqlite3.Error):
                    raise StoreAway(_explain(self._path, error)) from None
                raise

    def read(self, statement: str, *values: Value) -> list[Row]:
        with self._using:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                raise StoreAway(_explain(self._path, error)) from None

    def read_each(self, *queries: Statement) -> list[list[Row]]:
        return [self.read(query, *values) for query, values in queries]

    def _execute(self, statement: str) -> None:
        try:
            self._connection.execute(statement)
        except sqlite3.Error as error:
            raise StoreAway(_explain(self._path, error)) from None

    def listen(self, heard: Callable[[Collection[UUID]], None]) -> None:
        """Do nothing: no other process can change the file."""

    def close(self) -> None:
        with self._using:
            self._connection.close()


class _Session:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, statement: str, *values: Value) -> list[Row]:
        return self._connection.execute(statement, values).fetchall()

    def do(self, statement: str, *values: Value) -> None:
        self._connection.execute(statement, values)

    def do_for_each(self, statement: str, rows: Sequence[Row], /) -> None:
        self._connection.executemany(statement, rows)

    def change_one(self, statement: str, *values: Value) -> None:
        if not self._connection.execute(statement, values).rowcount:
            raise Overtaken

    def lock_documents(self) -> None:
        """Do nothing: only one transaction can write anyway."""

    def lock_tables(self, tables: Sequence[str], /) -> None:
        """Do nothing: only one transaction can write anyway."""

    def announce(self, run: UUID | None = None) -> None:
        """Do nothing: nobody listens."""


_READ_ONLY = "cannot be written; give this user the right to write the file and its folder"


def _explain(path: Path, error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return (
            f"{path} is in use by another process, and only one process at a time can use a SQLite file; "
            "end that one, or use PostgreSQL (see `windmill-approvals help run-a-shared-server`)"
        )
    if name == "SQLITE_NOTADB":
        return f"{path} is not a database; name another file, or one that does not exist yet"
    if name.startswith("SQLITE_CORRUPT"):
        return f"{path} is damaged ({error}); restore it from a backup, or name another file"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"{path} {_READ_ONLY}"
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
        return f"{path} cannot be written ({error}); is the disk full?"
    return f"{path} cannot be used: {error}"
