"""A query for jobs: filters, order and page, which a store can translate into its own query.

Does not know how a list looks on the wire.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import WORKER, Job, JobKind
from windmill_approvals_mock.stores.filters import ALWAYS, Span, TextFilter
from windmill_approvals_mock.stores.viewers import Viewer

JSON = Any


class NoFilter(Enum):
    """Stands for no filter, or one that matches nothing, for fields in which every JSON value is a filter."""

    ANYTHING = "anything"
    NOTHING = "nothing"


ANYTHING, NOTHING = NoFilter.ANYTHING, NoFilter.NOTHING


@dataclass(frozen=True, slots=True)
class JobQuery:
    """A query for jobs. A filter that is None matches every job."""

    workspace: str
    queued: bool = True
    """Whether to list jobs that have not ended. They come first."""
    completed: bool = True
    viewer: Viewer | None = None
    """The member who asks, if they do not see every job."""
    created_by: TextFilter | None = None
    kinds: TextFilter | None = None
    parent: UUID | str | None = None
    """The parent's id. Text that is not an id matches no job."""
    tags: tuple[str, ...] | None = None
    """The tags that the token may see."""
    tag: TextFilter | None = None
    label: TextFilter | None = None
    path: TextFilter | None = None
    path_start: TextFilter | None = None
    running: bool | None = None
    success: bool | None = None
    status: str | None = None
    """Status of completed jobs: `success`, `failure`, `canceled` or `skipped`."""
    is_skipped: bool | None = None
    """Also only of completed jobs."""
    is_flow_step: bool | None = None
    worker: TextFilter | None = None
    runnable_id: int | None = None
    """The version number of the flow, or the hash of the script, that the job runs."""
    trigger_kind: TextFilter | None = None
    trigger_path: TextFilter | None = None
    """The path of the schedule or trigger. This mock has neither, so it matches no job."""
    resolved: bool | None = None
    """Whether a completed job was marked as resolved. This mock cannot mark jobs."""
    words: str | None = None
    """Text in the path, tag, kind of trigger or labels; case does not matter."""
    begun: Span = ALWAYS
    """When the job started or, for a queued job that has not, when it was created (excluding the period's end)."""
    begun_of_completed: Span = ALWAYS
    created: Span = ALWAYS
    created_queue: Span = ALWAYS
    """When a queued job was created; `created` is for completed jobs."""
    started: Span = ALWAYS
    completed_at: Span = ALWAYS
    suspended: bool | None = None
    """For queued jobs. True: roots that wait; False: jobs that do not. Completed jobs are listed either way."""
    roots_only: bool = False
    scheduled_until: datetime | None = None
    """For queued jobs: the latest start."""
    args: JSON = ANYTHING
    """A value that the arguments contain, as defined by PostgreSQL's `@>`."""
    result: JSON = ANYTHING
    """A value that the result contains. Queued jobs are listed either way."""
    oldest_first: bool = False
    by_completion: bool = False
    """Whether to sort completed jobs by their end, not by their creation."""
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
            (self.viewer is None or self.viewer.sees(job))
            and (self.created_by is None or self.created_by.lets_through(job.owner.username))
            and (self.kinds is None or self.kinds.lets_through(job.kind.value))
            and (self.tags is None or job.worker_tag in self.tags)
            and (self.tag is None or self.tag.lets_through(job.worker_tag))
            and (self.parent is None or job.parent == self.parent)
            and (self.path is None or self.path.lets_through(job.path))
            and (self.path_start is None or self.path_start.lets_through(job.path))
            and (self.is_flow_step is None or (job.parent is not None) == self.is_flow_step)
            and (self.worker is None or self.worker.lets_through(WORKER if job.started_at is not None else None))
            and (self.runnable_id is None or _runnable_id(job) == self.runnable_id)
            and (self.trigger_kind is None or self.trigger_kind.lets_through(job.trigger_kind))
            and (self.trigger_path is None or self.trigger_path.lets_through(None))
            and (self.words is None or self._has_words(job))
            and self.started.holds(job.started_at)
            and (self.running is None or (job.started_at is not None and job.completed_at is None) == self.running)
            and (self.success is None or (job.completed_at is not None and job.success == self.success))
            and (not self.roots_only or job.parent is None)
            and (self.args is ANYTHING or contains(dict(job.args), self.args))
            and (self._queued_matches(job) if job.completed_at is None else self._completed_matches(job))
        )

    def _queued_matches(self, job: Job) -> bool:
        return (
            (self.suspended is None or self._is_as_suspended(job))
            and (self.scheduled_until is None or job.scheduled_for <= self.scheduled_until)
            and self.created_queue.holds(job.created_at)
            and self._has_begun_in_queue(job.started_at or job.created_at)
        )

    def _completed_matches(self, job: Job) -> bool:
        return (
            (self.result is ANYTHING or contains(job.result, self.result))
            and (self.status is None or _status(job) == self.status)
            and (self.is_skipped is None or job.skipped == self.is_skipped)
            and (self.label is None or _has_label(job, self.label))
            and self.created.holds(job.created_at)
            and self.completed_at.holds(job.completed_at)
            and not self.resolved
            and (
                self.begun.after is None
                or job.created_at >= self.begun.after
                or (job.started_at is not None and job.started_at >= self.begun.after)
            )
            and Span(before=self.begun.before).holds(job.started_at)
            and self.begun_of_completed.holds(job.started_at)
        )

    def _has_begun_in_queue(self, begun: datetime) -> bool:
        after, before = self.begun.after, self.begun.before
        return (after is None or begun >= _whole_milliseconds(after)) and (
            before is None or begun < _whole_milliseconds(before)
        )

    def _has_words(self, job: Job) -> bool:
        labels = _labels(job) if job.completed_at is not None else ()
        words = (self.words or "").lower()
        return any(words in text.lower() for text in (job.path, job.worker_tag, job.trigger_kind, *labels) if text)

    def _is_as_suspended(self, job: Job) -> bool:
        return is_suspended(job) and job.parent is None if self.suspended else not is_suspended(job)


