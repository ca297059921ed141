"""The audit log of a mock's workspaces, newest entry first. Source: Windmill's source, not recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.stores.logs import Entry, Log
from windmill_approvals_mock.stores.tables import codec_of

KEPT = 10_000
"""Most entries that are kept."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    workspace: str
    at: datetime
    username: str
    operation: str
    action_kind: str
    resource: str
    parameters: dict[str, Any]


AUDIT_ENTRY = codec_of(AuditEntry)


class AuditLog:
    def __init__(self, log: Log[AuditEntry]) -> None:
        self._log = log

    def prepare(self, entry: AuditEntry) -> Entry:
        """Return `entry` as a log entry that is saved with a change of a run."""
        return Entry(self._log, entry)

    def of(self, workspace: str) -> Iterator[tuple[int, AuditEntry]]:
        """Yield id and entry, newest first."""
        return ((id, entry) for id, entry in self._log.newest_first() if entry.workspace == workspace)


def build_vote_entry(workspace: str, vote: Vote, job_in_request: Any) -> AuditEntry:
    by = "anonymous" if vote.approver is None else vote.approver
    details = f"Approved by {by}" if vote.approved else f"Cancelled by {by}"
    parameters = {"approved": str(vote.approved).lower(), "job_id": str(job_in_request), "details": details}
    return AuditEntry(workspace, vote.at, by, "jobs.suspend_resume", "Update", str(job_in_request), parameters)


def build_timeout_entry(workspace: str, flow: Job, continues: bool, at: datetime) -> AuditEntry:
    details = "Suspend timed out without approval " + ("but can continue" if continues else "and is cancelled")
    parameters = {"approved": "false", "job_id": str(flow.id), "details": details}
    return AuditEntry(workspace, at, flow.owner.username, "jobs.suspend_resume", "Update", str(flow.id), parameters)
