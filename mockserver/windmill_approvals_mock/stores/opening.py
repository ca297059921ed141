"""Opens stores by URL: `sqlite:///path`, `postgresql://…`, or the memory of this process."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from windmill_approvals_mock.stores.database import Database, StoreAway, StoreUnusable
from windmill_approvals_mock.stores.documents import Documents
from windmill_approvals_mock.stores.logs import Log, MemoryLog, SqlLog
from windmill_approvals_mock.stores.members import Members, Options
from windmill_approvals_mock.stores.memory import MemoryStore
from windmill_approvals_mock.stores.sql_store import SECONDS_OF_LEASE, SqlStore
from windmill_approvals_mock.stores.store import Store
from windmill_approvals_mock.stores.tables import Codec, InMemory, Keeper

E = TypeVar("E")
_ID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)")


class Stores(Protocol):
    """Everything that one mock keeps."""

    @property
    def runs(self) -> Store: ...
    @property
    def keeper(self) -> Keeper: ...
    def log(self, name: str, codec: Codec[E], kept: int) -> Log[E]:
        """Return the log `name`, which keeps the newest `kept` entries."""

    @property
    def is_exclusive(self) -> bool:
        """Whether no other process can change the data."""

    def join(self, options: Options) -> None:
        """Use the stores with these options. Raises StoreUnusable if another process uses them with different ones."""

    def ask(self) -> None:
        """Raise StoreAway if the stores do not answer."""

    def refresh(self, path: str, /) -> AbstractContextManager[object] | None:
        """Update what other processes have changed, before the request for `path` is answered.

        If the path names a job of a shared store, its run is read on the way. Then return a context for the answer, in
        which the run need not be read again; else None.
        """

    def emptying(self) -> AbstractContextManager[object]:
        """Empty the stores and refill them inside a `with` block, all in one transaction.

        Stores and tables from before must not be used afterwards.
        """

    def close(self) -> None: ...


class MemoryStores:
    is_exclusive = True

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.runs: Store = MemoryStore()
        self.keeper: Keeper = InMemory()

    def emptying(self) -> AbstractContextManager[object]:
        self._begin()
        return nullcontext()

    def log(self, name: str, codec: Codec[E], kept: int) -> Log[E]:  # noqa: ARG002 - as in Stores
        return MemoryLog(kept)

    def join(self, options: Options) -> None:
        """Do nothing: no other process uses the memory."""

    def ask(self) -> None:
        """Do nothing: memory always answers."""

    def refresh(self, path: str) -> None:
        """Do nothing: no other process changes the memory."""

    def close(self) -> None:
        """Do nothing: memory ends with the process."""


class SqlStores:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_exclusive = database.is_exclusive
        self.runs = SqlStore(database)
        self.keeper = Documents(database, self.runs.forget)
        self.members = Members(database, SECONDS_OF_LEASE)
        database.listen(self._hear)

    def _hear(self, runs: Collection[UUID]) -> None:
        if not runs:
            self.keeper.refresh()
            self.runs.wake()
        for run in runs:
            self.runs.wake(run)

    def log(self, name: str, codec: Codec[E], kept: int) -> Log[E]:
        return SqlLog(self._database, name, codec, kept)

    def join(self, options: Options) -> None:
        self.members.join(options)

    def ask(self) -> None:
        self._database.read("SELECT value FROM meta")

    def refresh(self, path: str) -> AbstractContextManager[object] | None:
        named = None if self.is_exclusive else _ID.search(path)
        if named is None:
            self.keeper.refresh()
            return None
        return self.runs.read_ahead(UUID(named[0]), self.keeper.refresh_and_read)

    @contextmanager
    def emptying(self) -> Iterator[None]:
        with self.keeper.emptying():
            yield
        self.runs.forget_effects()

    def close(self) -> None:
        """Close the stores, and leave unfinished effects to other processes."""
        with suppress(StoreAway):
            self.runs.release_leases()
            self.members.leave()
        self._database.close()


def open_stores(url: str | None) -> MemoryStores | SqlStores:
    """Open the stores at `url`; None is the memory of this process. Raises StoreUnusable."""
    if url is None or url == "memory":
        return MemoryStores()
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return SqlStores(_open_sqlite(rest))
    if scheme in ("postgresql", "postgres"):
        return SqlStores(_open_postgres(url))
    raise StoreUnusable(f"{scheme!r} is not a store; give sqlite:///PATH or postgresql://USER@HOST/DATABASE")


def _open_postgres(url: str) -> Database:
    try:
        from windmill_approvals_mock.stores.postgres_database import PostgresDatabase
    except ImportError:
        raise StoreUnusable("a PostgreSQL store needs: pip install 'windmill-approvals[mock,postgres]'") from None
    return PostgresDatabase(url)


def _open_sqlite(rest: str) -> Database:
    try:
        from windmill_approvals_mock.stores.sqlite_database import SqliteDatabase
    except ImportError:
        raise StoreUnusable("this Python was built without SQLite; use another one, or a PostgreSQL store") from None

    host, slash, path = rest.partition("/")
    if host or not slash or not path:
        raise StoreUnusable(
            "a SQLite store is sqlite:///mock.db (in this folder) or sqlite:////srv/mock.db (with a fourth slash: from "
            "the root)"
        )
    return SqliteDatabase(Path(path))
