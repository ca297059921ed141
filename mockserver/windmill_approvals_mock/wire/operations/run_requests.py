"""Running flows and scripts over HTTP, and waiting for a result.

Knows the requests; what becomes of them is in `world`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.launching import run_flow, run_flow_preview, run_script, run_script_preview
from windmill_approvals_mock.flows.job import Code
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.wire import answers, bodies
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.refusals import Refused
from windmill_approvals_mock.wire.rust.query_strings import I64, TEXT
from windmill_approvals_mock.wire.rust.serde_json_text import JsonError, parse

SECONDS_A_RESULT_IS_WAITED_FOR = 20


def run_flow_by_path(exchange: Exchange) -> Response:
    return answers.text(str(_run_flow(exchange)), 201)


def run_script_by_path(exchange: Exchange) -> Response:
    caller, path, args = exchange.caller, exchange.params["path"], _args(exchange)
    _ask_scope(exchange, "scripts", path)
    start_at = _scheduled_for(exchange)
    return answers.text(str(run_script(exchange.world, exchange.workspace, path, args, caller, start_at)), 201)


def run_preview_of_flow(exchange: Exchange) -> Response:
    caller, body = exchange.caller, exchange.body(bodies.PREVIEW_FLOW)
    args = body["args"] or {}
    job = run_flow_preview(exchange.world, exchange.workspace, body["value"], args, body["path"], caller)
    return answers.text(str(job), 201)


def run_preview_of_script(exchange: Exchange) -> Response:
    caller, body = exchange.caller, exchange.body(bodies.PREVIEW)
    code = Code(body["language"] or "python3", body["content"] or "")
    job = run_script_preview(exchange.world, exchange.workspace, code, body["args"] or {}, body["path"], caller)
    return answers.text(str(job), 201)


def run_wait_result_of_flow(exchange: Exchange) -> Response:
    """The result once there is one (recording: "run and wait for the result").

    Under a manual clock nothing would come of waiting, so it is answered like one that waited in vain.
    """
    job = _run_flow(exchange)
    run = exchange.world.engine.wait_for(job, SECONDS_A_RESULT_IS_WAITED_FOR)
    if run is None:
        raise Refused(500, f"ExecutionErr: timeout after {SECONDS_A_RESULT_IS_WAITED_FOR}s")
    ended = run.root
    return answers.value(ended.result, 200 if ended.success else 500)


def _run_flow(exchange: Exchange) -> UUID:
    caller, path, args = exchange.caller, exchange.params["path"], _args(exchange)
    _ask_scope(exchange, "flows", path)
    return run_flow(exchange.world, exchange.workspace, path, args, caller, _scheduled_for(exchange))


def _ask_scope(exchange: Exchange, what: str, path: str) -> None:
    scope = f"jobs:run:{what}:{path}"
    if not exchange.caller.has_scope(scope):
        raise Refusal(Reason.MISSING_SCOPE, scope=scope)


def _args(exchange: Exchange) -> dict[str, Any]:
    """The body as arguments: an object's entries, anything else as `body`.

    These routes read their body themselves and take it without a content type, too.
    """
    if not exchange.request.body:
        return {}
    try:
        body = parse(exchange.request.body)
    except JsonError as error:
        raise Refused(400, f"Bad request: invalid json: {error}") from None
    return body if isinstance(body, dict) else {"body": body}


def _scheduled_for(exchange: Exchange) -> datetime | None:
    query = exchange.query(scheduled_for=TEXT, scheduled_in_secs=I64)
    if query["scheduled_in_secs"] is not None:
        return later(exchange.world.clock.now(), query["scheduled_in_secs"])
    if query["scheduled_for"] is None:
        return None
    try:
        return datetime.fromisoformat(query["scheduled_for"]).astimezone()
    except (ValueError, OverflowError):
        raise Refused(400, f"Bad request: scheduled_for is not a moment: {query['scheduled_for']}") from None
