"""What the stores ask of a database, and what can be wrong with one.

Statements are written once for all databases, with `?` for each value; a driver translates them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

Value = str | int | float | None
Row = Sequence[Value]


class StoreUnusable(ValueError):
    """A store cannot be opened; the text says why and what to do. It never holds a password."""


class StoreAway(Exception):
    """The database does not answer now, or cannot write; the text says why. What was asked for was not done."""


class StoreClosed(StoreAway):
    """This process has closed the store, so it will not answer again."""


class StoreEmptied(StoreAway):
    """Somebody has emptied the store meanwhile, and what this is about went with it."""


class Overtaken(Exception):
    """Somebody else was quicker: what was to be saved no longer fits what is there."""


class Session(Protocol):
    """One transaction: all of it is kept when it ends well, and nothing when something is raised in it.

    A key that is taken raises Overtaken, as the transaction ends at the latest.
    """

    def run(self, statement: str, *values: Value) -> list[Row]:
        """The rows of a statement that returns some."""

    def do(self, statement: str, *values: Value) -> None:
        """Run a statement that returns no rows, before the next one that does or the end of the transaction."""

    def do_for_each(self, statement: str, rows: Sequence[Row], /) -> None:
        """`do` it with the values of each row."""

    def change_one(self, statement: str, *values: Value) -> None:
        """`do` what is to change one row, and raise Overtaken if it has changed none."""

    def lock_documents(self) -> None:
        """Let no other transaction that asks for the same go on until this one has ended."""

    def lock_tables(self, tables: Sequence[str], /) -> None:
        """Let no other transaction write to them until this one has ended."""

    def announce(self) -> None:
        """When the transaction is kept, let everybody who listens look again."""


class Database(Protocol):
    """Raises StoreAway from every method while the database does not answer."""

    @property
    def is_exclusive(self) -> bool:
        """Whether nobody else can change what is in it, so that what was read once need not be read again."""

    @property
    def now(self) -> str:
        """An SQL expression: the time it is, in seconds since 1970, as the database sees it."""

    def transaction(self, *, must_last: bool = True) -> AbstractContextManager[Session]:
        """With `must_last=False` it may be lost if the database itself is killed: somebody would do the same again."""

    def read(self, statement: str, *values: Value) -> list[Row]:
        """The rows of a query, in a transaction of its own."""

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` whenever a transaction of another process may have announced something, until `close`."""

    def close(self) -> None: ...
