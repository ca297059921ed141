"""Decides which jobs and paths a member of a workspace sees who is not an admin.

Windmill does this with row-level security in its database, so the rule is the same for every query. Source: Windmill's
policies on its table of jobs (the same since 1.607), not recorded.
"""

from __future__ import annotations

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import Job


@dataclass(frozen=True, slots=True)
class Viewer:
    username: str
    groups: frozenset[str]
    folders: frozenset[str]
    """The folders that they may read."""

    def sees(self, job: Job) -> bool:
        """Whether a job runs as them or as one of their groups, or is visible to its path's owners and they are one."""
        kind, _, name = job.owner.permissioned_as.partition("/")
        if (kind == "u" and name == self.username) or (kind == "g" and name in self.groups):
            return True
        return job.visible_to_owner and job.path is not None and self.reads(job.path)

    def reads(self, path: str) -> bool:
        """Whether `path` belongs to them, to one of their groups, or to a folder that they may read."""
        kind, _, rest = path.partition("/")
        name = rest.partition("/")[0]
        match kind:
            case "u":
                return name == self.username
            case "g":
                return name in self.groups
            case "f":
                return name in self.folders
            case _:
                return False
