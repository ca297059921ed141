"""Votes, and what makes two votes the same. Does not know whether a flow waits for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass

LONGEST_APPROVER = 1000
"""Most characters of an approver's name in a vote. Links can be minted for a longer one anyway."""


@dataclass(frozen=True, slots=True)
class Vote:
    """An approval or denial for a job: a gated step's, or the flow's own (flow-level)."""

    job: UUID
    resume_id: int
    approved: bool
    approver: str | None
    payload: Any
    at: datetime
    flow: UUID | None = None
    """The flow or workflow as code that it counts in. A server drops the vote when that ends."""

    @property
    def identity(self) -> int:
        """The vote's identity. Both URLs of a pair have the same, so only the first of them votes."""
        return vote_identity(self.job, self.resume_id)

    def counts_at(self, gated: UUID | None, flow: UUID) -> bool:
        """Whether it counts at the gate of `flow` after the job `gated`.

        A vote in `gated` itself does not: `gated` is then a flow that has ended.
        """
        return self.job in (gated, flow) and self.flow != gated

    @property
    def short_resume_id(self) -> int:
        """The resume id in statuses and lists, cut to 16 bits."""
        return self.resume_id & 0xFFFF

    @property
    def approver_in_status(self) -> str:
        return "unknown" if self.approver is None else self.approver

    @property
    def approver_in_scope(self) -> str:
        """The name in the next module's `approvers`."""
        return "anonymous" if self.approver is None else self.approver


def vote_identity(job: UUID, resume_id: int) -> int:
    return job.int ^ resume_id


def recorded_approver(in_url: str | None, username: str | None) -> str | None:
    """Return the recorded approver: the URL's unless it is empty, else the user, else the URL's.

    Recordings: "resume by a logged-in user", "empty approver".
    """
    return in_url or username or in_url
