"""Lists of jobs over HTTP: the filters of each version, and whether they exclude queued or completed jobs.

`stores.job_query` applies the filters.
Recordings: "lists of jobs", "lists: filters".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.filters import Span, TextFilter
from windmill_approvals_mock.stores.job_query import ANYTHING, NOTHING, JobQuery
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire import answers, job_views
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.rust.query_strings import BOOL, TEXT, USIZE, Parameter, moment_parameter, one_of
from windmill_approvals_mock.wire.trigger_kinds import trigger_kinds_parameter
from windmill_approvals_mock.workspaces.scopes import tags_of

JSON = Any

DEFAULT_PER_PAGE, MOST_PER_PAGE = 1000, 10_000
UNLIMITED = 10**9
OF_SCHEDULES = TextFilter(())
"""Matches no job, because this mock has no schedules."""

_FILTERS = {
    "all_workspaces": BOOL,
    "allow_wildcards": BOOL,
    "args": TEXT,
    "concurrency_key": TEXT,
    "completed_after": moment_parameter(),
    "completed_before": moment_parameter(),
    "created_after": moment_parameter(),
    "created_after_queue": moment_parameter(),
    "created_before": moment_parameter(),
    "created_before_queue": moment_parameter(),
    "created_by": TEXT,
    "created_or_started_after": moment_parameter(),
    "created_or_started_after_completed_jobs": moment_parameter(),
    "created_or_started_before": moment_parameter(),
    "excludes_entrypoint_override": BOOL,
    "has_null_parent": BOOL,
    "is_flow_step": BOOL,
    "is_not_schedule": BOOL,
    "is_skipped": BOOL,
    "job_kinds": TEXT,
    "label": TEXT,
    "order_desc": BOOL,
    "page": USIZE,
    "parent_job": TEXT,
    "per_page": USIZE,
    "result": TEXT,
    "running": BOOL,
    "schedule_path": TEXT,
    "scheduled_for_before_now": BOOL,
    "script_hash": TEXT,
    "script_path_exact": TEXT,
    "script_path_start": TEXT,
    "started_after": moment_parameter(),
    "started_before": moment_parameter(),
    "success": BOOL,
    "suspended": BOOL,
    "tag": TEXT,
    "trigger_path": TEXT,
    "worker": TEXT,
}
"""`concurrency_key` is read and has no effect in lists of jobs. Source: Windmill's source."""
_STATUSES = ("success", "failure", "canceled", "skipped")


def list_jobs(exchange: Exchange) -> Response:
    """List all queued jobs, then a page of completed ones, each newest first; `page` has no effect.

    With a filter that excludes queued or completed jobs there are pages.
    """
    query, filters = _read(exchange)
    says_how_it_ended = query["success"] is not None or filters.status is not None
    if says_how_it_ended and query["running"]:
        raise Refusal(Reason.SUCCESS_AND_RUNNING)
    only_completed = says_how_it_ended or _asks_for_completed(query, exchange.world.version)
    if only_completed and query["running"] is not None:
        raise Refusal(Reason.COMPLETED_AND_RUNNING)
    filters = replace(filters, oldest_first=False)
    if only_completed:
        return _listed(exchange, query, replace(filters, queued=False), with_type=True)
    if query["running"] is not None:
        return _listed(exchange, query, replace(filters, completed=False), with_type=True)
    engine = exchange.world.engine
    queued = engine.find_jobs(replace(filters, completed=False, by_completion=False, skip=0, limit=UNLIMITED))
    completed = engine.find_jobs(replace(filters, queued=False, skip=0))
    return _shown(query, (*queued, *completed), with_type=True)


def _asks_for_completed(query: Mapping[str, Any], version: WindmillVersion) -> bool:
    """Whether a filter excludes queued jobs. Source: recordings for labels and results, else Windmill's source."""
    names = ["label", "created_before", "started_before", "created_or_started_before", "completed_before"]
    if version.result_filters_lists:
        names.append("result")
        if query["is_skipped"] or query.get("resolved"):
            return True
    return any(query[name] is not None for name in names)


def list_queue(exchange: Exchange) -> Response:
    query, filters = _read(exchange)
    return _listed(exchange, query, replace(filters, completed=False, by_completion=False), with_type=False)


def list_completed_jobs(exchange: Exchange) -> Response:
    query, filters = _read(exchange)
    return _listed(exchange, query, replace(filters, queued=False), with_type=True)


