"""Requests that only Windmill's own CLI sends: the archive for `sync pull` and `sync push`, and some reads and changes.

Only what `wmill` (windmill-cli 1.819) sends and reads is here, because no recording covers these routes. The tests run
`wmill` itself.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Container
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.files.archive import entries
from windmill_approvals_mock.flows.stored_json import ask_storable
from windmill_approvals_mock.wire import answers, bodies
from windmill_approvals_mock.wire.deployed_access import (
    ask_not_operator,
    ask_right_to_read_resource,
    ask_right_to_read_variable,
    ask_right_to_write_value,
    list_readable,
)
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.operations.path_scopes import ask_path_in_url, ask_path_scope
from windmill_approvals_mock.wire.rust.query_strings import BOOL, TEXT
from windmill_approvals_mock.wire.rust.rust_text import debug_string
from windmill_approvals_mock.workspaces.catalog import Resource, Variable
from windmill_approvals_mock.workspaces.columns import RESOURCE_TYPE, VARIABLE_VALUE, ask_fit, check_value_path

_NO_CIPHER = "This mock does not encrypt secrets: {cure}."


def workspace_archive(exchange: Exchange) -> Response:
    """Return everything that is deployed as a zip file."""
    query = exchange.query(
        archive_type=TEXT, plain_secret=BOOL, skip_variables=BOOL, skip_secrets=BOOL, skip_resources=BOOL
    )
    if query["archive_type"] != "zip":
        raise _not_modelled("This mock supports only archive_type=zip.")
    catalog = exchange.catalog
    variables, secrets = not query["skip_variables"], not query["skip_secrets"]
    if variables and secrets and query["plain_secret"] and exchange.world.version.archive_asks_variables_scope:
        exchange.caller.must_have_scope("variables:read")
    readable = list_readable(exchange, catalog.variables)
    if variables and secrets and not query["plain_secret"] and any(v.is_secret for v in readable.values()):
        raise _not_modelled(_NO_CIPHER.format(cure="use --plain-secrets or --skip-secrets"))
    texts = entries(
        catalog,
        exchange.world.users.folders(exchange.workspace),
        reads=exchange.caller.reads,
        variables=variables,
        secrets=secrets,
        resources=not query["skip_resources"],
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return Response(200, packed.getvalue(), "application/zip")


# -- variables and resources ---------------------------------------------------------------
def get_variable(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "variables:read")
    ask_right_to_read_variable(exchange, path)
    variable = exchange.catalog.variable(path)
    if variable.is_secret and exchange.query(decrypt_secret=BOOL)["decrypt_secret"] is False:
        raise _not_modelled(_NO_CIPHER.format(cure="use --plain-secrets"))
    return answers.value(
        {
            "workspace_id": exchange.workspace,
            "path": path,
            "value": variable.value,
            "is_secret": variable.is_secret,
            "description": variable.description,
            "extra_perms": {},
        }
    )


def update_variable(exchange: Exchange) -> Response:
    """Update it, and move it to the `path` in the body. Source: Windmill's source."""
    body, path = exchange.body(bodies.EDIT_VARIABLE), exchange.params["path"]
    ask_path_scope(exchange, "variables:write", path)
    new_path = _ask_scope_of_new_path(exchange, "variable", body["path"])
    known = exchange.catalog.variables.get(path)
    is_secret = known is not None and known.is_secret if body["is_secret"] is None else body["is_secret"]
    refuse_encrypted(exchange, is_secret=is_secret)
    if known is not None and is_secret != known.is_secret and body["value"] is None:
        raise Refusal(Reason.SECRECY_WITHOUT_VALUE)
    if new_path is not None and new_path != path:
        ask_new_path(exchange, "variable", new_path, exchange.catalog.variables, Reason.VARIABLE_EXISTS)
        exchange.caller.must_own(path)
    known = exchange.catalog.variables.get(path)
    if known is None or not exchange.caller.writes(path):
        raise Refusal(Reason.VALUE_TO_CHANGE_NOT_FOUND, kind="Variable", path=path)
    ask_right_to_write_value(exchange, "variable", new_path or path)
    ask_fit_of_value(body["value"], body["description"])
    variable = Variable(_given(body["value"], known.value), is_secret, _given(body["description"], known.description))
    exchange.catalog.rename_variable(path, new_path or path, variable)
    return answers.text(f"variable {path} updated (npath: {debug_string(new_path or path)})")


