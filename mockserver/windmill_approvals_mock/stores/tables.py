"""What is kept besides runs, as tables of values by key: users, tokens, what is deployed, stubs, the clock.

A table is in memory, where it is read; a keeper writes down what changes in it, or does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar

from windmill_approvals_mock.stores.plain_data import PlainData, Shared

JSON = Any
V = TypeVar("V")
_DATA = PlainData(shared=())


@dataclass(frozen=True, slots=True)
class Codec(Generic[V]):
    """How a value is written as JSON, and read again."""

    write: Callable[[V], JSON]
    read: Callable[[JSON], V]


def codec_of(kind: type[V]) -> Codec[V]:
    """For dataclasses and what they are made of. Raises TypeError for a type that is not plain data."""
    converter = _DATA.of(kind)
    return Codec(lambda value: converter.write(value, Shared()), lambda written: converter.read(written, Shared()))


class Table(Generic[V]):
    """Values by key, in the order in which their keys came. Changed only inside its keeper's `changing`."""

    def __init__(self) -> None:
        self._values: dict[str, V] = {}
        self._snapshot: Mapping[str, V] | None = None

    @property
    def values(self) -> Mapping[str, V]:
        """A snapshot that no later change touches."""
        snapshot = self._snapshot
        if snapshot is None:
            self._snapshot = snapshot = dict(self._values)
        return snapshot

    def get(self, key: str) -> V | None:
        return self._values.get(key)

    def put(self, key: str, value: V) -> None:
        """Have `value` at `key`, in the place of what was there, else at the end."""
        self._values[key] = value
        self._snapshot = None

    def drop(self, key: str) -> None:
        """Have nothing at `key`."""
        self._values.pop(key, None)
        self._snapshot = None


class Keeper(Protocol):
    @property
    def is_shared(self) -> bool:
        """Whether what is kept must be plain data, because other processes read it, now or later."""

    def changing(self) -> AbstractContextManager[object]:
        """Change tables inside, alone: all that is changed is kept when it ends well, and nothing else."""

    def table(self, kind: str, scope: str, codec: Codec[V]) -> Table[V]:
        """The table of that kind in `scope` (a workspace, or nothing)."""

    def has_table(self, kind: str, scope: str) -> bool:
        """Whether somebody has asked for that table before, or something is kept in it."""

    def refresh(self) -> None:
        """Let the tables be as they are kept, if another process has changed them."""


class InMemory:
    """Keeps nothing beyond the process."""

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
        """Nobody else changes them."""
