"""Starting a deployed flow from the console. Knows what is deployed and its forms; does not know the runs."""

from __future__ import annotations

from urllib.parse import unquote
from uuid import UUID

from windmill_approvals_mock.engine.launching import run_flow
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages.form_texts import json_of
from windmill_approvals_mock.pages.form_values import Typed, filled, read, rows_of, with_row
from windmill_approvals_mock.pages.forms import form_of
from windmill_approvals_mock.pages.posted import Posted
from windmill_approvals_mock.pages.shown import NotThere, Shown
from windmill_approvals_mock.workspaces.catalog import DeployedFlow
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Token

MOST_FLOWS = 100


def show_flows(world: World) -> Shown:
    flows = [
        (workspace.id, flow)
        for workspace in world.workspaces.by_id().values()
        for flow in sorted(workspace.catalog.flows.values(), key=lambda flow: flow.path)
    ]
    return Shown("start.html", {"flows": flows[:MOST_FLOWS], "left_out": max(len(flows) - MOST_FLOWS, 0)})


def show_form(world: World, workspace: str, path: str) -> Shown:
    """Raises NotThere where no flow is deployed."""
    return _form(workspace, _flow(world, workspace, path), None, {})


def start(world: World, workspace: str, path: str, posted: Posted) -> UUID | Shown:
    """The id of the new run; or the form once more, for another row or with what is wrong. Raises NotThere."""
    flow = _flow(world, workspace, path)
    if "add" in posted.all:
        return _form(workspace, flow, with_row(posted.all, posted.text("add")), {})
    fields = form_of(flow.schema)
    if fields:
        reading = read(fields, posted.all)
        args, wrong = reading.value, reading.wrong
    else:
        args, wrong = _args(posted.text("args"))
    if wrong:
        return _form(workspace, flow, posted.all, wrong)
    workspace = unquote(workspace)
    caller = world.users.caller(Token(ADMIN_EMAIL), workspace)
    assert caller is not None
    return run_flow(world, workspace, flow.path, args, caller)


def _args(text: str) -> tuple[dict[str, object], dict[str, str]]:
    try:
        args = json_of(text) if text else {}
    except ValueError:
        args = None
    return (args, {}) if isinstance(args, dict) else ({}, {"args": "Arguments must be a JSON object"})


def _form(workspace: str, flow: DeployedFlow, typed: Typed | None, wrong: dict[str, str]) -> Shown:
    fields = form_of(flow.schema)
    values = {
        "workspace": unquote(workspace),
        "flow": flow,
        "fields": fields,
        "typed": filled(fields) if typed is None else typed,
        "wrong": wrong,
        "rows_of": rows_of,
    }
    return Shown("start_form.html", values)


def _flow(world: World, workspace: str, path: str) -> DeployedFlow:
    known = world.workspaces.by_id().get(unquote(workspace))
    flow = known.catalog.flows.get(unquote(path)) if known is not None else None
    if flow is None:
        raise NotThere("No flow is deployed there.")
    return flow