def _ask_scope_of_new_path(exchange: Exchange, kind: str, new_path: str | None) -> str | None:
    version = exchange.world.version
    if new_path is not None and version.moving_values_needs_both_scopes:
        ask_path_scope(exchange, f"{kind}s:write", new_path)
    if new_path is not None and version.value_paths_are_checked_first:
        check_value_path(new_path, kind, version)
    return new_path


def ask_new_path(exchange: Exchange, kind: str, path: str, taken: Container[str], if_taken: Reason) -> None:
    """Refuse a path that is taken or invalid; the order of the checks depends on the version."""
    version = exchange.world.version
    if path in taken and not version.value_paths_are_checked_first:
        raise Refusal(if_taken, path=path)
    check_value_path(path, kind, version)
    if path in taken:
        raise Refusal(if_taken, path=path)


def ask_fit_of_value(value: str | None, description: str | None) -> None:
    """Refuse a value that the columns of a variable do not accept."""
    ask_fit(value, VARIABLE_VALUE)
    ask_fit(description)


def refuse_encrypted(exchange: Exchange, *, is_secret: bool) -> None:
    """Refuse an encrypted secret, which the mock could not decrypt."""
    if is_secret and exchange.query(already_encrypted=BOOL)["already_encrypted"]:
        raise _not_modelled(_NO_CIPHER.format(cure="push with --plain-secrets"))


def get_resource(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "resources:read")
    ask_right_to_read_resource(exchange, path)
    resource = exchange.catalog.resource(path)
    return answers.value(
        {
            "workspace_id": exchange.workspace,
            "path": path,
            "value": resource.value,
            "resource_type": resource.resource_type,
            "description": resource.description,
            "extra_perms": {},
        }
    )


def update_resource(exchange: Exchange) -> Response:
    """Update it, and move it to the `path` in the body. Source: Windmill's source."""
    body, path = exchange.body(bodies.EDIT_RESOURCE), exchange.params["path"]
    ask_path_scope(exchange, "resources:write", path)
    new_path = _ask_scope_of_new_path(exchange, "resource", body["path"])
    if new_path is not None and new_path != path:
        taken = list_readable(exchange, exchange.catalog.resources)
        ask_new_path(exchange, "resource", new_path, taken, Reason.RESOURCE_EXISTS)
        exchange.caller.must_own(path)
    known = exchange.catalog.resources.get(path)
    if known is None or not exchange.caller.writes(path):
        raise Refusal(Reason.VALUE_TO_CHANGE_NOT_FOUND, kind="Resource", path=path)
    ask_right_to_write_value(exchange, "resource", new_path or path)
    ask_fit(body["resource_type"], RESOURCE_TYPE)
    resource = Resource(
        ask_storable(_given(body["value"], known.value)),
        _given(body["resource_type"], known.resource_type),
        _given(body["description"], known.description),
    )
    exchange.catalog.rename_resource(path, new_path or path, resource)
    return answers.text(f"resource {path} updated (npath: {debug_string(new_path or path)})")


def archive_script(exchange: Exchange) -> Response:
    """Archive a script, as a push does if its files were removed."""
    path = exchange.params["path"]
    ask_not_operator(exchange, "archive scripts")
    ask_path_scope(exchange, "scripts:write", path)
    exchange.caller.must_own(path)
    exchange.catalog.archive_script(path)
    return answers.text("")


def _given(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _not_modelled(sentence: str) -> Refusal:
    return Refusal(Reason.NOT_MODELLED, sentence=sentence)
