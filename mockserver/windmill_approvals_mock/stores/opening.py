"""Stores by URL: `sqlite:///path`, `postgresql://…`, or the memory of this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Protocol, TypeVar

from windmill_approvals_mock.stores.database import Database, StoreAway, StoreUnusable
from windmill_approvals_mock.stores.documents import Documents
from windmill_approvals_mock.stores.logs import Log, MemoryLog, SqlLog
from windmill_approvals_mock.stores.members import Members, Options
from windmill_approvals_mock.stores.memory import MemoryStore
from windmill_approvals_mock.stores.sql_store import SECONDS_OF_LEASE, SqlStore
from windmill_approvals_mock.stores.store import Store
from windmill_approvals_mock.stores.tables import Codec, InMemory, Keeper

E = TypeVar("E")


class Stores(Protocol):
    """All that one mock keeps."""

    @property
    def runs(self) -> Store: ...
    @property
    def keeper(self) -> Keeper: ...
    def log(self, name: str, codec: Codec[E], kept: int) -> Log[E]:
        """The log of that name, which remembers the newest `kept` entries."""

    @property
    def is_exclusive(self) -> bool:
        """Whether no other process can change what is kept."""

    def join(self, options: Options) -> None:
        """Use what is kept with these options. Raises StoreUnusable if another process uses it now with others."""

    def ask(self) -> None:
        """Raises StoreAway while nothing can be read or written."""

    def emptying(self) -> AbstractContextManager[object]:
        """Forget everything and write down inside what there is instead: all of that or nothing, for all at once.

        What was handed out before is of no more use.
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
        """Nobody else uses it."""

    def ask(self) -> None:
        """Memory is always there."""

    def close(self) -> None:
        """Memory goes with the process."""


class SqlStores:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_exclusive = database.is_exclusive
        self.runs = SqlStore(database)
        self.keeper = Documents(database, self.runs.forget)
        self.members = Members(database, SECONDS_OF_LEASE)
        database.listen(self._hear)

    def _hear(self) -> None:
        self.keeper.refresh()
        self.runs.wake()

    def log(self, name: str, codec: Codec[E], kept: int) -> Log[E]:
        return SqlLog(self._database, name, codec, kept)

    def join(self, options: Options) -> None:
        self.members.join(options)

    def ask(self) -> None:
        self._database.read("SELECT value FROM meta")

    @contextmanager
    def emptying(self) -> Iterator[None]:
        with self.keeper.emptying():
            yield
        self.runs.forget_effects()

    def close(self) -> None:
        """What this process has not carried out is for others now."""
        with suppress(StoreAway):
            self.runs.release_leases()
            self.members.leave()
        self._database.close()


def open_stores(url: str | None) -> MemoryStores | SqlStores:
    """The stores at `url`; None is the memory of this process. Raises StoreUnusable."""
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
    from windmill_approvals_mock.stores.sqlite_database import SqliteDatabase

    host, slash, path = rest.partition("/")
    if host or not slash or not path:
        raise StoreUnusable(
            "a SQLite store is sqlite:///mock.db (in this folder) or sqlite:////srv/mock.db (with a fourth slash: from "
            "the root)"
        )
    return SqliteDatabase(Path(path))
