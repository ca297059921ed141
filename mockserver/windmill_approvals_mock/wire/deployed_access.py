"""Which deployed items a caller may read and change, and the refusals for the rest.

Windmill uses row-level security in its database: items that a caller may not read do not exist for them, and items that
they may only read do not change. Source: Windmill's policies on its tables (the same since 1.607), not recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeVar

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.flows.stored_json import as_stored
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.rust.rust_text import debug_string
from windmill_approvals_mock.workspaces.columns import PATH, ask_fit
from windmill_approvals_mock.workspaces.users import Caller

Deployed = TypeVar("Deployed")

LENGTH_OF_TOKEN_PREFIX = 10


# -- reading -------------------------------------------------------------------------------
def find_readable(exchange: Exchange, deployed: Mapping[str, Deployed], path: str) -> Deployed | None:
    """Return what is deployed at `path`, if the caller may read it."""
    return deployed.get(path) if exchange.caller.reads(path) else None


def list_readable(exchange: Exchange, deployed: Mapping[str, Deployed]) -> Mapping[str, Deployed]:
    """Return those of `deployed` that the caller may read, by path."""
    reads = exchange.caller.reads
    return {path: each for path, each in deployed.items() if reads(path)}


def ask_right_to_run(exchange: Exchange, kind: str, deployed: Mapping[str, object], path: str) -> None:
    """Refuse to run what the caller may not read. Does nothing if nothing is deployed at `path`."""
    caller = exchange.caller
    if path in deployed and not caller.reads(path):
        described = f"AuthedRef {{ {_fields(caller)}, token_prefix: {_token_prefix(exchange)} }}"
        raise Refusal(Reason.NOT_A_READER_TO_RUN, kind=kind, path=path, caller=described)


def ask_right_to_read_variable(exchange: Exchange, path: str) -> None:
    caller = exchange.caller
    if path in exchange.catalog.variables and not caller.reads(path):
        described = f"username: {caller.username}, email: {caller.email}, {_groups_and_folders(caller)}"
        raise Refusal(Reason.NOT_A_READER_OF_VARIABLE, folder=_rights_in_folder(exchange, path), caller=described)


def ask_right_to_read_resource(exchange: Exchange, path: str) -> None:
    if path in exchange.catalog.resources and not exchange.caller.reads(path):
        details = {"folder": _rights_in_folder(exchange, path), "caller": _describe_with_override(exchange)}
        raise Refusal(Reason.NOT_A_READER_OF_RESOURCE, **details)


# -- changing ------------------------------------------------------------------------------
def ask_right_to_write(exchange: Exchange, relation: str, path: str) -> None:
    """Refuse a flow or a script at a path where the caller may not write, with the database's text."""
    ask_fit(path, PATH)
    if not exchange.caller.writes(path):
        raise Refusal(Reason.NOT_A_WRITER, relation=relation)


def ask_right_to_write_value(exchange: Exchange, relation: str, path: str) -> None:
    """Refuse a variable or a resource at a path where the caller may not write. Newer servers have their own text."""
    if not exchange.caller.writes(path):
        raise Refusal(Reason.NOT_A_WRITER_OF_VALUES, relation=relation)


def ask_not_operator(exchange: Exchange, doing: str) -> None:
    """Refuse an operator. `doing` is what they wanted to do, such as `create flows`."""
    if exchange.caller.is_operator and exchange.world.version.operators_deploy_nothing:
        raise Refusal(Reason.OPERATORS_DEPLOY_NOTHING, doing=doing)


# -- what is told --------------------------------------------------------------------------
def _rights_in_folder(exchange: Exchange, path: str) -> str:
    """Return a line with the rights in the folder of `path`; empty if it is not in a folder."""
    if not path.startswith("f/"):
        return ""
    folder = exchange.world.users.folders(exchange.workspace).get(path.split("/")[1])
    rights = None if folder is None else as_stored(dict(folder.extra_perms))
    return f"\nfolder perms: {json.dumps(rights, indent=2, ensure_ascii=False)}"


def _describe_with_override(exchange: Exchange) -> str:
    """Describe the caller. The mock does not keep the labels of tokens, which would override the name."""
    version, caller = exchange.world.version, exchange.caller
    fields = [_fields(caller), "username_override: None"]
    if version.callers_are_told_by_token:
        fields.append("username_override_is_token_label: false")
        fields.append(f"is_session_token: {_boolean(caller.token.is_session)}")
    fields.append(f"token_prefix: {_token_prefix(exchange)}")
    if version.callers_may_be_read_only:
        fields.append(f"read_only: {_boolean(caller.token.only_reads)}")
    return f"ApiAuthed {{ {', '.join(fields)} }}"


def _fields(caller: Caller) -> str:
    scopes = caller.token.scopes
    return (
        f"email: {debug_string(caller.email)}, username: {debug_string(caller.username)}, "
        f"is_admin: {_boolean(caller.is_admin)}, is_operator: {_boolean(caller.is_operator)}, "
        f"{_groups_and_folders(caller)}, scopes: {'None' if scopes is None else f'Some({_texts(scopes)})'}"
    )


def _groups_and_folders(caller: Caller) -> str:
    written, owned = caller.written_folders, caller.owned_folders
    folders = (
        f"({debug_string(name)}, {_boolean(name in written)}, {_boolean(name in owned)})"
        for name in caller.read_folders
    )
    return f"groups: {_texts(caller.groups)}, folders: [{', '.join(folders)}]"


def _token_prefix(exchange: Exchange) -> str:
    return f"Some({debug_string((exchange.token_text or '')[:LENGTH_OF_TOKEN_PREFIX])})"


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(debug_string, texts))}]"


def _boolean(value: bool) -> str:
    return str(value).lower()
