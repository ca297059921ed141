"""Tables of values by key, for everything besides runs: users, tokens, deployments, stubs and the clock.

A table is read in memory. Its keeper may also write changes to a database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.stores.plain_data import PlainData, Shared

JSON = Any
V = TypeVar("V")
_DATA = PlainData(shared=())


@dataclass(frozen=True, slots=True)
class Codec(Generic[V]):
    """Writes a value as JSON and reads it again."""

    write: Callable[[V], JSON]
    read: Callable[[JSON], V]


def codec_of(kind: type[V]) -> Codec[V]:
    """Return the codec of a dataclass or a type of plain data. Raises TypeError for any other type."""
    converter = _DATA.of(kind)
    return Codec(lambda value: converter.write(value, Shared()), lambda written: converter.read(written, Shared()))


class Table(Generic[V]):
    """Values by key, in the order in which they were added. It can only be changed inside its keeper's `changing`."""

    def __init__(self) -> None:
        self._values: dict[str, V] = {}
        self._snapshot: Mapping[str, V] | None = None

    @property
    def values(self) -> Mapping[str, V]:
        """A snapshot, which later changes do not affect."""
        snapshot = self._snapshot
        if snapshot is None:
            self._snapshot = snapshot = dict(self._values)
        return snapshot

    def get(self, key: str) -> V | None:
        return self._values.get(key)

    def put(self, key: str, value: V) -> None:
        """Set the value at `key`: in its present position, or at the end if it is new."""
        self._values[key] = value
        self._snapshot = None

    def drop(self, key: str) -> None:
        """Remove the value at `key`."""
        self._values.pop(key, None)
        self._snapshot = None


class Keeper(Protocol):
    @property
    def is_shared(self) -> bool:
        """Whether values must be plain data, because other processes read them now or later."""

    def changing(self) -> AbstractContextManager[object]:
        """Return a context in which tables can be changed, by one thread at a time.

        At its end all changes are saved; if it raises, none is.
        """

    def table(self, kind: str, scope: str, codec: Codec[V]) -> Table[V]:
        """Return the table of `kind` in `scope` (a workspace, or empty)."""

    def has_table(self, kind: str, scope: str) -> bool:
        """Whether the table was requested before or has values."""

    def refresh(self) -> None:
        """Update the tables with changes of other processes."""


class InMemory:
    """Keeps tables only in memory."""

    is_shared = False

    def __init__(self) -> None:
        self._changing = RLock()
        self._tables: dict[tuple[str, str], Table[Any]] = {}

    def changing(self) -> AbstractContextManager[object]:
        return self._changing

    def table(self, kind: str, scope: str, codec: Codec[V]) -> Table[V]:  # noqa: ARG002 - as in Keeper
        return self._tables.get((kind, scope)) or self._tables.setdefault((kind, scope), Table())

    def has_table(self, kind: str, scope: str) -> bool:
        return (kind, scope) in self._tables

    def refresh(self) -> None:
        """Do nothing: no other process changes the tables."""
