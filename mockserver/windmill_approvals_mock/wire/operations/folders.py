"""Folders over HTTP: their owners, and who may read and write in them.

A user with any right in a folder sees it; owners and admins change it. Source: Windmill's source where not recorded.
"""

from __future__ import annotations

import re

from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.wire import answers, bodies
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.operations.path_scopes import ask_path_scope
from windmill_approvals_mock.wire.refusals import Refused
from windmill_approvals_mock.workspaces.columns import FOLDER_DISPLAY_NAME, ask_fit, check_folder_name
from windmill_approvals_mock.workspaces.users import Folder


def create_folder(exchange: Exchange) -> Response:
    caller, body = exchange.caller, exchange.body(bodies.NEW_FOLDER)
    exchange.world.workspaces.get(exchange.workspace)
    check_folder_name(body["name"], exchange.world.version)
    ask_fit(body["display_name"], FOLDER_DISPLAY_NAME)
    owners = tuple(dict.fromkeys((*(body["owners"] or ()), f"u/{caller.username}")))
    extra_perms = {**(body["extra_perms"] or {}), **dict.fromkeys(owners, True)}
    folder = Folder(owners, extra_perms, body["summary"] or "", body["display_name"] or "")
    exchange.world.users.add_folder(exchange.workspace, body["name"], folder)
    return answers.text(f"Created folder {body['name']}")


def exists_folder(exchange: Exchange) -> Response:
    return answers.value(exchange.params["name"] in exchange.world.users.folders(exchange.workspace))


def get_folder(exchange: Exchange) -> Response:
    name = exchange.params["name"]
    ask_path_scope(exchange, "folders:read", f"f/{name}")
    folder = _seen(exchange, name)
    return answers.value(
        {
            "workspace_id": exchange.workspace,
            "name": name,
            "display_name": folder.display_name or name,
            "summary": folder.summary,
            "owners": folder.owners,
            "extra_perms": folder.extra_perms,
        }
    )


def list_folder_names(exchange: Exchange) -> Response:
    caller = exchange.caller
    names = caller.folders if caller.is_admin else caller.read_folders
    return answers.value(sorted(names))


def update_folder(exchange: Exchange) -> Response:
    caller, body, name = exchange.caller, exchange.body(bodies.UPDATE_FOLDER), exchange.params["name"]
    known = caller.folders.get(name)
    if known is None or not _is_owner(exchange, name):
        raise Refused(401, f"Not authorized: You are not an owner of {name} and hence cannot modify it")
    owners, extra_perms = body["owners"], body["extra_perms"]
    if owners is not None and not caller.is_admin and not caller.is_among(owners):
        owners = [*owners, f"u/{caller.username}"]
        extra_perms = {**(extra_perms or {}), f"u/{caller.username}": True}
    given = {**body, "owners": None if owners is None else tuple(owners), "extra_perms": extra_perms}
    folder = replace(known, **{field: value for field, value in given.items() if value is not None})
    if owners is not None or extra_perms is not None:
        _ask_owners_may_write(folder)
    exchange.world.users.put_folder(exchange.workspace, name, folder)
    return answers.text(f"Updated folder {name}")


def delete_folder(exchange: Exchange) -> Response:
    name = exchange.params["name"]
    _seen(exchange, name)
    if not _is_owner(exchange, name):
        raise Refused(401, f"Not authorized: Not authorized to delete folder {name}")
    exchange.world.users.drop_folder(exchange.workspace, name)
    return answers.text(f"delete folder at name {name}")


# -- owners --------------------------------------------------------------------------------
def is_owner_of_folder(exchange: Exchange) -> Response:
    return answers.value(_is_owner(exchange, exchange.params["path"]))


def add_owner_to_folder(exchange: Exchange) -> Response:
    name, owner = exchange.params["name"], exchange.body(bodies.OWNER_OF_FOLDER)["owner"]
    folder = _seen(exchange, name)
    exchange.caller.must_own(f"f/{name}")
    _ask_name_of_owner(exchange, owner)
    owners = tuple(dict.fromkeys((*folder.owners, owner)))
    changed = replace(folder, owners=owners, extra_perms={**folder.extra_perms, owner: True})
    exchange.world.users.put_folder(exchange.workspace, name, changed)
    return answers.text(f"Added {owner} to folder {name}")


def remove_owner_from_folder(exchange: Exchange) -> Response:
    """Remove an owner, who keeps the right to write unless the body's `write` says otherwise."""
    name, body = exchange.params["name"], exchange.body(bodies.OWNER_OF_FOLDER)
    owner, write = body["owner"], body["write"]
    folder = _seen(exchange, name)
    exchange.caller.must_own(f"f/{name}")
    _ask_name_of_owner(exchange, owner)
    if owner not in folder.owners:
        absent = f"Owner {owner} is already not a member of folder {name}"
        if write is None:
            return answers.text(absent)
        if folder.extra_perms.get(owner) in (None, write):
            return answers.text(f"{absent} and write permission was already {str(write).lower()}")
    owners = tuple(one for one in folder.owners if one != owner)
    extra_perms = folder.extra_perms if write is None else {**folder.extra_perms, owner: write}
    exchange.world.users.put_folder(exchange.workspace, name, replace(folder, owners=owners, extra_perms=extra_perms))
    return answers.text(f"Removed {owner} to folder {name}")


# -- all -----------------------------------------------------------------------------------
def _seen(exchange: Exchange, name: str) -> Folder:
    """Return a folder in which the caller may do anything, or refuse."""
    caller = exchange.caller
    if name not in (caller.folders if caller.is_admin else caller.read_folders):
        raise Refused(404, f"Not found: Folder not found at name {name} (folders.rs:668)")
    return caller.folders[name]


def _is_owner(exchange: Exchange, name: str) -> bool:
    return exchange.caller.is_admin or name in exchange.caller.owned_folders


def _ask_owners_may_write(folder: Folder) -> None:
    for owner in folder.owners:
        if folder.extra_perms.get(owner) is not True:
            sentence = f"Owner {owner} would not have permission to write to folder and that is an invalid state"
            raise Refused(400, f"Bad request: {sentence}")


def _ask_name_of_owner(exchange: Exchange, owner: str) -> None:
    has_dots = exchange.world.version.folder_owners_have_dots
    if re.fullmatch(r"[a-zA-Z0-9_/.@-]*" if has_dots else r"[a-zA-Z0-9_/-]*", owner) is None:
        kinds = "slashes, dots, or at-signs" if has_dots else "or slashes"
        sentence = "Invalid owner: must contain only alphanumeric characters, underscores, hyphens"
        raise Refused(400, f"Bad request: {sentence}, {kinds}")
