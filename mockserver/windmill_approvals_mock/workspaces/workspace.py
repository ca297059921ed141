"""A workspace, and the workspaces of a mock. Does not know runs."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.stores.tables import Codec, Keeper
from windmill_approvals_mock.workspaces.catalog import Catalog
from windmill_approvals_mock.workspaces.columns import WORKSPACE_ID, ask_fit
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Users

JSON = Any

_ID = re.compile(r"\w+(-\w+)*")


@dataclass(frozen=True, slots=True)
class Workspace:
    id: str
    name: str
    owner: str
    """The creator's e-mail address."""
    key: str = field(repr=False)
    """Signs the workspace's resume URLs."""
    catalog: Catalog = field(repr=False)


class Workspaces:
    def __init__(self, users: Users, keeper: Keeper) -> None:
        self._users = users
        self._keeper = keeper
        self._workspaces = keeper.table("workspace", "", Codec(_write, self._read))

    def _read(self, written: JSON) -> Workspace:
        return Workspace(**written, catalog=Catalog(written["id"], self._keeper))

    def add(
        self, id: str, name: str, now: datetime, creator: str = ADMIN_EMAIL, username: str | None = None
    ) -> Workspace:
        """Create a workspace, whose creator is its admin. Refuses a duplicate or invalid id."""
        with self._keeper.changing():
            if self._workspaces.get(id) is not None:
                raise Refusal(Reason.WORKSPACE_EXISTS, id=id)
            check_workspace_id(id)
            self._users.add_workspace(id, creator, now, username)
            workspace = Workspace(id, name, creator, secrets.token_hex(32), Catalog(id, self._keeper))
            self._workspaces.put(id, workspace)
            return workspace

    def get(self, id: str) -> Workspace:
        """Return a workspace. Refuses an unknown id."""
        workspace = self._workspaces.get(id)
        if workspace is None:
            raise Refusal(Reason.UNKNOWN_WORKSPACE, id=id)
        return workspace

    def by_id(self) -> Mapping[str, Workspace]:
        """Return all workspaces in the order in which they were added, as a snapshot."""
        return self._workspaces.values


def _write(workspace: Workspace) -> JSON:
    return {"id": workspace.id, "name": workspace.name, "owner": workspace.owner, "key": workspace.key}


def check_workspace_id(id: str) -> None:
    """Refuse an id that the database does not accept (recording: "users: adding and asking")."""
    ask_fit(id, WORKSPACE_ID)
    if _ID.fullmatch(id) is None:
        raise Refusal(Reason.BAD_PATH, relation="workspace")
