"""Copies of a stored run, with ids of their own, as a mock would have written them.

Knows the tables of a store; does not measure.
"""

# ruff: noqa: S608 - statements are made of the names of our own columns
from __future__ import annotations

from uuid import uuid4

from windmill_approvals_mock.stores.database import Database
from windmill_approvals_mock.stores.job_conditions import COLUMNS

COPIES_AT_ONCE = 1000
_RUN = "INSERT INTO runs (id, workspace, version, due, claimed_until, state, body) VALUES (?, ?, ?, ?, 0, ?, ?)"
_JOB = (
    f"INSERT INTO jobs ({', '.join(COLUMNS)}) VALUES "
    f"({', '.join('(SELECT number FROM runs WHERE id = ?)' if name == 'run_number' else '?' for name in COLUMNS)})"
)


def copy_run(database: Database, run: str, count: int) -> None:
    """Add `count` copies of the run of that id."""
    ((workspace, version, due, state, body),) = database.read(
        "SELECT workspace, version, due, state, body FROM runs WHERE id = ?", run
    )
    jobs = database.read(f"SELECT {', '.join(COLUMNS)} FROM jobs WHERE run = ?", run)
    for start in range(0, count, COPIES_AT_ONCE):
        with database.transaction() as session:
            for _ in range(min(COPIES_AT_ONCE, count - start)):
                ids = {str(job[COLUMNS.index("id")]): str(uuid4()) for job in jobs}
                text = str(body)
                for old, new in ids.items():
                    text = text.replace(old, new)
                session.do(_RUN, ids[run], workspace, version, due, state, text)
                for job in jobs:
                    values = [ids.get(str(value), value) for value in job]
                    values[COLUMNS.index("run_number")] = ids[run]
                    session.do(_JOB, *values)
