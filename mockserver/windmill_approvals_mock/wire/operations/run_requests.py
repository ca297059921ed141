"""Running flows and scripts over HTTP, and waiting for a result.

Recordings: "run: arguments and options", "run and wait:
failing flows", "early return".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.launching import Wishes, run_flow, run_flow_preview, run_script, run_script_preview
from windmill_approvals_mock.flows.definition import HUB, Module, PathScript, RawScript
from windmill_approvals_mock.flows.job import Code
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.results import result_for_early_return
from windmill_approvals_mock.wire import answers, bodies
from windmill_approvals_mock.wire.composite_results import answer_with_result
from windmill_approvals_mock.wire.deployed_access import ask_right_to_run
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.preprocessor_args import args_of_preprocessor
from windmill_approvals_mock.wire.refusals import Refused
from windmill_approvals_mock.wire.rust.query_strings import BOOL, I32, I64, TEXT, USIZE, Parameter, moment_parameter
from windmill_approvals_mock.wire.webhook_args import Args, args_beside_body, args_in_body, args_in_payload
from windmill_approvals_mock.workspaces.columns import ask_fit
from windmill_approvals_mock.workspaces.previewing import ask_right_to_preview

JSON = Any

SECONDS_A_RESULT_IS_WAITED_FOR = 20


# -- runs by path --------------------------------------------------------------------------
def run_flow_by_path(exchange: Exchange) -> Response:
    return answers.text(str(_run_flow(exchange, args_in_body(exchange.request))), 201)


def run_script_by_path(exchange: Exchange) -> Response:
    return answers.text(str(_run_script(exchange)), 201)


def _run_script(exchange: Exchange) -> UUID:
    caller, path = exchange.caller, exchange.params["path"]
    args = _with_included(exchange, args_in_body(exchange.request))
    wishes = _wishes(exchange)
    ask_fit(path)
    script = exchange.catalog.scripts.get(path)
    if script is None and path.startswith(HUB):
        sentence = "This mock runs scripts of Windmill's hub only as stubbed steps of flows."
        raise Refusal(Reason.NOT_MODELLED, sentence=sentence)
    if script is None:
        raise Refusal(Reason.SCRIPT_TO_RUN_NOT_FOUND, path=path)
    ask_right_to_run(exchange, "script", exchange.catalog.scripts, path)
    caller.must_have_scope(f"jobs:run:scripts:{path}")
    caller.must_run_with_tag(wishes.tag)
    return run_script(exchange.world, exchange.workspace, script, args, caller, wishes)


def run_script_by_hash(exchange: Exchange) -> Response:
    """Run the version of a script with this hash. Source: Windmill's source, not recorded."""
    caller = exchange.caller
    args, wishes = _with_included(exchange, args_in_body(exchange.request)), _wishes(exchange)
    script = exchange.catalog.script_by_hash(exchange.params["hash"])
    if script is None or not caller.reads(script.path):
        raise Refusal(Reason.SCRIPT_NOT_FOUND, path=exchange.params["hash"])
    caller.must_have_scope(f"jobs:run:scripts:{script.path}")
    caller.must_run_with_tag(wishes.tag)
    return answers.text(str(run_script(exchange.world, exchange.workspace, script, args, caller, wishes)), 201)


def run_wait_result_of_script(exchange: Exchange) -> Response:
    return _wait_for_result(exchange, _run_script(exchange))


def run_wait_result_of_flow(exchange: Exchange) -> Response:
    return _wait_for_result(exchange, _run_flow(exchange, args_in_body(exchange.request)))


def run_wait_result_of_flow_by_get(exchange: Exchange) -> Response:
    payload = exchange.query(payload=TEXT)["payload"]
    return _wait_for_result(exchange, _run_flow(exchange, args_in_payload(payload)))


def answer_head(_: Exchange) -> Response:
    """Answer HEAD without running anything: senders of webhooks use it to check a URL. Source: Windmill's source."""
    return answers.text("")


def _run_flow(exchange: Exchange, args: Args) -> UUID:
    """Run a flow. A real server looks for it before it checks the token's scopes (recording: "tokens with scopes")."""
    caller, path, args = exchange.caller, exchange.params["path"], _with_included(exchange, args)
    wishes = _wishes(exchange)
    ask_fit(path)
    if path not in exchange.catalog.flows:
        raise Refusal(Reason.FLOW_TO_RUN_NOT_FOUND, path=path)
    ask_right_to_run(exchange, "flow", exchange.catalog.flows, path)
    caller.must_have_scope(f"jobs:run:flows:{path}")
    caller.must_run_with_tag(wishes.tag)
    preprocessor = exchange.catalog.flows[path].flow.preprocessor
    if preprocessor is None or exchange.query(skip_preprocessor=BOOL)["skip_preprocessor"]:
        return run_flow(exchange.world, exchange.workspace, path, args, caller, wishes)
    args = args_of_preprocessor(exchange.request, _script_of(exchange, preprocessor))
    return run_flow(exchange.world, exchange.workspace, path, args, caller, wishes, preprocess=True)


