"""Decides who may run a preview at which path, because a path gives access. Source: Windmill's source, not recorded."""

from __future__ import annotations

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces.users import Caller


def ask_right_to_preview(caller: Caller, path: str | None, version: WindmillVersion) -> None:
    """Refuse an operator, and a path that is not the caller's own or in a folder that they may read."""
    if caller.is_operator:
        raise Refusal(Reason.OPERATORS_RUN_NO_PREVIEWS)
    if not path:
        return
    if version.preview_paths_lead_nowhere_else and (path.startswith("/") or ".." in path.split("/") or "\0" in path):
        raise Refusal(Reason.PREVIEW_PATH_LEADS_ELSEWHERE, path=path)
    if caller.is_admin:
        return
    kind, slash, rest = path.partition("/")
    name = rest.partition("/")[0]
    if not slash:
        raise Refusal(Reason.NOT_A_PREVIEW_PATH, path=path)
    match kind:
        case "u":
            if name != caller.username:
                raise Refusal(Reason.PREVIEW_IN_ANOTHERS_SPACE, username=caller.username)
        case "f":
            if name not in caller.read_folders:
                raise Refusal(Reason.PREVIEW_IN_UNREAD_FOLDER, folder=name)
        case "hub":
            pass
        case _:
            raise Refusal(Reason.NOT_A_KIND_OF_PREVIEW_PATH, path=path)