def _status(job: Job) -> str:
    if job.skipped:
        return "skipped"
    if job.success:
        return "success"
    return "canceled" if job.canceled else "failure"


def _has_label(job: Job, label: TextFilter) -> bool:
    """Whether the job's labels pass the filter. A result sets labels as `wm_labels`."""
    labels = _labels(job)
    if label.negated:
        return all(label.lets_through(one) for one in labels)
    return any(label.lets_through(one) for one in labels)


def _labels(job: Job) -> list[str]:
    found = job.result.get("wm_labels") if isinstance(job.result, dict) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list | tuple) else []


def _runnable_id(job: Job) -> int | None:
    if job.kind is JobKind.FLOW and job.flow is not None:
        return job.flow.definition.version
    if job.kind is not JobKind.SCRIPT or job.code is None or not job.code.hash:
        return None
    number = int(job.code.hash, 16)
    return number - 2**64 if number >= 2**63 else number


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def is_suspended(job: Job) -> bool:
    """Whether the job waits for votes, or sleeps as a workflow as code."""
    if job.flow is None:
        return job.workflow is not None and job.workflow.waiting is not None and job.completed_at is None
    return job.flow.suspend > 0 and job.completed_at is None


def contains(whole: JSON, part: JSON) -> bool:
    """Whether `whole` contains `part`, as PostgreSQL's `@>` on jsonb defines it."""
    if part is NOTHING:
        return False
    if isinstance(whole, dict):
        return isinstance(part, dict) and all(key in whole and _contains_inside(whole[key], part[key]) for key in part)
    if isinstance(whole, list | tuple):
        wanted = part if isinstance(part, list | tuple) else None
        if wanted is None:
            return not isinstance(part, dict) and any(_equal(part, one) for one in whole)
        return all(any(_contains_inside(one, each) for one in whole) for each in wanted)
    return _equal(whole, part)


def _contains_inside(whole: JSON, part: JSON) -> bool:
    """Compare below the top level, where a list contains only lists, not plain values."""
    if isinstance(whole, list | tuple) and not isinstance(part, list | tuple):
        return False
    return contains(whole, part)


def _equal(one: JSON, other: JSON) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)
