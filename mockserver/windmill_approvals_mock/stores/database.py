"""The interface of a database for the stores, and its errors.

Statements are the same for all databases, with `?` for each value; a driver translates them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

Value = str | int | float | None
Row = Sequence[Value]
Statement = tuple[str, Sequence[Value]]
"""SQL with `?` for each value, and the values."""


class StoreUnusable(ValueError):
    """A store cannot be opened. The message says why and what to do, and never contains a password."""


class StoreAway(Exception):
    """The database does not answer or cannot write; the message says why. Nothing was changed."""


class StoreClosed(StoreAway):
    """This process has closed the store."""


class StoreEmptied(StoreAway):
    """The store was emptied meanwhile, so the run or table no longer exists."""


class Overtaken(StoreAway):
    """Another process or thread changed the data first, or stood in the way, so the change must be decided again.

    Where nobody decides again, trying later is right, as for a store that is away.
    """


class Session(Protocol):
    """One transaction. It is committed at the end of its `with` block, and rolled back if the block raises.

    A duplicate key raises Overtaken, at the end of the transaction at the latest.
    """

    def run(self, statement: str, *values: Value) -> list[Row]:
        """Run a statement that returns rows, and return them."""

    def do(self, statement: str, *values: Value) -> None:
        """Run a statement without rows, before the next `run` or the end of the transaction at the latest."""

    def do_for_each(self, statement: str, rows: Sequence[Row], /) -> None:
        """Do a statement with the values of each row."""

    def change_one(self, statement: str, *values: Value) -> None:
        """Do a statement that must change one row. Raises Overtaken if it changes none."""

    def lock_documents(self) -> None:
        """Lock the documents against other transactions that call this, until this one ends."""

    def lock_tables(self, tables: Sequence[str], /) -> None:
        """Lock `tables` against writes of other transactions until this one ends."""

    def announce(self, run: UUID | None = None) -> None:
        """Notify all listeners when the transaction is committed: of a change of `run`, or of something else."""


class Database(Protocol):
    """A database. Every method raises StoreAway while the database does not answer."""

    @property
    def is_exclusive(self) -> bool:
        """Whether no other process can change the data, so that it need not be read again."""

    @property
    def now(self) -> str:
        """An SQL expression for the database's own time, in seconds since 1970."""

    def transaction(self, *, must_last: bool = True) -> AbstractContextManager[Session]:
        """Start a transaction. With `must_last=False` it may be lost if the database is killed, because it would be
        repeated."""

    def read(self, statement: str, *values: Value) -> list[Row]:
        """Run a query in a transaction of its own, and return the rows."""

    def read_each(self, *queries: Statement) -> list[list[Row]]:
        """Run queries one after the other but as one message, and return the rows of each."""

    def listen(self, heard: Callable[[Collection[UUID]], None]) -> None:
        """Call `heard` when transactions of another process have notified, until `close`.

        It gets the runs that have changed; none if anything may have changed.
        """

    def close(self) -> None: ...
