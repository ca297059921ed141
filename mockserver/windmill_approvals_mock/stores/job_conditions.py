"""Translates a query for jobs into SQL on the table `jobs`. `JobQuery.matches` checks what no column holds."""

from __future__ import annotations

from dataclasses import field, fields
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.database import Row, Value
from windmill_approvals_mock.stores.filters import TextFilter
from windmill_approvals_mock.stores.job_query import JobQuery, is_suspended
from windmill_approvals_mock.stores.moments_as_numbers import to_number

COLUMNS = (
    *("id", "run", "run_number", "position", "workspace", "is_open", "completed_at", "kind", "created_by", "parent"),
    *("path", "tag", "is_started", "is_suspended", "success", "skipped"),
)
SAVE_JOB = (
    f"INSERT INTO jobs ({', '.join(COLUMNS)}) VALUES ({', '.join('?' for _ in COLUMNS)}) "
    "ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[5:])
)
_ANSWERED = frozenset(
    (
        *("workspace", "queued", "completed", "created_by", "kinds", "parent", "tags", "tag", "path", "path_start"),
        *("running", "success", "is_flow_step", "suspended", "roots_only"),
        *("oldest_first", "by_completion", "skip", "limit"),
    )
)
"""The fields of a query that SQL checks; other fields are checked on each job."""


def as_column(text: str) -> str:
    """Return `text` without NUL and halves of surrogate pairs, which PostgreSQL does not accept."""
    return text.encode(errors="backslashreplace").decode().replace("\0", "\\0")


def columns_of(run: Run, run_number: int, position: int, job: Job) -> Row:
    """Return the row of a job, in the order of `COLUMNS`."""
    return (
        str(job.id),
        str(run.id),
        run_number,
        position,
        run.workspace,
        int(job.completed_at is None),
        0 if job.completed_at is None else to_number(job.completed_at),
        job.kind.value,
        as_column(job.owner.username),
        None if job.parent is None else str(job.parent),
        None if job.path is None else as_column(job.path),
        as_column(job.worker_tag),
        int(job.started_at is not None),
        int(is_suspended(job)),
        int(job.success),
        int(job.skipped),
    )


@dataclass(frozen=True, slots=True)
class JobSelection:
    """The part of a query that SQL checks."""

    where: str
    values: tuple[Value, ...]
    order: str
    is_all: bool
    """Whether SQL checks the whole query, so that the database can cut the page."""


@dataclass(slots=True)
class _Conditions:
    parts: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    is_all: bool = True

    def add(self, part: str, *values: Value) -> None:
        self.parts.append(part)
        self.values += values

    def add_texts(self, column: str, wanted: TextFilter | None) -> None:
        if wanted is None:
            return
        if wanted.are_patterns:
            self.is_all = False
        elif not wanted.values:
            self.add("1 = 1" if wanted.negated else "1 = 0")
        else:
            marks = ", ".join("?" for _ in wanted.values)
            part = f"{column} NOT IN ({marks})" if wanted.negated else f"{column} IN ({marks})"
            self.add(f"({column} IS NULL OR {part})" if wanted.negated else part, *map(as_column, wanted.values))


def select_jobs(query: JobQuery) -> JobSelection:
    """Return the part of `query` that SQL checks, and the order of the jobs, which is that of `MemoryStore`."""
    conditions = _Conditions()
    conditions.add("workspace = ?", query.workspace)
    if not query.may_find_completed:
        conditions.add("is_open = 1")
    if not query.may_find_queued:
        conditions.add("is_open = 0")
    conditions.add_texts("created_by", query.created_by)
    conditions.add_texts("kind", query.kinds)
    conditions.add_texts("tag", query.tag)
    conditions.add_texts("path", query.path)
    conditions.add_texts("path", query.path_start)
    if query.tags is not None:
        conditions.add_texts("tag", TextFilter(query.tags))
    if query.parent is not None:
        conditions.add("parent = ?", str(query.parent) if isinstance(query.parent, UUID) else "")
    if query.is_flow_step is not None:
        conditions.add("parent IS NOT NULL" if query.is_flow_step else "parent IS NULL")
    if query.roots_only:
        conditions.add("parent IS NULL")
    if query.running is not None:
        conditions.add("is_open * is_started = ?", int(query.running))
    if query.success is not None:
        conditions.add("is_open = 0 AND success = ?", int(query.success))
    if query.suspended is not None:
        conditions.add(
            "(is_open = 0 OR (is_suspended = 1 AND parent IS NULL))" if query.suspended else "is_suspended = 0"
        )
    asks_more = any(getattr(query, each.name) != each.default for each in fields(query) if each.name not in _ANSWERED)
    is_all = conditions.is_all and not asks_more
    columns = ("completed_at",) if query.by_completion else ("is_open",)
    direction = "ASC" if query.oldest_first else "DESC"
    order = ", ".join(f"{column} {direction}" for column in (*columns, "run_number", "position"))
    return JobSelection(" AND ".join(conditions.parts), tuple(conditions.values), order, is_all)
