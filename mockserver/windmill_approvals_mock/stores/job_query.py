"""Which jobs a list asks for, as a value that a store can turn into a query of its own.

Knows filters, order and page; does not know how a list looks on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.job import Job

JSON = Any


class NoFilter(Enum):
    """Stands for no filter where null is one."""

    ANYTHING = "anything"


ANYTHING = NoFilter.ANYTHING


@dataclass(frozen=True, slots=True)
class JobQuery:
    """A filter that is None lets every job through."""

    workspace: str
    queued: bool = True
    """Whether jobs that have not ended are listed. They come before those that have."""
    completed: bool = True
    created_by: str | None = None
    kinds: frozenset[str] | None = None
    parent: UUID | str | None = None
    """Text that is not an id is nobody's parent."""
    tags: tuple[str, ...] | None = None
    """Those that the token may see."""
    path: str | None = None
    path_start: str | None = None
    running: bool | None = None
    success: bool | None = None
    suspended: bool | None = None
    """Of queued jobs; True: roots that wait; False: jobs that don't. Jobs that have ended are listed either way."""
    roots_only: bool = False
    scheduled_until: datetime | None = None
    """Queued jobs that start no later."""
    args: JSON = ANYTHING
    """A value that the arguments contain, as PostgreSQL's `@>` has it."""
    result: JSON = ANYTHING
    """The same of the result. Queued jobs are listed either way."""
    skip: int = 0
    limit: int = 1000

    @property
    def may_find_queued(self) -> bool:
        return self.queued and self.success is None

    @property
    def may_find_completed(self) -> bool:
        return self.completed and not self.running

    def matches(self, job: Job) -> bool:
        return (
            (self.created_by is None or job.owner.username == self.created_by)
            and (self.kinds is None or job.kind.value in self.kinds)
            and (self.tags is None or job.worker_tag in self.tags)
            and (self.parent is None or job.parent == self.parent)
            and (self.path is None or job.path == self.path)
            and (self.path_start is None or (job.path or "").startswith(self.path_start))
            and (self.running is None or (job.started_at is not None and job.completed_at is None) == self.running)
            and (self.success is None or (job.completed_at is not None and job.success == self.success))
            and (not self.roots_only or job.parent is None)
            and (self.args is ANYTHING or contains(dict(job.args), self.args))
            and (self._queued_matches(job) if job.completed_at is None else self._completed_matches(job))
        )

    def _queued_matches(self, job: Job) -> bool:
        return (self.suspended is None or self._is_as_suspended(job)) and (
            self.scheduled_until is None or job.scheduled_for <= self.scheduled_until
        )

    def _completed_matches(self, job: Job) -> bool:
        return self.result is ANYTHING or contains(job.result, self.result)

    def _is_as_suspended(self, job: Job) -> bool:
        return is_suspended(job) and job.parent is None if self.suspended else not is_suspended(job)


def is_suspended(job: Job) -> bool:
    """Whether the job waits for votes."""
    if job.flow is None:
        return job.approval is not None
    return job.flow.suspend > 0 and job.completed_at is None


def contains(whole: JSON, part: JSON) -> bool:
    """Whether `whole` contains `part` as PostgreSQL's `@>` on jsonb has it."""
    if isinstance(whole, dict):
        return isinstance(part, dict) and all(key in whole and _contains_inside(whole[key], part[key]) for key in part)
    if isinstance(whole, list | tuple):
        wanted = part if isinstance(part, list | tuple) else None
        if wanted is None:
            return not isinstance(part, dict) and any(_equal(part, one) for one in whole)
        return all(any(_contains_inside(one, each) for one in whole) for each in wanted)
    return _equal(whole, part)


def _contains_inside(whole: JSON, part: JSON) -> bool:
    """Below the top a list does not contain a plain value: only lists are held against lists."""
    if isinstance(whole, list | tuple) and not isinstance(part, list | tuple):
        return False
    return contains(whole, part)


def _equal(one: JSON, other: JSON) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)
