"""What happened, entry by entry, the newest of it: in memory, or in a table of a database."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Generic, Protocol, TypeVar

from windmill_approvals_mock.stores.database import Database, Session
from windmill_approvals_mock.stores.tables import Codec

E = TypeVar("E")
ENTRIES_AT_ONCE = 200
"""Read with one query."""
ENTRIES_UNTIL_TRIMMED = 100


class Log(Protocol[E]):
    def add(self, entry: E, effect: int | None = None) -> int | None:
        """Write `entry` down and return its number.

        If it is what an effect asks for, that is done once, and the effect is finished with it; None if it was before.
        Without an effect it may be lost when the database itself is killed.
        """

    def newest_first(self) -> Iterator[tuple[int, E]]:
        """Number and entry. What is added meanwhile is left out."""


class MemoryLog(Generic[E]):
    def __init__(self, kept: int) -> None:
        self._entries: deque[tuple[int, E]] = deque(maxlen=kept)
        self._numbers = count(1)

    def add(self, entry: E, effect: int | None = None) -> int:  # noqa: ARG002 - as in Log
        number = next(self._numbers)
        self._entries.appendleft((number, entry))
        return number

    def newest_first(self) -> Iterator[tuple[int, E]]:
        return iter(list(self._entries))


class SqlLog(Generic[E]):
    def __init__(self, database: Database, table: str, codec: Codec[E], kept: int) -> None:
        """`table` is a name in the schema."""
        self._database = database
        self._table = table
        self._codec = codec
        self._kept = kept

    def add(self, entry: E, effect: int | None = None) -> int | None:
        body = json.dumps(self._codec.write(entry))
        with self._database.transaction(must_last=False) as session:
            if effect is not None and not session.count("DELETE FROM effects WHERE number = ?", effect):
                return None
            ((written,),) = session.run(f"INSERT INTO {self._table} (body) VALUES (?) RETURNING number", body)
            number = int(written or 0)
            self._trim(session, number)
        return number

    def _trim(self, session: Session, newest: int) -> None:
        if newest % ENTRIES_UNTIL_TRIMMED == 0:
            session.run(f"DELETE FROM {self._table} WHERE number <= ?", newest - self._kept)

    def newest_first(self) -> Iterator[tuple[int, E]]:
        before, left = 2**62, self._kept
        query = f"SELECT number, body FROM {self._table} WHERE number < ? ORDER BY number DESC LIMIT ?"
        while left > 0 and (rows := self._database.read(query, before, min(left, ENTRIES_AT_ONCE))):
            for number, body in rows:
                before, left = int(number or 0), left - 1
                yield before, self._codec.read(json.loads(str(body)))
