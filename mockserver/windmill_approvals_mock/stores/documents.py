"""Keeps tables in a database, one row per value, and follows the changes of other processes.

Changes are numbered, and a process reads only those after the last one it knows. A dropped value stays for a while as a
row without a body, so that other processes notice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any, TypeVar

from windmill_approvals_mock.stores.database import Database, Row, Session, Statement, StoreAway, StoreEmptied
from windmill_approvals_mock.stores.migrations import NEWEST, TABLES
from windmill_approvals_mock.stores.tables import Codec, Table

JSON = Any
V = TypeVar("V")
Place = tuple[str, str, str]
"""Kind, scope and key."""

DROPPED_KEPT = 1000
"""Rows of dropped values are deleted after this many changes."""
_PUT = (
    "INSERT INTO documents (kind, scope, name, position, revision, body) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (kind, scope, name) DO UPDATE SET body = excluded.body, revision = excluded.revision, "
    "position = CASE WHEN documents.body IS NULL THEN excluded.position ELSE documents.position END"
)
_DROP = "UPDATE documents SET body = NULL, revision = ? WHERE kind = ? AND scope = ? AND name = ?"
_META = "SELECT name, value FROM meta"
_COLUMNS = "SELECT kind, scope, name, position, revision, body FROM documents"


class Documents:
    is_shared = True

    def __init__(self, database: Database, forget_runs: Callable[[], None]) -> None:
        """Call `forget_runs` when the store was emptied."""
        self._database = database
        self._forget_runs = forget_runs
        self._lock = RLock()
        self._tables: dict[tuple[str, str], _KeptTable[Any]] = {}
        self._unread: dict[tuple[str, str], dict[str, JSON]] = {}
        """Values of tables that nobody has asked for yet."""
        self._noted: list[tuple[Place, str | None]] | None = None
        """The changes of this transaction; None outside of one."""
        self._changes = 0
        """How many blocks of one thread are changing tables now."""
        self._epoch = self._seen = -1
        self._is_stale = True
        self.refresh()

    def table(self, kind: str, scope: str, codec: Codec[V]) -> Table[V]:
        with self._lock:
            known = self._tables.get((kind, scope))
            if known is None:
                known = _KeptTable(codec, lambda table, name, body: self._note(table, (kind, scope, name), body))
                self._tables[kind, scope] = known
                known.load(self._unread.pop((kind, scope), {}))
            return known

    def has_table(self, kind: str, scope: str) -> bool:
        return (kind, scope) in self._tables or (kind, scope) in self._unread

    # -- changing --------------------------------------------------------------------------
    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other threads from changing tables, and from using them before this has ended (see `refresh`)."""
        with self._lock:
            self._changes += 1
            try:
                yield
            finally:
                self._changes -= 1

    @contextmanager
    def changing(self) -> Iterator[None]:
        with self._locked():
            if self._noted is not None:
                yield
                return
            with self._transaction():
                yield

    @contextmanager
    def emptying(self) -> Iterator[None]:
        """Empty the store, and change tables, in one transaction (see `changing`).

        Tables that are requested inside are new. Tables from before can still be read, but not changed.
        """
        with self._locked():
            before = self._tables, self._unread
            try:
                with self._transaction() as session:
                    session.lock_tables(TABLES)
                    for table in TABLES:
                        session.do(f"DELETE FROM {table}")
                    session.do("UPDATE meta SET value = value + 1 WHERE name = 'epoch'")
                    self._tables, self._unread = {}, {}
                    yield
            except BaseException:
                self._tables, self._unread = before
                raise
            self._epoch += 1
        self._forget_runs()

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        noted: list[tuple[Place, str | None]] = []
        self._noted = noted
        try:
            with self._database.transaction() as session:
                session.lock_documents()
                self._catch_up(session.run)
                yield session
                seen = self._write(session, noted)
            self._seen = seen
        except BaseException:
            self._is_stale = self._is_stale or bool(noted)
            raise
        finally:
            self._noted = None

    def _note(self, table: _KeptTable[Any], place: Place, body: str | None) -> None:
        assert self._noted is not None, "tables can only be changed inside `changing`"
        if self._tables.get(place[:2]) is not table:
            raise StoreEmptied("the store was emptied meanwhile; try again")
        self._noted.append((place, body))

    def _write(self, session: Session, noted: list[tuple[Place, str | None]]) -> int:
        """Write the changes, and return the number of the newest one."""
        revision = self._seen
        for place, body in noted:
            revision += 1
            if body is None:
                session.do(_DROP, revision, *place)
            else:
                session.do(_PUT, *place, revision, revision, body)
        if noted:
            session.do("UPDATE meta SET value = ? WHERE name = 'documents'", revision)
            if revision // DROPPED_KEPT > self._seen // DROPPED_KEPT:
                session.do("DELETE FROM documents WHERE body IS NULL AND revision < ?", revision - DROPPED_KEPT)
                session.do("UPDATE meta SET value = ? WHERE name = 'dropped'", revision - DROPPED_KEPT)
            session.announce()
        return revision

    # -- following -------------------------------------------------------------------------
    def refresh(self) -> None:
        if not self._database.is_exclusive or self._is_stale:
            (meta,) = self._database.read_each((_META, ()))
            self._follow(meta)

    def refresh_and_read(self, query: Statement) -> list[Row]:
        """Do as `refresh`, run a query in the same message, and return its rows."""
        meta, rows = self._database.read_each((_META, ()), query)
        self._follow(meta)
        return rows

    def _follow(self, rows: Sequence[Row]) -> None:
        """Catch up if need be. This takes no lock otherwise: each request asks, and none waits for the others."""
        meta = _parse_meta(rows)
        is_known = meta["epoch"] == self._epoch and meta["documents"] <= self._seen
        if not is_known or self._is_stale or self._changes:
            with self._lock:
                if self._noted is None:
                    self._catch_up(self._database.read)

    def _catch_up(self, read: Callable[..., list[Row]]) -> None:
        meta = _parse_meta(read(_META))
        epoch, revision = meta["epoch"], meta["documents"]
        if self._is_stale or epoch != self._epoch or meta["dropped"] > self._seen:
            self._read_all(read(f"{_COLUMNS} WHERE body IS NOT NULL ORDER BY position"))
            if epoch != self._epoch:
                self._forget_runs()
            self._is_stale, self._epoch = False, epoch
        elif revision > self._seen:
            self._read_later(read(f"{_COLUMNS} WHERE revision > ? ORDER BY position", self._seen))
        self._seen = max(revision, 0)

    def _read_all(self, rows: list[Row]) -> None:
        found: dict[tuple[str, str], dict[str, JSON]] = {}
        for kind, scope, name, _, _, body in rows:
            found.setdefault((str(kind), str(scope)), {})[str(name)] = json.loads(str(body))
        for place, table in self._tables.items():
            table.load(found.pop(place, {}))
        self._unread = found

    def _read_later(self, rows: list[Row]) -> None:
        """Apply `rows`, in the order of their positions. New values go to the end of their table."""
        for kind, scope, name, position, _, body in rows:
            place, key = (str(kind), str(scope)), str(name)
            is_new = int(position or 0) > self._seen
            table = self._tables.get(place)
            document = None if body is None else json.loads(str(body))
            if table is not None:
                table.follow(key, document, is_new=is_new)
            else:
                unread = self._unread.setdefault(place, {})
                if document is None or is_new:
                    unread.pop(key, None)
                if document is not None:
                    unread[key] = document