def _read(exchange: Exchange) -> tuple[dict[str, Any], JobQuery]:
    version = exchange.world.version
    query = exchange.query(**_FILTERS, **_newer_filters(version), trigger_kind=trigger_kinds_parameter(version))
    if query["all_workspaces"] and exchange.workspace == "admins":
        sentence = "This mock does not list jobs by all_workspaces in the workspace `admins`"
        raise Refusal(Reason.NOT_MODELLED, sentence=sentence)
    # On a real server a NUL ends the text of the query.
    if any(isinstance(value, str) and "\0" in value for value in query.values()):
        raise Refusal(Reason.NOT_MODELLED, sentence="This mock does not model a NUL in the filters of a list.")
    per_page = DEFAULT_PER_PAGE if query["per_page"] is None else min(max(query["per_page"], 1), MOST_PER_PAGE)
    parent, has_wildcards = query["parent_job"], bool(query["allow_wildcards"])

    def texts(name: str, suffix: str = "", *, are_patterns: bool = False) -> TextFilter | None:
        return None if query[name] is None else _texts(query[name], suffix, version, are_patterns=are_patterns)

    fails = query["success"] is False and version.lists_order_failures_by_end
    return query, JobQuery(
        exchange.workspace,
        viewer=exchange.caller.as_viewer,
        created_by=texts("created_by"),
        kinds=_kinds(query["job_kinds"], version) if query["schedule_path"] is None else OF_SCHEDULES,
        tags=tags_of(exchange.caller.token.scopes),
        tag=_with_wildcards(query["tag"], version, and_more=True) if has_wildcards else texts("tag"),
        label=_with_wildcards(query["label"], version) if has_wildcards else texts("label"),
        parent=None if parent is None else _id_if_one(parent),
        path=texts("script_path_exact"),
        path_start=texts("script_path_start", "%", are_patterns=True),
        running=query["running"],
        success=query["success"],
        status=query.get("status"),
        is_skipped=query["is_skipped"],
        is_flow_step=query["is_flow_step"],
        suspended=query["suspended"],
        roots_only=bool(query["has_null_parent"]),
        scheduled_until=exchange.world.clock.now() if query["scheduled_for_before_now"] else None,
        created=Span(query["created_after"], query["created_before"]),
        created_queue=Span(
            query["created_after_queue"] or query["created_after"],
            query["created_before_queue"] or query["created_before"],
        ),
        worker=_with_wildcards(query["worker"], version, and_more=True) if has_wildcards else texts("worker"),
        runnable_id=_runnable_id(query["script_hash"]),
        trigger_kind=texts("trigger_kind"),
        trigger_path=texts("trigger_path"),
        resolved=query.get("resolved"),
        words=query.get("broad_filter"),
        begun=Span(query["created_or_started_after"], query["created_or_started_before"]),
        begun_of_completed=Span(query["created_or_started_after_completed_jobs"]),
        started=Span(query["started_after"], query["started_before"]),
        completed_at=Span(query["completed_after"], query["completed_before"]),
        args=_json(query["args"], version),
        result=_json(query["result"], version),
        oldest_first=query["order_desc"] is False,
        by_completion=fails
        or query.get("status") in ("failure", "canceled")
        or query["completed_after"] is not None
        or query["completed_before"] is not None,
        skip=min((max(query["page"] or 1, 1) - 1) * per_page, UNLIMITED),
        limit=per_page,
    )


def _newer_filters(version: WindmillVersion) -> dict[str, Parameter]:
    newer: dict[str, Parameter] = {}
    if version.lists_have_arguments:
        newer["include_args"] = BOOL
    if version.lists_search:
        newer["broad_filter"] = TEXT
    if version.lists_know_statuses:
        newer["status"] = one_of(_STATUSES)
    if version.lists_know_what_is_resolved:
        newer["resolved"] = BOOL
    return newer


def _runnable_id(text: str | None) -> int | None:
    """Return the number of what a job runs, as in the database: a script's hash is an integer, not hex digits."""
    if text is None:
        return None
    if re.fullmatch(r"\s*[+-]?[0-9]+\s*", text, re.ASCII) is None:
        raise Refusal(Reason.FILTER_NOT_A_NUMBER, text=text)
    number = int(text) if len(text) < 40 else 2**64
    if not -(2**63) <= number < 2**63:
        raise Refusal(Reason.FILTER_OUT_OF_RANGE, text=text)
    return number


def _texts(text: str, suffix: str, version: WindmillVersion, *, are_patterns: bool) -> TextFilter:
    """Return the filter of a parameter: newer servers accept a list, negated with `!`."""
    if not version.lists_take_several_values:
        return TextFilter((text + suffix,), are_patterns=are_patterns)
    values = tuple(value.removeprefix("!") + suffix for value in text.split(","))
    return TextFilter(values, text.startswith("!"), are_patterns)


def _with_wildcards(text: str | None, version: WindmillVersion, *, and_more: bool = False) -> TextFilter | None:
    """Return a filter in which `*` matches any text. With `and_more` older servers accept any text after the value."""
    if text is None:
        return None
    suffix = "%" if and_more and not version.lists_take_several_values else ""
    return _texts(text.replace("*", "%"), suffix, version, are_patterns=True)


def _kinds(text: str | None, version: WindmillVersion) -> TextFilter | None:
    """Return a filter for kinds, a list on every version."""
    if text is None:
        return None
    return _texts(text, "", version, are_patterns=False) if text.startswith("!") else TextFilter(tuple(text.split(",")))


def _json(text: str | None, version: WindmillVersion) -> JSON:
    """Return the value that arguments or results must contain. On newer servers invalid JSON matches nothing."""
    if text is None:
        return ANYTHING
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if version.lists_find_nothing_by_bad_json:
            return NOTHING
        raise Refusal(Reason.FILTER_NOT_JSON) from None


def _id_if_one(text: str) -> UUID | str:
    try:
        id = UUID(text)
    except ValueError:
        return text
    return id if str(id) == text.lower() else text


def _listed(exchange: Exchange, query: Mapping[str, Any], filters: JobQuery, *, with_type: bool) -> Response:
    return _shown(query, exchange.world.engine.find_jobs(filters), with_type=with_type)


def _shown(query: Mapping[str, Any], found: Iterable[tuple[Run, Job]], *, with_type: bool) -> Response:
    with_args = bool(query.get("include_args"))
    return answers.value(
        [job_views.listed_job(run, job, with_type=with_type, with_args=with_args) for run, job in found]
    )
