"""Which jobs a list asks for, as a value that a store can turn into a query of its own.

Knows filters, order and page; does not know how a list looks on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from windmill_approvals_mock.flows.job import Job


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
    path: str | None = None
    path_start: str | None = None
    running: bool | None = None
    success: bool | None = None
    suspended: bool | None = None
    """True: roots that wait; False: jobs that don't."""
    skip: int = 0
    limit: int = 1000

    @property
    def may_find_queued(self) -> bool:
        return self.queued and self.success is None

    @property
    def may_find_completed(self) -> bool:
        return self.completed and not self.running and not self.suspended

    def matches(self, job: Job) -> bool:
        return (
            (self.created_by is None or job.owner.username == self.created_by)
            and (self.kinds is None or job.kind.value in self.kinds)
            and (self.parent is None or job.parent == self.parent)
            and (self.path is None or job.path == self.path)
            and (self.path_start is None or (job.path or "").startswith(self.path_start))
            and (self.running is None or (job.started_at is not None and job.completed_at is None) == self.running)
            and (self.success is None or (job.completed_at is not None and job.success == self.success))
            and (self.suspended is None or self._is_as_suspended(job))
        )

    def _is_as_suspended(self, job: Job) -> bool:
        return is_suspended(job) and job.parent is None if self.suspended else not is_suspended(job)


def is_suspended(job: Job) -> bool:
    """Whether the job waits for votes."""
    if job.flow is None:
        return job.approval is not None
    return job.flow.suspend > 0 and job.completed_at is None
