"""Keeps the effects of changes until the process that holds their lease has carried them out.

A living process renews its leases. When those of a dead process expire, another one takes its effects over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from threading import Lock
from uuid import UUID, uuid4

from windmill_approvals_mock.flows.events import Effect, KillStep, StartStep
from windmill_approvals_mock.stores.change import Taken
from windmill_approvals_mock.stores.database import Database, Session
from windmill_approvals_mock.stores.outbox import Outbox
from windmill_approvals_mock.stores.run_json import effect_from_json, effect_to_json

FOR_EVER = 1e12
"""Seconds of a lease if no other process can use the database."""


class LeasedEffects:
    def __init__(self, database: Database, seconds_of_lease: float) -> None:
        self._database = database
        self._owner = str(uuid4())
        self._leased_for = FOR_EVER if database.is_exclusive else seconds_of_lease
        self._outbox = Outbox()
        self._held: dict[int, UUID | None] = {}
        """The effects that this process has taken and not finished, each with its job."""
        self._held_lock = Lock()
        if database.is_exclusive:
            with database.transaction() as session:
                session.do("UPDATE effects SET leased_until = 0")

    # -- of this process -------------------------------------------------------------------
    def save(self, session: Session, run: UUID, effects: Sequence[Effect]) -> Sequence[Taken]:
        """Save `effects`, which this process carries out after the transaction."""
        if not effects:
            return ()
        values = []
        for effect in effects:
            job = _job_of(effect)
            body = json.dumps(effect_to_json(effect))
            values += [str(run), None if job is None else str(job), body, self._owner, self._leased_for]
        rows = ", ".join(f"(?, ?, ?, ?, {self._database.now} + ?)" for _ in effects)
        statement = f"INSERT INTO effects (run, job, body, owner, leased_until) VALUES {rows} RETURNING number"
        numbers = sorted(int(number or 0) for (number,) in session.run(statement, *values))
        return [Taken(number, effect) for number, effect in zip(numbers, effects, strict=True)]

    def hold(self, run: UUID, taken: Sequence[Taken]) -> None:
        """Queue saved effects to be carried out."""
        if taken:
            with self._held_lock:
                self._held |= {one.number: _job_of(one.effect) for one in taken}
            self._outbox.add(run, taken)

    def take(self, run: UUID) -> Taken | None:
        return self._outbox.take(run)

    def put_back(self, run: UUID, taken: Taken) -> None:
        """Put an effect back that could not be carried out, before the others."""
        self._outbox.put_back(run, taken)

    def finish(self, number: int) -> None:
        with self._database.transaction(must_last=False) as session:
            session.do("DELETE FROM effects WHERE number = ?", number)
        self.let_go(number)

    def finish_all_of(self, job: UUID) -> None:
        with self._database.transaction(must_last=False) as session:
            session.do("DELETE FROM effects WHERE job = ?", str(job))
            session.announce()
        with self._held_lock:
            self._held = {number: other for number, other in self._held.items() if other != job}

    def let_go(self, number: int) -> None:
        """Forget an effect that has been finished."""
        self._held.pop(number, None)

    def forget(self) -> None:
        """Forget all effects."""
        self._outbox.clear()
        with self._held_lock:
            self._held.clear()

    # -- of other processes ----------------------------------------------------------------
    def take_over(self) -> Sequence[UUID]:
        """Take over effects whose lease has expired, and return their runs."""
        with self._database.transaction(must_last=False) as session:
            rows = session.run(
                f"UPDATE effects SET owner = ?, leased_until = {self._database.now} + ? "
                f"WHERE leased_until < {self._database.now} RETURNING number, run, body",
                *(self._owner, self._leased_for),
            )
        for number, run, body in sorted(rows, key=lambda row: int(row[0] or 0)):
            self.hold(UUID(str(run)), [Taken(int(number or 0), effect_from_json(json.loads(str(body))))])
        return self._outbox.runs()

    def renew(self) -> Sequence[UUID]:
        """Renew the leases of this process, and return the jobs whose leases it has lost."""
        held = dict(self._held)
        if self._database.is_exclusive or not held:
            return ()
        marks = ", ".join("?" for _ in held)
        with self._database.transaction(must_last=False) as session:
            rows = session.run(
                f"UPDATE effects SET leased_until = {self._database.now} + ? "
                f"WHERE owner = ? AND number IN ({marks}) RETURNING number",
                self._leased_for,
                self._owner,
                *held,
            )
        lost = held.keys() - {int(number or 0) for (number,) in rows}
        return [job for number in lost if (job := self._held.pop(number, None)) is not None]

    def release(self) -> None:
        """Give up the leases of this process, so that others can take its effects over."""
        with self._database.transaction(must_last=False) as session:
            session.do("UPDATE effects SET leased_until = 0 WHERE owner = ?", self._owner)


def _job_of(effect: Effect) -> UUID | None:
    return effect.job if isinstance(effect, StartStep | KillStep) else None
