"""Requests of scripts through Windmill's own clients: progress, e-mail addresses, and lists of deployed items.

Our spec does not have them. Source: Windmill's source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.flows.events import ProgressSet
from windmill_approvals_mock.wire import answers, bodies
from windmill_approvals_mock.wire.deployed_access import list_readable
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.rust.query_strings import BOOL, TEXT, USIZE

JSON = Any
Deployed = TypeVar("Deployed")

DEFAULT_PER_PAGE, MOST_PER_PAGE = 1000, 10_000
HIGHEST_PROGRESS = 99


# -- progress ------------------------------------------------------------------------------
def set_progress(exchange: Exchange) -> Response:
    """Set the progress of a job and, with `flow_job_id`, of the present module of its flow.

    An unknown job is ignored here; a real server stores its progress.
    """
    id, body = exchange.uuid("job_id"), exchange.body(bodies.JOB_PROGRESS)
    run = exchange.world.engine.run_with(id, exchange.workspace)
    if run is not None:
        flow = UUID(body["flow_job_id"]) if body["flow_job_id"] is not None else None
        exchange.world.engine.change(run.id, lambda _: ProgressSet(id, body["percent"], flow))
    return answers.value(None)


def get_progress(exchange: Exchange) -> Response:
    id = exchange.uuid("job_id")
    run = exchange.world.engine.run_with(id, exchange.workspace)
    progress = run.jobs[id].progress if run is not None else None
    return answers.value(None if progress is None else max(0, min(progress, HIGHEST_PROGRESS)))


# -- people --------------------------------------------------------------------------------
def username_to_email(exchange: Exchange) -> Response:
    username = exchange.params["username"]
    for email, member in exchange.world.users.members(exchange.workspace).items():
        if member.username == username:
            return answers.text(email)
    raise Refusal(Reason.USER_NOT_FOUND, username=username)


# -- lists ---------------------------------------------------------------------------------
def list_resources(exchange: Exchange) -> Response:
    """List resources by path, without values."""
    query = _query(exchange, resource_type=TEXT, resource_type_exclude=TEXT)
    wanted, unwanted = _words(query["resource_type"]), _words(query["resource_type_exclude"])
    found: list[JSON] = [
        {
            "workspace_id": exchange.workspace,
            "path": path,
            "value": None,
            "description": resource.description,
            "resource_type": resource.resource_type,
            "extra_perms": {},
            "is_linked": path in exchange.catalog.variables,
            **dict.fromkeys(("is_refreshed", "is_oauth", "is_expired", "refresh_error", "account")),
        }
        for path, resource in _visible(exchange, exchange.catalog.resources, "resources:read", query)
        if (not wanted or resource.resource_type in wanted) and resource.resource_type not in unwanted
    ]
    return answers.value(_page(found, query))


def list_variables(exchange: Exchange) -> Response:
    """List variables from the last path to the first, as Windmill does; secret ones without values."""
    query = _query(exchange)
    found: list[JSON] = [
        {
            "workspace_id": exchange.workspace,
            "path": path,
            "value": None if variable.is_secret else variable.value,
            "is_secret": variable.is_secret,
            "description": variable.description,
            "extra_perms": {},
            "is_linked": path in exchange.catalog.resources,
            **dict.fromkeys(("account", "is_oauth", "is_expired", "is_refreshed", "refresh_error", "expires_at")),
        }
        for path, variable in _visible(exchange, exchange.catalog.variables, "variables:read", query)
    ]
    return answers.value(_page(found[::-1], query))


def _query(exchange: Exchange, **more: Any) -> Mapping[str, JSON]:
    modelled = dict(page=USIZE, per_page=USIZE, path_start=TEXT, path=TEXT, include_draft_only=BOOL, **more)
    query = exchange.query(**modelled, description=TEXT, value=TEXT, broad_filter=TEXT, label=TEXT)
    for name in query.keys() - modelled.keys():
        if query[name] is not None:
            raise Refusal(Reason.NOT_MODELLED, sentence=f"This mock does not model the filter `{name}` of this list.")
    return query


def _visible(
    exchange: Exchange, deployed: Mapping[str, Deployed], scope: str, query: Mapping[str, JSON]
) -> Iterable[tuple[str, Deployed]]:
    for path in sorted(list_readable(exchange, deployed)):
        fits = path.startswith(query["path_start"] or "") and query["path"] in (None, path)
        if fits and exchange.caller.has_scope(f"{scope}:{path}"):
            yield path, deployed[path]


def _words(text: str | None) -> list[str]:
    return text.split(",") if text is not None else []


def _page(found: list[JSON], query: Mapping[str, JSON]) -> list[JSON]:
    per_page = min(query["per_page"] or DEFAULT_PER_PAGE, MOST_PER_PAGE)
    first = (max(query["page"] or 1, 1) - 1) * per_page
    return found[first : first + per_page]
