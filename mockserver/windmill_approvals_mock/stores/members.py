"""Keeps track of the processes that use a store, because they must all have the same options.

Each process renews its entry regularly. The entry of a killed process expires.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from uuid import uuid4

from windmill_approvals_mock.stores.database import Database, Session, StoreUnusable

Options = Mapping[str, str]
_SECRET = frozenset({"control-key"})
"""Options whose values are not shown."""


class Members:
    def __init__(self, database: Database, seconds_of_life: float) -> None:
        """A process counts for `seconds_of_life` after it renewed its entry."""
        self._database = database
        self._seconds = seconds_of_life
        self._name = str(uuid4())
        self._options = "{}"

    def join(self, options: Options) -> None:
        """Enter this process with its options. Raises StoreUnusable if another process uses different ones."""
        if self._database.is_exclusive:
            return
        with self._database.transaction() as session:
            session.lock_documents()
            session.do(f"DELETE FROM members WHERE lives_until < {self._database.now}")
            for (known,) in session.run("SELECT options FROM members"):
                different = "; ".join(_describe_differences(json.loads(str(known)), options))
                if different:
                    raise StoreUnusable(
                        f"processes that share a store must have the same options, and {different}; start this one "
                        f"with the same options, or end the other one first (a killed process counts for up to "
                        f"{self._seconds:g} more seconds)"
                    )
            self._options = json.dumps(dict(options))
            self._save(session)

    def renew(self) -> None:
        """Renew the entry of this process."""
        if not self._database.is_exclusive:
            with self._database.transaction(must_last=False) as session:
                self._save(session)

    def leave(self) -> None:
        """Remove the entry of this process."""
        if not self._database.is_exclusive:
            with self._database.transaction(must_last=False) as session:
                session.do("DELETE FROM members WHERE name = ?", self._name)

    def _save(self, session: Session) -> None:
        session.do(
            f"INSERT INTO members (name, options, lives_until) VALUES (?, ?, {self._database.now} + ?) "
            "ON CONFLICT (name) DO UPDATE SET lives_until = excluded.lives_until",
            self._name,
            self._options,
            self._seconds,
        )


def _describe_differences(known: Options, here: Options) -> Iterator[str]:
    for name in sorted(known.keys() | here.keys()):
        theirs, ours = known.get(name), here.get(name)
        if theirs == ours:
            continue
        if name in _SECRET:
            yield f"another one has a different {name}"
        else:
            yield f"another one has {name} {theirs}, this one {ours}"
