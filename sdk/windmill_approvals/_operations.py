"""What each client method does: check the arguments, ask the settings where to, and plan the requests.

Written once for both twins. Nothing is sent here, and no ConfigError comes later than from here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from . import _arguments, _calls, _environment, _retries, _waiting
from ._errors import ConfigError
from ._links import ApprovalPage, Link, ResumeUrl, ResumeUrls, page_link, signed_link, vote_link
from ._results import ApprovalInfo, Decision, Job, Outcome, Suspended, SuspendedFlow
from ._retries import Plan, attempts
from ._settings import Settings

JobId = str | UUID


def get_resume_urls(
    at: Settings, approver: str | None, flow_level: bool | None, job_id: JobId | None, resume_id: int | None
) -> Plan[ResumeUrls]:
    name, level = _arguments.approver(approver), _arguments.flag(flow_level, "flow_level")
    call = _calls.resume_urls(at.server(), at.job(job_id), _arguments.resume_id(resume_id), name, level)
    return attempts(call, at.max_retries)


def get_approval_urls(at: Settings, step_key: str, approver: str | None, job_id: JobId | None) -> Plan[ResumeUrls]:
    key, name = _arguments.segment(step_key, "step_key"), _arguments.approver(approver)
    return attempts(_calls.approval_urls(at.server(), at.job(job_id), key, name), at.max_retries)


def mint_votes(
    at: Settings, approvers: Iterable[str], flow_level: bool | None, job_id: JobId | None
) -> Plan[dict[str, ResumeUrls]]:
    names = _arguments.names(approvers, "approvers")
    level, server, job = _arguments.flag(flow_level, "flow_level"), at.server(), at.job(job_id)
    ids: set[int] = set()
    while len(ids) < len(names):
        ids.add(_arguments.resume_id(None))
    calls = {
        name: _calls.resume_urls(server, job, resume_id, name, level)
        for name, resume_id in zip(names, ids, strict=True)
    }

    def plan() -> Plan[dict[str, ResumeUrls]]:
        urls: dict[str, ResumeUrls] = {}
        for name, call in calls.items():
            urls[name] = yield from attempts(call, at.max_retries)
        return urls

    return plan()


def job_signature(at: Settings, resume_id: int, approver: str | None, job_id: JobId | None) -> Plan[str]:
    number, name = _arguments.given_resume_id(resume_id), _arguments.approver(approver)
    return attempts(_calls.job_signature(at.server(), at.job(job_id), number, name), at.max_retries)


def approve(at: Settings, link: Link, payload: Any) -> Plan[Decision]:
    return _vote(at, vote_link(link), approved=True, payload=_arguments.payload(payload))


def deny(at: Settings, link: Link, payload: Any, reason: str | None) -> Plan[Decision]:
    return _vote(at, vote_link(link), approved=False, payload=_arguments.denial(payload, reason))


def _vote(at: Settings, link: ResumeUrl | ApprovalPage, *, approved: bool, payload: Any) -> Plan[Decision]:
    server = at.server_of(link)
    if isinstance(link, ApprovalPage):
        flow = _arguments.job(link.flow, "flow in the link")
        return _vote_once(_calls.vote_suspended(server, flow, payload, approved, link.token), approved, at.max_retries)
    url = link.as_resume() if approved else link.as_cancel()
    return _retries.vote(_calls.vote(server, url, payload), approved, at.max_retries)


def _vote_once(call: _calls.Call[None], approved: bool, max_retries: int) -> Plan[Decision]:
    yield from attempts(call, max_retries)
    return Decision(approved, recorded=True, confirmed=True)


def suspended_flow(at: Settings, link: Link) -> Plan[SuspendedFlow]:
    url = signed_link(link)
    return attempts(_calls.suspended_flow(at.server_of(url), url), at.max_retries)


def approval_info(at: Settings, link_or_flow: Link | UUID) -> Plan[ApprovalInfo]:
    if isinstance(link_or_flow, UUID) or (isinstance(link_or_flow, str) and "/" not in link_or_flow):
        call = _calls.approval_info(at.server(), _arguments.job(link_or_flow, "link_or_flow"), None)
    else:
        page = page_link(link_or_flow)
        call = _calls.approval_info(at.server_of(page), _arguments.job(page.flow), page)
    return attempts(call, at.max_retries)


def resume_as_owner(at: Settings, flow: JobId, payload: Any) -> Plan[Decision]:
    call = _calls.vote_as_owner(at.server(), _arguments.job(flow, "flow"), _arguments.payload(payload))
    return _retries.vote(call, True, at.max_retries)


def resume_suspended(
    at: Settings, flow: JobId, payload: Any, approved: bool, approval_token: str | None
) -> Plan[Decision]:
    _arguments.yes_or_no(approved, "approved")
    _arguments.secret(approval_token, "approval_token")
    server = at.server() if approval_token is None else at.server_maybe_anonymous()
    body = _arguments.payload(payload)
    call = _calls.vote_suspended(server, _arguments.job(flow, "flow"), body, approved, approval_token)
    return _vote_once(call, approved, at.max_retries)


def run_flow(at: Settings, path: str, args: Mapping[str, Any] | None, scheduled_in: int | None) -> Plan[str]:
    delay = None if scheduled_in is None else _arguments.count(scheduled_in, "scheduled_in")
    call = _calls.run_flow(at.server(), _arguments.path(path), _arguments.json_object(args, "args"), delay)
    return attempts(call, at.max_retries)


def run_flow_preview(
    at: Settings, value: Mapping[str, Any], args: Mapping[str, Any] | None, path: str | None
) -> Plan[str]:
    definition = _arguments.json_object(value, "value")
    if not isinstance(definition.get("modules"), list):
        raise ConfigError("value: expected a flow's definition, a mapping with a list under 'modules'")
    arguments = _arguments.json_object(args, "args")
    call = _calls.run_flow_preview(at.server(), definition, arguments, None if path is None else _arguments.path(path))
    return attempts(call, at.max_retries)


def job(at: Settings, id: JobId) -> Plan[Job]:
    return attempts(_calls.job(at.server(), _arguments.job(id, "id")), at.max_retries)


def result(at: Settings, id: JobId) -> Plan[Any]:
    return attempts(_calls.result(at.server(), _arguments.job(id, "id")), at.max_retries)


def cancel(at: Settings, id: JobId, reason: str | None) -> Plan[None]:
    call = _calls.cancel(at.server(), _arguments.job(id, "id"), _arguments.optional_text(reason, "reason"))
    return attempts(call, at.max_retries)


def wait_until_suspended(at: Settings, flow: JobId, within: float) -> Plan[Suspended]:
    seconds = _arguments.seconds(within, "within", zero=True)
    return _waiting.until_suspended(at.server(), _arguments.job(flow, "flow"), seconds, at.max_retries)


def wait_until_done(
    at: Settings, flow: JobId, within: float, seen: Callable[[Job], None] | None = None
) -> Plan[Outcome]:
    seconds = _arguments.seconds(within, "within", zero=True)
    return _waiting.until_done(at.server(), _arguments.job(flow, "flow"), seconds, at.max_retries, seen)


def get_flow_user_state(at: Settings, key: str, job_id: JobId | None) -> Plan[Any]:
    server, job, name = at.server(), at.job(job_id), _arguments.segment(key, "key")

    def plan() -> Plan[Any]:
        root = yield from attempts(_calls.root_job(server, job), at.max_retries)
        return (yield from attempts(_calls.flow_user_state(server, UUID(root), name), at.max_retries))

    return plan()


def set_flow_user_state(at: Settings, key: str, value: Any, job_id: JobId | None) -> Plan[None]:
    server, job, name = at.server(), at.job(job_id), _arguments.segment(key, "key")
    content = _arguments.payload(value, "value")

    def plan() -> Plan[None]:
        root = yield from attempts(_calls.root_job(server, job), at.max_retries)
        yield from attempts(_calls.set_flow_user_state(server, UUID(root), name, content), at.max_retries)

    return plan()


def request_slack_approval(
    at: Settings,
    slack_resource_path: str,
    channel_id: str,
    message: _calls.Message,
    job_id: JobId | None,
) -> Plan[None]:
    resource = _arguments.text(slack_resource_path, "slack_resource_path")
    channel = _arguments.text(channel_id, "channel_id")
    return attempts(_calls.slack(at.server(), at.job(job_id), resource, channel, message), at.max_retries)


def request_teams_approval(
    at: Settings, team_name: str, channel_name: str, message: _calls.Message, job_id: JobId | None
) -> Plan[None]:
    team, channel = _arguments.text(team_name, "team_name"), _arguments.text(channel_name, "channel_name")
    return attempts(_calls.teams(at.server(), at.job(job_id), team, channel, message), at.max_retries)


def message(
    text: str | None,
    approver: str | None,
    default_args_json: Mapping[str, Any] | None,
    dynamic_enums_json: Mapping[str, Any] | None,
    resume_button_text: str | None,
    cancel_button_text: str | None,
    flow_step_id: str | None,
) -> _calls.Message:
    """What is said in a message. An empty text counts as none here, as in wmill."""
    return _calls.Message(
        _environment.flow_step_id(flow_step_id),
        _arguments.optional_text(text or None, "message"),
        _arguments.approver(approver or None),
        _json_text(default_args_json or None, "default_args_json"),
        _json_text(dynamic_enums_json or None, "dynamic_enums_json"),
        _arguments.optional_text(resume_button_text or None, "resume_button_text"),
        _arguments.optional_text(cancel_button_text or None, "cancel_button_text"),
    )


def _json_text(value: Mapping[str, Any] | None, name: str) -> str | None:
    return None if value is None else json.dumps(_arguments.json_object(value, name))
