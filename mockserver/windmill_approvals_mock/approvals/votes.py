"""Votes: what one approval or denial is, and what makes two of them the same.

Knows a vote as a row; does not know whether its flow waits for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass

LONGEST_APPROVER = 1000
"""Characters an approver's name may have to be stored; a longer one can be minted all the same."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One approval or denial, addressed to a job: a gated step's, or a flow's own (flow-level)."""

    job: UUID
    resume_id: int
    approved: bool
    approver: str | None
    payload: Any
    at: datetime
    flow: UUID | None = None
    """The flow, or the workflow-as-code job, that it was cast for. It is gone when that one ends."""

    @property
    def identity(self) -> int:
        """Both URLs of a pair are this one row, so approving and denying with them exclude each other."""
        return vote_identity(self.job, self.resume_id)

    def counts_at(self, gated: UUID | None, flow: UUID) -> bool:
        """Whether it counts at the gate of `flow` behind the job `gated`.

        Not what was cast for `gated` itself: that is then a flow, which has ended.
        """
        return self.job in (gated, flow) and self.flow != gated

    @property
    def short_resume_id(self) -> int:
        """The resume id as statuses and lists show it: cut to 16 bits."""
        return self.resume_id & 0xFFFF

    @property
    def approver_in_status(self) -> str:
        return "unknown" if self.approver is None else self.approver

    @property
    def approver_in_scope(self) -> str:
        """The name the next module reads in `approvers`."""
        return "anonymous" if self.approver is None else self.approver


def vote_identity(job: UUID, resume_id: int) -> int:
    return job.int ^ resume_id


def recorded_approver(in_url: str | None, username: str | None) -> str | None:
    """Who is recorded: the URL's approver unless empty, else the user, else what the URL had.

    Recordings: "resume by a logged-in user", "empty approver".
    """
    return in_url or username or in_url
