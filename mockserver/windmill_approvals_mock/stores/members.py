"""Which processes use a store now: those that use it at the same time must have the same options.

Each says again and again that it lives; one that was killed counts until it would have said so again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from uuid import uuid4

from windmill_approvals_mock.stores.database import Database, Session, StoreUnusable

Options = Mapping[str, str]
_SECRET = frozenset({"control-key"})
"""Options whose values are not told."""


class Members:
    def __init__(self, database: Database, seconds_of_life: float) -> None:
        """A process counts for `seconds_of_life` after it last said that it lives."""
        self._database = database
        self._seconds = seconds_of_life
        self._name = str(uuid4())
        self._options = "{}"

    def join(self, options: Options) -> None:
        """Use the store with these options. Raises StoreUnusable if a process that uses it has others."""
        if self._database.is_exclusive:
            return
        with self._database.transaction() as session:
            session.lock_documents()
            session.do(f"DELETE FROM members WHERE lives_until < {self._database.now}")
            for (known,) in session.run("SELECT options FROM members"):
                different = "; ".join(_describe_differences(json.loads(str(known)), options))
                if different:
                    raise StoreUnusable(
                        f"the processes that share a store must have the same options, and {different}; start this one "
                        f"with the same, or end the other first (one that was killed counts for {self._seconds:g} more "
                        "seconds)"
                    )
            self._options = json.dumps(dict(options))
            self._save(session)

    def renew(self) -> None:
        """Say that this process lives."""
        if not self._database.is_exclusive:
            with self._database.transaction(must_last=False) as session:
                self._save(session)

    def leave(self) -> None:
        """Say that this process uses the store no more."""
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
            yield f"another has another {name}"
        else:
            yield f"another has {name} {theirs}, this one {ours}"
