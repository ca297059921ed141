"""The tables of a store in SQL, as numbered migrations from an empty database to the present schema.

A released migration is never edited; each change is a new one. `{serial}` is an automatic number.
"""

from __future__ import annotations

from collections.abc import Sequence

from windmill_approvals_mock.stores.database import Session, StoreUnusable
from windmill_approvals_mock.stores.run_json import SCHEMA as RUN_SCHEMA

MIGRATIONS: Sequence[Sequence[str]] = (
    # 1: runs, what is searched of them, and what is still to be done because of them
    (
        """CREATE TABLE runs (
            number {serial}, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, version BIGINT NOT NULL,
            due BIGINT, claimed_until DOUBLE PRECISION NOT NULL, body TEXT NOT NULL)""",
        "CREATE INDEX runs_due ON runs (due) WHERE due IS NOT NULL",
        """CREATE TABLE jobs (
            id TEXT PRIMARY KEY, run TEXT NOT NULL, run_number BIGINT NOT NULL, position INTEGER NOT NULL,
            workspace TEXT NOT NULL, is_open INTEGER NOT NULL, completed_at BIGINT NOT NULL, kind TEXT NOT NULL,
            created_by TEXT NOT NULL, parent TEXT, path TEXT, tag TEXT NOT NULL, is_started INTEGER NOT NULL,
            is_suspended INTEGER NOT NULL, success INTEGER NOT NULL, skipped INTEGER NOT NULL)""",
        "CREATE INDEX jobs_listed ON jobs (workspace, is_open, run_number, position)",
        "CREATE INDEX jobs_ended ON jobs (workspace, completed_at, run_number, position)",
        "CREATE INDEX jobs_inside ON jobs (parent) WHERE parent IS NOT NULL",
        "CREATE TABLE votes (run TEXT NOT NULL, identity TEXT NOT NULL, PRIMARY KEY (run, identity))",
        """CREATE TABLE effects (
            number {serial}, run TEXT NOT NULL, job TEXT, body TEXT NOT NULL, owner TEXT NOT NULL,
            leased_until DOUBLE PRECISION NOT NULL)""",
        "CREATE INDEX effects_of_owners ON effects (owner)",
        "CREATE INDEX effects_of_jobs ON effects (job)",
        "CREATE TABLE stub_uses (stub TEXT PRIMARY KEY, uses BIGINT NOT NULL)",
        "CREATE TABLE unstubbed (number {serial}, step TEXT NOT NULL UNIQUE)",
    ),
    # 2: everything besides runs
    (
        """CREATE TABLE documents (
            kind TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, position BIGINT NOT NULL,
            revision BIGINT NOT NULL, body TEXT, PRIMARY KEY (kind, scope, name))""",
        "CREATE INDEX documents_changed ON documents (revision)",
        "CREATE TABLE audit (number {serial}, body TEXT NOT NULL)",
        "CREATE TABLE minted (number {serial}, body TEXT NOT NULL)",
        "INSERT INTO meta (name, value) VALUES ('epoch', 0), ('documents', 0), ('dropped', 0)",
    ),
    # 3: the journal, and which processes use the store now
    (
        "CREATE TABLE journal (number {serial}, body TEXT NOT NULL)",
        "CREATE TABLE members (name TEXT PRIMARY KEY, options TEXT NOT NULL, lives_until DOUBLE PRECISION NOT NULL)",
    ),
    # 4: the state of a run, for lists; NULL until a run of before is saved again
    ("ALTER TABLE runs ADD COLUMN state TEXT",),
)
NEWEST = len(MIGRATIONS)
TABLES = ("runs", "jobs", "votes", "effects", "stub_uses", "unstubbed", "documents", "audit", "minted", "journal")
"""The tables with data: all but `meta`, which holds the version of the schema, and `members`."""


def migrate(session: Session, *, serial: str, is_empty: bool, place: str) -> None:
    """Migrate the tables to the present schema. Raises StoreUnusable for a newer one."""
    if is_empty:
        session.do("CREATE TABLE meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)")
        session.do("INSERT INTO meta (name, value) VALUES ('schema', 0), ('runs', ?)", RUN_SCHEMA)
    known = {str(name): int(value or 0) for name, value in session.run("SELECT name, value FROM meta")}
    schema, run_schema = known["schema"], known["runs"]
    if schema > NEWEST or run_schema > RUN_SCHEMA:
        raise StoreUnusable(
            f"{place} was written by a newer version of this mock (schema {schema}.{run_schema}; this version reads up "
            f"to {NEWEST}.{RUN_SCHEMA}); install that version again, or use another store"
        )
    if run_schema < RUN_SCHEMA:
        raise StoreUnusable(
            f"{place} contains runs of an older version of this mock (schema {run_schema}), which this version cannot "
            f"read (it reads schema {RUN_SCHEMA}); use another store, or empty this one"
        )
    for statements in MIGRATIONS[schema:]:
        for statement in statements:
            session.do(statement.replace("{serial}", serial))
    if schema < NEWEST:
        session.do("UPDATE meta SET value = ? WHERE name = 'schema'", NEWEST)
