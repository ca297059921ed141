"""Logs that keep their newest entries in memory or in a table of a database."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from windmill_approvals_mock.stores.database import Database, Session
from windmill_approvals_mock.stores.tables import Codec

E = TypeVar("E")
ENTRIES_AT_ONCE = 200
"""Number of entries that one query reads."""
ENTRIES_UNTIL_TRIMMED = 100


class Log(Protocol[E]):
    def add(self, entry: E) -> int:
        """Add `entry` and return its number. It may be lost if the database is killed."""

    def add_within(self, session: Session, entry: E) -> None:
        """Add `entry` in a transaction."""

    def newest_first(self) -> Iterator[tuple[int, E]]:
        """Yield number and entry, newest first, without entries that are added meanwhile."""


class Entry(NamedTuple):
    log: Log[Any]
    entry: Any


class MemoryLog(Generic[E]):
    def __init__(self, kept: int) -> None:
        self._entries: deque[tuple[int, E]] = deque(maxlen=kept)
        self._numbers = count(1)

    def add(self, entry: E) -> int:
        number = next(self._numbers)
        self._entries.appendleft((number, entry))
        return number

    def add_within(self, session: Session, entry: E) -> None:  # noqa: ARG002 - memory knows no transactions
        self.add(entry)

    def newest_first(self) -> Iterator[tuple[int, E]]:
        return iter(list(self._entries))


class SqlLog(Generic[E]):
    def __init__(self, database: Database, table: str, codec: Codec[E], kept: int) -> None:
        """Use the table with the name `table`."""
        self._database = database
        self._table = table
        self._codec = codec
        self._kept = kept
        self._insert = f"INSERT INTO {table} (body) VALUES (?)"
        self._added = count(1)
        """The number of entries that this process has added."""

    def add(self, entry: E) -> int:
        with self._database.transaction(must_last=False) as session:
            ((number,),) = session.run(f"{self._insert} RETURNING number", self._write(entry))
            self._trim_at_times(session)
        return int(number or 0)

    def add_within(self, session: Session, entry: E) -> None:
        session.do(self._insert, self._write(entry))
        self._trim_at_times(session)

    def _write(self, entry: E) -> str:
        return json.dumps(self._codec.write(entry))

    def _trim_at_times(self, session: Session) -> None:
        if next(self._added) % ENTRIES_UNTIL_TRIMMED == 0:
            table = self._table
            session.do(f"DELETE FROM {table} WHERE number <= (SELECT max(number) FROM {table}) - ?", self._kept)

    def newest_first(self) -> Iterator[tuple[int, E]]:
        before, left = 2**62, self._kept
        query = f"SELECT number, body FROM {self._table} WHERE number < ? ORDER BY number DESC LIMIT ?"
        while left > 0 and (rows := self._database.read(query, before, min(left, ENTRIES_AT_ONCE))):
            for number, body in rows:
                before, left = int(number or 0), left - 1
                yield before, self._codec.read(json.loads(str(body)))
