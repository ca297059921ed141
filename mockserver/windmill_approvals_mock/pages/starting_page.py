"""The console's pages that list deployed flows and start one with its form."""

from __future__ import annotations

from urllib.parse import unquote
from uuid import UUID

from windmill_approvals_mock.engine.launching import run_flow
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages.console_page import ConsolePage, PageNotFound
from windmill_approvals_mock.pages.form_texts import parse_json
from windmill_approvals_mock.pages.form_values import Typed, add_row, build_rows, fill, read
from windmill_approvals_mock.pages.forms import build_form
from windmill_approvals_mock.pages.posted import PostedForm
from windmill_approvals_mock.workspaces.catalog import DeployedFlow
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Token

MOST_FLOWS = 100


def show_flows(world: World) -> ConsolePage:
    flows = [
        (workspace.id, flow)
        for workspace in world.workspaces.by_id().values()
        for flow in sorted(workspace.catalog.flows.values(), key=lambda flow: flow.path)
        if not flow.archived
    ]
    return ConsolePage("start.html", {"flows": flows[:MOST_FLOWS], "left_out": max(len(flows) - MOST_FLOWS, 0)})


def show_form(world: World, workspace: str, path: str) -> ConsolePage:
    """Return the page with the form of a flow. Raises PageNotFound if no flow is deployed at `path`."""
    return _render_form(workspace, _find_flow(world, workspace, path), None, {})


def start(world: World, workspace: str, path: str, posted: PostedForm) -> UUID | ConsolePage:
    """Start a flow and return the run's id, or return the form with another row or its errors. Raises PageNotFound."""
    flow = _find_flow(world, workspace, path)
    if "add" in posted.all:
        return _render_form(workspace, flow, add_row(posted.all, posted.get_text("add")), {})
    fields = build_form(flow.schema)
    if fields:
        reading = read(fields, posted.all)
        args, wrong = reading.value, reading.wrong
    else:
        args, wrong = _read_args(posted.get_text("args"))
    if wrong:
        return _render_form(workspace, flow, posted.all, wrong)
    workspace = unquote(workspace)
    caller = world.users.caller(Token(ADMIN_EMAIL), workspace)
    assert caller is not None
    return run_flow(world, workspace, flow.path, args, caller)


def _read_args(text: str) -> tuple[dict[str, object], dict[str, str]]:
    try:
        args = parse_json(text) if text else {}
    except ValueError:
        args = None
    return (args, {}) if isinstance(args, dict) else ({}, {"args": "Arguments must be a JSON object"})


def _render_form(workspace: str, flow: DeployedFlow, typed: Typed | None, wrong: dict[str, str]) -> ConsolePage:
    fields = build_form(flow.schema)
    values = {
        "workspace": unquote(workspace),
        "flow": flow,
        "fields": fields,
        "typed": fill(fields) if typed is None else typed,
        "wrong": wrong,
        "build_rows": build_rows,
    }
    return ConsolePage("start_form.html", values)


def _find_flow(world: World, workspace: str, path: str) -> DeployedFlow:
    known = world.workspaces.by_id().get(unquote(workspace))
    flow = known.catalog.flows.get(unquote(path)) if known is not None else None
    if flow is None:
        raise PageNotFound("No flow is deployed at this path.")
    return flow
