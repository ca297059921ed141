"""Flows, scripts, variables and resources over HTTP.

Recordings: "deployed flow", "flows",
"scripts", "variables and resources".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.flows.definition import NotModelled
from windmill_approvals_mock.flows.fields import InvalidFlow
from windmill_approvals_mock.flows.job import Code
from windmill_approvals_mock.flows.parsing import parse_flow
from windmill_approvals_mock.flows.stored_json import ask_storable
from windmill_approvals_mock.wire import answers, bodies
from windmill_approvals_mock.wire.deployed_access import (
    ask_not_operator,
    ask_right_to_read_resource,
    ask_right_to_read_variable,
    ask_right_to_write,
    ask_right_to_write_value,
    find_readable,
    list_readable,
)
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.job_views import moment
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.operations.path_scopes import ask_path_in_url, ask_path_scope
from windmill_approvals_mock.wire.operations.sync import ask_fit_of_value, ask_new_path, refuse_encrypted
from windmill_approvals_mock.workspaces.catalog import (
    DeployedFlow,
    DeployedScript,
    Resource,
    Variable,
    script_hash,
)
from windmill_approvals_mock.workspaces.columns import (
    RESOURCE_TYPE,
    ask_fit,
)


# -- flows ---------------------------------------------------------------------------------
def create_flow(exchange: Exchange) -> Response:
    flow = _posted_flow(exchange)
    ask_not_operator(exchange, "create flows")
    ask_path_scope(exchange, "flows:write", flow.path)
    if find_readable(exchange, exchange.catalog.flows, flow.path) is None:
        ask_right_to_write(exchange, "flow", flow.path)
    exchange.catalog.create_flow(flow)
    return answers.text(flow.path, 201)


def update_flow(exchange: Exchange) -> Response:
    """Update a flow. A caller who may only read it gets a success, and nothing changes."""
    path, flow = exchange.params["path"], _posted_flow(exchange)
    ask_not_operator(exchange, "update flows")
    ask_path_scope(exchange, "flows:write", path)
    if flow.path != path and exchange.world.version.renaming_needs_both_scopes:
        ask_path_scope(exchange, "flows:write", flow.path)
    if find_readable(exchange, exchange.catalog.flows, path) is None:
        raise Refusal(Reason.FLOW_TO_UPDATE_NOT_FOUND, path=path)
    if flow.path != path:
        if not exchange.caller.writes(flow.path):
            raise Refusal(Reason.NOT_A_WRITER_OF_NEW_PATH, relation="flow")
        exchange.caller.must_own(path)
    if exchange.caller.writes(path):
        exchange.catalog.update_flow(path, flow)
    return answers.text(flow.path)


def _posted_flow(exchange: Exchange) -> DeployedFlow:
    caller, body = exchange.caller, exchange.body(bodies.new_flow(exchange.world.version))
    value = ask_storable(body["value"])
    try:
        flow = parse_flow(value)
    except NotModelled as refused:
        raise Refusal(Reason.NOT_MODELLED, sentence=str(refused)) from None
    except InvalidFlow as invalid:  # what serde accepts in another form: a list for a struct
        raise Refusal(Reason.NOT_MODELLED, sentence=f"This mock does not read this flow: {invalid}") from None
    return DeployedFlow(
        path=body["path"],
        summary=body["summary"],
        description=body["description"] or "",
        flow=flow,
        value=value,
        schema=body["schema"],
        edited_by=caller.username,
        edited_at=exchange.world.clock.now(),
        version=0,
    )


def get_flow_by_path(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "flows:read")
    flow = find_readable(exchange, exchange.catalog.flows, path)
    if flow is None:
        raise Refusal(Reason.FLOW_NOT_FOUND, path=path)
    return answers.value(
        {
            "workspace_id": exchange.workspace,
            "path": flow.path,
            "summary": flow.summary,
            "description": flow.description,
            "value": flow.value,
            "schema": flow.schema,
            "edited_by": flow.edited_by,
            "edited_at": moment(flow.edited_at),
            "archived": flow.archived,
            "extra_perms": {},
            "version_id": flow.version,
            "lock_error_logs": None,
            **_draft_keys(exchange),
        }
    )


def _path_in_url(exchange: Exchange) -> str:
    """Return the path in the URL, for routes that need no scope."""
    path = exchange.params["path"]
    ask_fit(path)
    return path


def exists_flow_by_path(exchange: Exchange) -> Response:
    return answers.value(_path_in_url(exchange) in exchange.catalog.flows)


def delete_flow_by_path(exchange: Exchange) -> Response:
    """Delete a flow. The answer is the same if there is none that the caller may write (recording: "deployed flow")."""
    path = exchange.params["path"]
    if exchange.world.version.operators_delete_no_flows:
        ask_not_operator(exchange, "delete flows")
    ask_path_in_url(exchange, "flows:write")
    if exchange.caller.writes(path):
        exchange.catalog.drop_flow(path)
    return answers.text(f"Flow {path} deleted")


def archive_flow_by_path(exchange: Exchange) -> Response:
    """Archive a flow, or bring it back. An archived flow is in no list or archive, and still runs.

    The answer is the same if the caller may not write it. Source: Windmill's source, not recorded.
    """
    path, body = exchange.params["path"], exchange.body(bodies.ARCHIVED)
    if exchange.world.version.operators_delete_no_flows:
        ask_not_operator(exchange, "archive flows")
    ask_path_in_url(exchange, "flows:write")
    if exchange.caller.writes(path):
        exchange.catalog.archive_flow(path, archived=body["archived"] is not False)
    return answers.text(f"Flow {path} archived")


def _draft_keys(exchange: Exchange) -> dict[str, Any]:
    return {"is_draft": False} if exchange.world.version.flows_tell_drafts else {}


# -- scripts -------------------------------------------------------------------------------
def create_script(exchange: Exchange) -> Response:
    caller, body = exchange.caller, exchange.body(bodies.NEW_SCRIPT)
    ask_not_operator(exchange, "create scripts")
    ask_path_scope(exchange, "scripts:write", body["path"])
    description = body["description"] or ""
    code = Code(body["language"], body["content"], body["cache_ttl"])
    script = DeployedScript(
        path=body["path"],
        summary=body["summary"],
        description=description,
        code=code,
        schema=body["schema"],
        kind=body["kind"] or "script",
        created_by=caller.username,
        created_at=exchange.world.clock.now(),
        hash=script_hash(body["path"], body["summary"], description, code, body["parent_hash"] or ""),
        lock=body["lock"] or "",
        debounces=(body["debounce_delay_s"] or 0) > 0,
        parent=body["parent_hash"],
    )
    _ask_right_to_rename(exchange, script)
    if find_readable(exchange, exchange.catalog.scripts, script.path) is None:
        ask_right_to_write(exchange, "script", script.path)
    exchange.catalog.create_script(script)
    return answers.text(script.hash, 201)


def _ask_right_to_rename(exchange: Exchange, script: DeployedScript) -> None:
    """Refuse to move a script without the right to both paths: a new version at another path removes the old one."""
    before = None if script.parent is None else exchange.catalog.script_by_hash(script.parent)
    if before is not None and not exchange.caller.writes(before.path):
        raise Refusal(Reason.PARENT_SCRIPT_NOT_FOUND)
    if before is None or before.path == script.path:
        return
    if exchange.world.version.renaming_needs_both_scopes:
        ask_path_scope(exchange, "scripts:write", before.path)
    exchange.caller.must_own(before.path)


def get_script_by_path(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "scripts:read")
    script = find_readable(exchange, exchange.catalog.scripts, path)
    if script is None:
        raise Refusal(Reason.SCRIPT_NOT_FOUND, path=path)
    return answers.value(
        {
            "workspace_id": exchange.workspace,
            "hash": script.hash,
            "path": script.path,
            "parent_hashes": None,
            "summary": script.summary,
            "description": script.description,
            "content": script.code.content,
            "created_by": script.created_by,
            "created_at": moment(script.created_at),
            "archived": False,
            "schema": script.schema,
            "deleted": False,
            "is_template": False,
            "extra_perms": {},
            "lock": script.lock,
            "lock_error_logs": None,
            "language": script.code.language,
            "kind": script.kind,
            "tag": None,
            "ws_error_handler_muted": False,
            **({} if script.code.cache_ttl is None else {"cache_ttl": script.code.cache_ttl}),
            **_draft_keys(exchange),
        }
    )


def exists_script_by_path(exchange: Exchange) -> Response:
    return answers.value(_path_in_url(exchange) in exchange.catalog.scripts)


def delete_script_by_path(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "scripts:write")
    if not exchange.caller.is_admin:
        raise Refusal(Reason.NOT_ADMIN, username=exchange.caller.username)
    if not exchange.catalog.drop_script(path):
        raise Refusal(Reason.SCRIPT_TO_DELETE_NOT_FOUND, workspace=exchange.workspace)
    return answers.value(path)


def get_script_deployment_status(exchange: Exchange) -> Response:
    script = exchange.catalog.script_by_hash(exchange.params["hash"])
    if script is None:
        raise Refusal(Reason.SCRIPT_NOT_FOUND, path=exchange.params["hash"])
    return answers.value({"lock": script.lock, "lock_error_logs": None, "job_id": None})


# -- variables, resources ------------------------------------------------------------------
def create_variable(exchange: Exchange) -> Response:
    body = exchange.body(bodies.CREATE_VARIABLE)
    path = body["path"]
    ask_path_scope(exchange, "variables:write", path)
    refuse_encrypted(exchange, is_secret=body["is_secret"])
    ask_new_path(exchange, "variable", path, exchange.catalog.variables, Reason.VARIABLE_EXISTS)
    ask_fit_of_value(body["value"], body["description"])
    ask_right_to_write_value(exchange, "variable", path)
    variable = Variable(body["value"], body["is_secret"], body["description"] or "")
    exchange.catalog.create_variable(path, variable)
    return answers.text(f"variable {path} created", 201)


def get_variable_value(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "variables:read")
    ask_right_to_read_variable(exchange, path)
    return answers.value(exchange.catalog.variable(path).value)


def exists_variable(exchange: Exchange) -> Response:
    return answers.value(_path_in_url(exchange) in exchange.catalog.variables)


def delete_variable(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "variables:write")
    if exchange.caller.writes(path):
        exchange.catalog.drop_variable(path)
    return answers.text(f"variable {path} deleted")


def create_resource(exchange: Exchange) -> Response:
    body = exchange.body(bodies.CREATE_RESOURCE)
    path = body["path"]
    ask_path_scope(exchange, "resources:write", path)
    ask_new_path(
        exchange, "resource", path, list_readable(exchange, exchange.catalog.resources), Reason.RESOURCE_EXISTS
    )
    ask_fit(body["resource_type"], RESOURCE_TYPE)
    ask_right_to_write_value(exchange, "resource", path)
    resource = Resource(ask_storable(body["value"]), body["resource_type"], body["description"] or "")
    exchange.catalog.create_resource(path, resource)
    return answers.text(f"resource {path} created", 201)


def get_resource_value(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "resources:read")
    ask_right_to_read_resource(exchange, path)
    return answers.value(exchange.catalog.resource(path).value)


def get_resource_value_interpolated(exchange: Exchange) -> Response:
    catalog, path = exchange.catalog, ask_path_in_url(exchange, "resources:read")
    ask_right_to_read_resource(exchange, path)
    return answers.value(catalog.interpolate(catalog.resource(path).value, ask=_ask_right_to_reference(exchange)))


def _ask_right_to_reference(exchange: Exchange) -> Callable[[str, str], None]:
    """Return a check that answers a resource inside another one, if the caller may not read it, as missing."""

    def ask(kind: str, path: str) -> None:
        if kind == "variable":
            ask_right_to_read_variable(exchange, path)
        elif not exchange.caller.reads(path):
            raise Refusal(Reason.RESOURCE_NOT_FOUND, path=path)

    return ask


def exists_resource(exchange: Exchange) -> Response:
    return answers.value(_path_in_url(exchange) in exchange.catalog.resources)


def update_resource_value(exchange: Exchange) -> Response:
    """Update a resource's value, as `set_state` and `set_resource` of wmill do for a resource that exists.

    Source: Windmill's source of 1.788; older servers answer the same for a missing resource.
    """
    path, body = exchange.params["path"], exchange.body(bodies.UPDATE_RESOURCE)
    ask_path_scope(exchange, "resources:write", path)
    if not exchange.caller.writes(path):
        raise Refusal(Reason.RESOURCE_NOT_FOUND, path=path)
    exchange.catalog.put_resource(path, replace(exchange.catalog.resource(path), value=ask_storable(body["value"])))
    return answers.text(f"value of resource {path} updated")


def delete_resource(exchange: Exchange) -> Response:
    path = ask_path_in_url(exchange, "resources:write")
    if not exchange.caller.writes(path):
        raise Refusal(Reason.VALUE_TO_CHANGE_NOT_FOUND, kind="Resource", path=path)
    exchange.catalog.drop_resource(path)
    return answers.text(f"resource {path} deleted")