def _script_of(exchange: Exchange, module: Module) -> Code | None:
    match module.value:
        case RawScript(language, content):
            return Code(language, content)
        case PathScript(path) if path in exchange.catalog.scripts:
            return exchange.catalog.scripts[path].code
        case _:
            return None


def _with_included(exchange: Exchange, args: Args) -> Args:
    included = exchange.query(include_header=TEXT, include_query=TEXT)
    return args | args_beside_body(exchange.request.headers, exchange.request.query, included)


def _wait_for_result(exchange: Exchange, job: UUID) -> Response:
    """Wait for the result.

    With a frozen clock waiting would not help, so it is answered like a timeout.
    """
    failing = 422 if exchange.world.version.failing_run_wait_result_is_422 else 500
    run = exchange.world.engine.wait_for(
        job, SECONDS_A_RESULT_IS_WAITED_FOR, or_until=lambda run: result_for_early_return(run, job) is not None
    )
    if run is None:
        raise Refused(500, f"ExecutionErr: timeout after {SECONDS_A_RESULT_IS_WAITED_FOR}s")
    early = result_for_early_return(run, job)
    if early is not None:
        return answer_with_result(early.result, success=early.success, failing=failing)
    ended = run.jobs[job]
    return answer_with_result(ended.result, success=ended.success and not ended.skipped, failing=failing)


# -- previews ------------------------------------------------------------------------------
def run_preview_of_flow(exchange: Exchange) -> Response:
    return answers.text(str(_preview_flow(exchange)), 201)


def run_preview_of_script(exchange: Exchange) -> Response:
    return answers.text(str(_preview_script(exchange)), 201)


def run_wait_result_of_flow_preview(exchange: Exchange) -> Response:
    return _wait_for_result(exchange, _preview_flow(exchange))


def run_wait_result_of_script_preview(exchange: Exchange) -> Response:
    return _wait_for_result(exchange, _preview_script(exchange))


def _preview_flow(exchange: Exchange) -> UUID:
    wishes = _wishes(exchange)
    caller, body = exchange.caller, exchange.body(bodies.PREVIEW_FLOW)
    wishes = _ask_preview(exchange, body, wishes)
    args = body["args"] or {}
    return run_flow_preview(exchange.world, exchange.workspace, body["value"], args, body["path"], caller, wishes)


def _preview_script(exchange: Exchange) -> UUID:
    wishes = _wishes(exchange)
    caller, body = exchange.caller, exchange.body(bodies.PREVIEW)
    wishes = _ask_preview(exchange, body, wishes)
    code = Code(body["language"] or "python3", body["content"] or "")
    args = body["args"] or {}
    return run_script_preview(exchange.world, exchange.workspace, code, args, body["path"], caller, wishes)


def _ask_preview(exchange: Exchange, body: Mapping[str, JSON], wishes: Wishes) -> Wishes:
    """Return the options of a preview, with the tag of the body unless the query has one. Source: Windmill's source."""
    ask_right_to_preview(exchange.caller, body["path"], exchange.world.version)
    tag = wishes.tag or body["tag"] or None
    if tag != wishes.tag:
        wishes = replace(wishes, tag=tag)
    exchange.caller.must_run_with_tag(wishes.tag)
    return wishes


# -- both ----------------------------------------------------------------------------------
def _wishes(exchange: Exchange) -> Wishes:
    """Return the options in the query: the start, an id, a tag, and whether to hide the run from its path's owners."""
    query = exchange.query(
        scheduled_for=moment_parameter(),
        scheduled_in_secs=I64,
        invisible_to_owner=BOOL,
        job_id=exchange.uuid_parameter(),
        tag=TEXT,
        cache_ttl=I32,
        **_without_effect(exchange),
    )
    start_at = query["scheduled_for"]
    if start_at is None and query["scheduled_in_secs"] is not None:
        start_at = later(exchange.world.clock.now(), query["scheduled_in_secs"])
    return Wishes(
        id=None if query["job_id"] is None else UUID(query["job_id"]),
        scheduled_for=start_at,
        tag=query["tag"] or None,
        cache_ttl=query["cache_ttl"],
        trigger_kind=_trigger_kind(exchange),
        visible_to_owner=not query["invisible_to_owner"],
    )


def _without_effect(exchange: Exchange) -> dict[str, Parameter]:
    """Return parameters that a real server reads, and refuses if invalid, and that have no effect here."""
    return {
        "parent_job": exchange.uuid_parameter(),
        "root_job": exchange.uuid_parameter(),
        "queue_limit": I64,
        "timeout": I32,
        "cache_ignore_s3_path": BOOL,
        "skip_preprocessor": BOOL,
        "poll_delay_ms": USIZE,
        "memory_id": exchange.uuid_parameter(),
        "suspended_mode": BOOL,
    }


def _trigger_kind(exchange: Exchange) -> str | None:
    """Return the kind of trigger. Newer servers treat a token that is not from a login as a webhook."""
    token = exchange.caller.token
    return "webhook" if exchange.world.version.tokens_are_webhooks and not token.is_session else None