def _parse_meta(rows: Sequence[Row]) -> Mapping[str, int]:
    """Return what is known about the store as a whole. Raises StoreAway if this version no longer knows its tables."""
    meta = {str(name): int(value or 0) for name, value in rows}
    if meta["schema"] > NEWEST:
        raise StoreAway(
            f"a newer version of this mock has changed the store (to schema {meta['schema']}; this version knows "
            f"up to {NEWEST}); end this process, and start it again with that version"
        )
    return meta


class _KeptTable(Table[V]):
    def __init__(self, codec: Codec[V], note: Callable[[_KeptTable[V], str, str | None], None]) -> None:
        super().__init__()
        self._codec = codec
        self._note = note

    def put(self, key: str, value: V) -> None:
        self._note(self, key, json.dumps(self._codec.write(value)))
        super().put(key, value)

    def drop(self, key: str) -> None:
        if key in self._values:
            self._note(self, key, None)
            super().drop(key)

    def load(self, documents: Mapping[str, JSON]) -> None:
        """Replace the values by those in `documents`."""
        self._values = {key: self._codec.read(document) for key, document in documents.items()}
        self._snapshot = None

    def follow(self, key: str, document: JSON, *, is_new: bool) -> None:
        """Apply a change of another process. None: the value was dropped."""
        if document is None or is_new:
            super().drop(key)
        if document is not None:
            super().put(key, self._codec.read(document))
