"""Listing jobs over HTTP.

Knows which filters there are and which halves of the list they leave; what each lets through is in `stores.job_query`.
Recordings: "lists of jobs", "lists: filters".
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.stores.job_query import ANYTHING, JobQuery
from windmill_approvals_mock.wire import answers, job_views
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.rust.query_strings import BOOL, TEXT, USIZE
from windmill_approvals_mock.workspaces.scopes import tags_of

JSON = Any

DEFAULT_PER_PAGE, MOST_PER_PAGE = 1000, 10_000
UNLIMITED = 10**9

_FILTERS = {
    "args": TEXT,
    "created_by": TEXT,
    "has_null_parent": BOOL,
    "is_not_schedule": BOOL,
    "job_kinds": TEXT,
    "label": TEXT,
    "order_desc": BOOL,
    "page": USIZE,
    "parent_job": TEXT,
    "per_page": USIZE,
    "result": TEXT,
    "running": BOOL,
    "scheduled_for_before_now": BOOL,
    "script_path_exact": TEXT,
    "script_path_start": TEXT,
    "success": BOOL,
    "suspended": BOOL,
}
_NOT_MODELLED = (
    *("allow_wildcards", "all_workspaces", "broad_filter", "completed_after", "completed_before", "concurrency_key"),
    *("created_after", "created_after_queue", "created_before", "created_before_queue", "created_or_started_after"),
    *("created_or_started_after_completed_jobs", "created_or_started_before", "excludes_entrypoint_override"),
    *("include_args", "is_flow_step", "is_skipped", "resolved", "schedule_path", "script_hash", "started_after"),
    *("started_before", "status", "tag", "trigger_kind", "trigger_path", "worker"),
)


def list_jobs(exchange: Exchange) -> Response:
    """All queued jobs, then as many completed ones as a page holds, each newest first; `page` changes nothing.

    A filter of one half alone leaves out the other, and then there are pages.
    """
    query, filters = _read(exchange)
    only_completed = query["success"] is not None or query["label"] is not None
    if exchange.world.version.result_filters_lists and query["result"] is not None:
        only_completed = True
    if query["success"] is not None and query["running"]:
        raise Refusal(Reason.SUCCESS_AND_RUNNING)
    if only_completed and query["running"] is not None:
        raise Refusal(Reason.NOT_MODELLED, sentence="This mock does not list by running and success at once")
    if query["label"] is not None:
        return answers.value([])
    if only_completed:
        return _listed(exchange, replace(filters, queued=False), with_type=True)
    if query["running"] is not None:
        return _listed(exchange, replace(filters, completed=False), with_type=True)
    engine = exchange.world.engine
    queued = engine.find_jobs(replace(filters, completed=False, skip=0, limit=UNLIMITED))
    completed = engine.find_jobs(replace(filters, queued=False, skip=0))
    return answers.value([job_views.listed_job(run, job, with_type=True) for run, job in (*queued, *completed)])


def list_queue(exchange: Exchange) -> Response:
    return _listed(exchange, replace(_in_one_order(exchange), completed=False), with_type=False)


def list_completed_jobs(exchange: Exchange) -> Response:
    query, _ = _read(exchange)
    if query["label"] is not None:
        return answers.value([])
    return _listed(exchange, replace(_in_one_order(exchange), queued=False), with_type=True)


def _in_one_order(exchange: Exchange) -> JobQuery:
    """These lists can be turned round, `jobs/list` cannot."""
    query, filters = _read(exchange)
    if query["order_desc"] is False:
        raise Refusal(Reason.NOT_MODELLED, sentence="This mock lists the newest job first only")
    return filters


def _read(exchange: Exchange) -> tuple[dict[str, Any], JobQuery]:
    query = exchange.query(**_FILTERS, **dict.fromkeys(_NOT_MODELLED, TEXT))
    unknown = [name for name in _NOT_MODELLED if query[name] is not None]
    if unknown:
        raise Refusal(Reason.NOT_MODELLED, sentence=f"This mock does not list jobs by {unknown[0]}")
    per_page = DEFAULT_PER_PAGE if query["per_page"] is None else min(max(query["per_page"], 1), MOST_PER_PAGE)
    kinds, parent = query["job_kinds"], query["parent_job"]
    return query, JobQuery(
        exchange.workspace,
        created_by=query["created_by"],
        kinds=None if kinds is None else frozenset(kinds.split(",")),
        tags=tags_of(exchange.caller.token.scopes),
        parent=None if parent is None else _id_if_one(parent),
        path=query["script_path_exact"],
        path_start=query["script_path_start"],
        running=query["running"],
        success=query["success"],
        suspended=query["suspended"],
        roots_only=bool(query["has_null_parent"]),
        scheduled_until=exchange.world.clock.now() if query["scheduled_for_before_now"] else None,
        args=_json(query["args"], "args"),
        result=_json(query["result"], "result"),
        skip=min((max(query["page"] or 1, 1) - 1) * per_page, UNLIMITED),
        limit=per_page,
    )


def _json(text: str | None, name: str) -> JSON:
    if text is None:
        return ANYTHING
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal(Reason.NOT_MODELLED, sentence=f"This mock lists jobs by {name} that are JSON only") from None


def _id_if_one(text: str) -> UUID | str:
    try:
        id = UUID(text)
    except ValueError:
        return text
    return id if str(id) == text.lower() else text


def _listed(exchange: Exchange, query: JobQuery, *, with_type: bool) -> Response:
    found = exchange.world.engine.find_jobs(query)
    return answers.value([job_views.listed_job(run, job, with_type=with_type) for run, job in found])
