"""Writes a run to the tables of a database: its row, and the rows for searches and counts."""

from __future__ import annotations

import json

from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import standing_of_run
from windmill_approvals_mock.stores.change import Change
from windmill_approvals_mock.stores.database import Overtaken, Session
from windmill_approvals_mock.stores.job_conditions import SAVE_JOB, as_column, columns_of
from windmill_approvals_mock.stores.moments_as_numbers import to_number
from windmill_approvals_mock.stores.run_cache import Known
from windmill_approvals_mock.stores.run_json import run_to_json

_NEW_RUN = (
    "INSERT INTO runs (id, workspace, version, due, claimed_until, state, body) VALUES (?, ?, 1, ?, 0, ?, ?) "
    "RETURNING number"
)
_SAVE_RUN = "UPDATE runs SET version = ?, due = ?, claimed_until = 0, state = ?, body = ? WHERE id = ? AND version = ?"


def save_change(session: Session, change: Change, before: Known | None) -> Known:
    """Save a change without its effects. Raises Overtaken if the run in the database is no longer `before`."""
    run = change.run
    body = json.dumps(run_to_json(run), separators=(",", ":"))
    due = None if run.due is None else to_number(run.due)
    state = standing_of_run(run).value
    if before is None:
        ((number,),) = session.run(_NEW_RUN, str(run.id), run.workspace, due, state, body)
        saved = Known(run, 1, int(number or 0))
    else:
        saved = Known(run, before.version + 1, before.number)
        session.change_one(_SAVE_RUN, saved.version, due, state, body, str(run.id), before.version)
    _save_jobs(session, saved, before)
    _save_votes(session, run, before)
    _count_stubs(session, change)
    for log, entry in change.entries:
        log.add_within(session, entry)
    if change.finishes is not None:
        session.do("DELETE FROM effects WHERE number = ?", change.finishes)
    return saved


def _save_jobs(session: Session, saved: Known, before: Known | None) -> None:
    run, known = saved.run, before.run.jobs if before is not None else {}
    changed = [
        columns_of(run, saved.number, position, job)
        for position, job in enumerate(run.jobs.values())
        if known.get(job.id) is not job
    ]
    if changed:
        session.do_for_each(SAVE_JOB, changed)


def _save_votes(session: Session, run: Run, before: Known | None) -> None:
    known = before.run.votes_by_identity if before is not None else {}
    if known is run.votes_by_identity:
        return
    came = [(str(run.id), _hex(identity)) for identity in run.votes_by_identity if identity not in known]
    went = [(str(run.id), _hex(identity)) for identity in known if identity not in run.votes_by_identity]
    if came:
        session.do_for_each("INSERT INTO votes (run, identity) VALUES (?, ?)", came)
    if went:
        session.do_for_each("DELETE FROM votes WHERE run = ? AND identity = ?", went)


def _count_stubs(session: Session, change: Change) -> None:
    for stub, use in sorted(change.stubs_used.items()):
        ((uses,),) = session.run(
            "INSERT INTO stub_uses (stub, uses) VALUES (?, ?) "
            "ON CONFLICT (stub) DO UPDATE SET uses = stub_uses.uses + excluded.uses RETURNING uses",
            *(str(stub), use.times),
        )
        if use.in_order and int(uses or 0) - use.times != use.before:
            raise Overtaken
    for step in change.unstubbed:
        session.do("INSERT INTO unstubbed (step) VALUES (?) ON CONFLICT (step) DO NOTHING", as_column(step))


def _hex(identity: int) -> str:
    return f"{identity:032x}"
