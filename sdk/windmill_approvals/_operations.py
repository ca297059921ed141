"""The table of operations: what each client method takes, checks, sends and reads.

A method's arguments stand once in each twin and once here. Each function checks them, asks the settings where to send,
and gives a plan of calls that generated code builds; nothing is sent here, and no ConfigError comes later than from
here. Generated modules are imported when first called: there are many.
"""

# pyright: reportPrivateUsage=false
# The generated `_get_kwargs` is what builds a request.
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar
from uuid import UUID

from . import _arguments, _environment, _readings, _waiting
from ._errors import ConfigError
from ._exchange import Call, Plan, Repeat, Server
from ._links import ApprovalPage, Link, ResumeUrl, ResumeUrls, page_link, signed_link, vote_link
from ._results import ApprovalInfo, Decision, Job, Outcome, Suspended, SuspendedFlow
from ._retries import attempts, vote, vote_once
from ._settings import Settings

if TYPE_CHECKING:
    from .generated.types import Unset

JobId = str | UUID
T = TypeVar("T")
Function = TypeVar("Function", bound="Callable[..., Plan[Any]]")


@dataclass(frozen=True, slots=True)
class Operation:
    """One row: the function that plans a client method, and the operationIds of what it may call."""

    plan: Callable[..., Plan[Any]]
    endpoints: tuple[str, ...]
    for_pages: tuple[str, ...] = ()
    """Those of `endpoints` that are called only for the link of an approval page."""


TABLE: Final[dict[str, Operation]] = {}
"""By the name of the client method. `codegen check` and `codegen diff` read it."""


def _operation(*endpoints: str, for_pages: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Enter a function into the table. A plan's parameters after the first are those of the method."""

    def enter(plan: Function) -> Function:
        TABLE[plan.__name__] = Operation(plan, (*endpoints, *for_pages), for_pages)
        return plan

    return enter


def _unset_if_none(value: T | None) -> T | Unset:
    """None is "not sent", which generated code writes as UNSET."""
    from .generated.types import UNSET

    return UNSET if value is None else value


def _mint(server: Server, job: UUID, resume_id: int, approver: str | None, flow_level: bool | None) -> Call[ResumeUrls]:
    from .generated.api.jobs import get_resume_urls as endpoint

    request = endpoint._get_kwargs(
        server.workspace, job, resume_id, approver=_unset_if_none(approver), flow_level=_unset_if_none(flow_level)
    )
    # A flow-level link is the flow's, whose id only the server knows.
    return Call(server, request, _readings.links_for(None if flow_level else job, resume_id, approver))


@_operation("getResumeUrls")
def get_resume_urls(
    at: Settings, approver: str | None, flow_level: bool | None, job_id: JobId | None, resume_id: int | None
) -> Plan[ResumeUrls]:
    name, level = _arguments.approver(approver), _arguments.flag(flow_level, "flow_level")
    call = _mint(at.server(), at.job(job_id), _arguments.resume_id(resume_id), name, level)
    return attempts(call, at.max_retries)


@_operation("getWacApprovalUrls")
def get_approval_urls(at: Settings, step_key: str, approver: str | None, job_id: JobId | None) -> Plan[ResumeUrls]:
    from .generated.api.jobs import get_wac_approval_urls as endpoint

    key, name = _arguments.segment(step_key, "step_key"), _arguments.approver(approver)
    server, job = at.server(), at.job(job_id)
    request = endpoint._get_kwargs(server.workspace, job, key, approver=_unset_if_none(name))
    return attempts(Call(server, request, _readings.links_for(job, None, name)), at.max_retries)


@_operation("getResumeUrls")
def mint_votes(
    at: Settings, approvers: Iterable[str], flow_level: bool | None, job_id: JobId | None
) -> Plan[dict[str, ResumeUrls]]:
    names = _arguments.names(approvers, "approvers")
    level, server, job = _arguments.flag(flow_level, "flow_level"), at.server(), at.job(job_id)
    ids: set[int] = set()
    while len(ids) < len(names):
        ids.add(_arguments.resume_id(None))
    calls = {name: _mint(server, job, resume_id, name, level) for name, resume_id in zip(names, ids, strict=True)}

    def plan() -> Plan[dict[str, ResumeUrls]]:
        urls: dict[str, ResumeUrls] = {}
        for name, call in calls.items():
            urls[name] = yield from attempts(call, at.max_retries)
        return urls

    return plan()


@_operation("createJobSignature")
def job_signature(at: Settings, resume_id: int, approver: str | None, job_id: JobId | None) -> Plan[str]:
    from .generated.api.jobs import create_job_signature as endpoint

    number, name = _arguments.check_resume_id(resume_id), _arguments.approver(approver)
    server = at.server()
    request = endpoint._get_kwargs(server.workspace, at.job(job_id), number, approver=_unset_if_none(name))
    return attempts(Call(server, request, _readings.plain_text), at.max_retries)


@_operation("resumeSuspendedJobPost", for_pages=("resumeSuspended",))
def approve(at: Settings, link: Link, payload: Any) -> Plan[Decision]:
    return _vote(at, vote_link(link), approved=True, payload=_arguments.payload(payload))


@_operation("cancelSuspendedJobPost", for_pages=("resumeSuspended",))
def deny(at: Settings, link: Link, payload: Any, reason: str | None) -> Plan[Decision]:
    return _vote(at, vote_link(link), approved=False, payload=_arguments.denial(payload, reason))


def _vote(at: Settings, link: ResumeUrl | ApprovalPage, *, approved: bool, payload: Any) -> Plan[Decision]:
    server = at.server_of(link)
    if isinstance(link, ApprovalPage):
        flow = _arguments.job(link.flow, "flow in the link")
        return vote_once(_vote_suspended(server, flow, payload, approved, link.token), approved, at.max_retries)
    return vote(_vote_signed(server, link, payload, approved), approved, at.max_retries)


def _vote_signed(server: Server, url: ResumeUrl, payload: Any, approved: bool) -> Call[None]:
    """A vote by signed URL. Always POST: what a GET may carry is less, and looks like a click."""
    from .generated.api.jobs import cancel_suspended_job_post as denial
    from .generated.api.jobs import resume_suspended_job_post as approval

    build = approval._get_kwargs if approved else denial._get_kwargs
    job, approver = UUID(url.job_id), _unset_if_none(url.approver)
    request = build(server.workspace, job, url.resume_id, url.signature, body=payload, approver=approver)
    return Call(server, request, _readings.nothing)


def _vote_suspended(server: Server, flow: UUID, payload: Any, approved: bool, approval_token: str | None) -> Call[None]:
    """A vote by login or approval token. The server gives each a new resume id, so a repeated one is a second vote."""
    from .generated.api.jobs import resume_suspended as endpoint
    from .generated.models.resume_suspended import ResumeSuspended

    body = ResumeSuspended(payload=payload, approval_token=_unset_if_none(approval_token), approved=approved)
    request = endpoint._get_kwargs(server.workspace, flow, body=body)
    return Call(server, request, _readings.nothing, Repeat.UNDELIVERED)


@_operation("getSuspendedJobFlow")
def suspended_flow(at: Settings, link: Link) -> Plan[SuspendedFlow]:
    from .generated.api.jobs import get_suspended_job_flow as endpoint

    url = signed_link(link)
    server = at.server_of(url)
    job, approver = UUID(url.job_id), _unset_if_none(url.approver)
    request = endpoint._get_kwargs(server.workspace, job, url.resume_id, url.signature, approver=approver)
    return attempts(Call(server, request, _readings.suspended_flow), at.max_retries)


@_operation("getApprovalInfo")
def approval_info(at: Settings, link_or_flow: Link | UUID) -> Plan[ApprovalInfo]:
    from .generated.api.jobs import get_approval_info as endpoint

    if isinstance(link_or_flow, UUID) or (isinstance(link_or_flow, str) and "/" not in link_or_flow):
        server, flow, token = at.server(), _arguments.job(link_or_flow, "link_or_flow"), None
    else:
        page = page_link(link_or_flow)
        server, flow, token = at.server_of(page), _arguments.job(page.flow), page.token
    request = endpoint._get_kwargs(server.workspace, flow, token=_unset_if_none(token))
    return attempts(Call(server, request, _readings.approval_info), at.max_retries)


@_operation("resumeSuspendedFlowAsOwner")
def resume_as_owner(at: Settings, flow: JobId, payload: Any) -> Plan[Decision]:
    from .generated.api.jobs import resume_suspended_flow_as_owner as endpoint

    server = at.server()
    id, body = _arguments.job(flow, "flow"), _arguments.payload(payload)
    request = endpoint._get_kwargs(server.workspace, id, body=body)
    return vote(Call(server, request, _readings.nothing), True, at.max_retries)


@_operation("resumeSuspended")
def resume_suspended(
    at: Settings, flow: JobId, payload: Any, approved: bool, approval_token: str | None
) -> Plan[Decision]:
    _arguments.yes_or_no(approved, "approved")
    _arguments.secret(approval_token, "approval_token")
    server = at.server() if approval_token is None else at.server_maybe_anonymous()
    body = _arguments.payload(payload)
    call = _vote_suspended(server, _arguments.job(flow, "flow"), body, approved, approval_token)
    return vote_once(call, approved, at.max_retries)


@_operation("runFlowByPath")
def run_flow(at: Settings, path: str, args: Mapping[str, Any] | None, scheduled_in: int | None) -> Plan[str]:
    from .generated.api.jobs import run_flow_by_path as endpoint
    from .generated.models.script_args import ScriptArgs

    delay = None if scheduled_in is None else _arguments.count(scheduled_in, "scheduled_in")
    server = at.server()
    deployed, body = _arguments.path(path), ScriptArgs.from_dict(_arguments.json_object(args, "args"))
    request = endpoint._get_kwargs(server.workspace, deployed, body=body, scheduled_in_secs=_unset_if_none(delay))
    return attempts(Call(server, request, _readings.job_id, Repeat.UNDELIVERED), at.max_retries)


@_operation("runFlowPreview")
def run_flow_preview(
    at: Settings, value: Mapping[str, Any], args: Mapping[str, Any] | None, path: str | None
) -> Plan[str]:
    from .generated.api.jobs import run_flow_preview as endpoint
    from .generated.models.flow_preview import FlowPreview
    from .generated.models.flow_value import FlowValue
    from .generated.models.script_args import ScriptArgs

    definition = _arguments.json_object(value, "value")
    if not isinstance(definition.get("modules"), list):
        raise ConfigError("value: expected a flow's definition, a mapping with a list under 'modules'")
    arguments = _arguments.json_object(args, "args")
    server, owned = at.server(), None if path is None else _arguments.path(path)
    body = FlowPreview(FlowValue.from_dict(definition), ScriptArgs.from_dict(arguments), path=_unset_if_none(owned))
    request = endpoint._get_kwargs(server.workspace, body=body)
    return attempts(Call(server, request, _readings.job_id, Repeat.UNDELIVERED), at.max_retries)


@_operation("getJob")
def job(at: Settings, id: JobId) -> Plan[Job]:
    return attempts(_job(at.server(), _arguments.job(id, "id"), _readings.job), at.max_retries)


def _job(server: Server, id: UUID, read: Callable[[_readings.Answer], T]) -> Call[T]:
    from .generated.api.jobs import get_job as endpoint

    return Call(server, endpoint._get_kwargs(server.workspace, id, no_logs=True), read)


@_operation("getCompletedJobResult")
def result(at: Settings, id: JobId) -> Plan[Any]:
    from .generated.api.jobs import get_completed_job_result as endpoint

    server = at.server()
    request = endpoint._get_kwargs(server.workspace, _arguments.job(id, "id"))
    return attempts(Call(server, request, _readings.value), at.max_retries)


@_operation("cancelQueuedJob")
def cancel(at: Settings, id: JobId, reason: str | None) -> Plan[None]:
    from .generated.api.jobs import cancel_queued_job as endpoint
    from .generated.models.cancel_reason import CancelReason

    server, job = at.server(), _arguments.job(id, "id")
    body = CancelReason(reason=_unset_if_none(_arguments.optional_text(reason, "reason")))
    request = endpoint._get_kwargs(server.workspace, job, body=body)
    return attempts(Call(server, request, _readings.nothing), at.max_retries)


@_operation("getJob")
def wait_until_suspended(at: Settings, flow: JobId, within: float) -> Plan[Suspended]:
    seconds = _arguments.seconds(within, "within", zero=True)
    return _waiting.until_suspended(_look(at, flow), seconds)


@_operation("getJob")
def wait_until_done(at: Settings, flow: JobId, within: float) -> Plan[Outcome]:
    return watch(at, flow, within, None)


def watch(at: Settings, flow: JobId, within: float, seen: Callable[[Job], None] | None) -> Plan[Outcome]:
    """As `wait_until_done`; `seen` is shown the flow at each look."""
    seconds = _arguments.seconds(within, "within", zero=True)
    return _waiting.until_done(_look(at, flow), seconds, seen)


def _look(at: Settings, flow: JobId) -> _waiting.Look:
    server, id = at.server(), _arguments.job(flow, "flow")

    def plan(longest: float, end: float, job: UUID | None = None) -> Plan[tuple[Job, str | None]]:
        call = _job(server, job or id, _readings.look)
        call.limit = longest
        return attempts(call, at.max_retries, end)

    return _waiting.Look(id, plan)


@_operation("getRootJobId", "getFlowUserState")
def get_flow_user_state(at: Settings, key: str, job_id: JobId | None) -> Plan[Any]:
    from .generated.api.jobs import get_flow_user_state as endpoint

    server, job, name = at.server(), at.job(job_id), _arguments.segment(key, "key")

    def plan() -> Plan[Any]:
        root = yield from attempts(_root_job(server, job), at.max_retries)
        request = endpoint._get_kwargs(server.workspace, UUID(root), name)
        return (yield from attempts(Call(server, request, _readings.value), at.max_retries))

    return plan()


@_operation("getRootJobId", "setFlowUserState")
def set_flow_user_state(at: Settings, key: str, value: Any, job_id: JobId | None) -> Plan[None]:
    from .generated.api.jobs import set_flow_user_state as endpoint

    server, job, name = at.server(), at.job(job_id), _arguments.segment(key, "key")
    body = _arguments.payload(value, "value")

    def plan() -> Plan[None]:
        root = yield from attempts(_root_job(server, job), at.max_retries)
        request = endpoint._get_kwargs(server.workspace, UUID(root), name, body=body)
        yield from attempts(Call(server, request, _readings.nothing), at.max_retries)

    return plan()


def _root_job(server: Server, id: UUID) -> Call[str]:
    from .generated.api.jobs import get_root_job_id as endpoint

    return Call(server, endpoint._get_kwargs(server.workspace, id), _readings.job_id)


@_operation("getSlackApprovalPayload")
def request_slack_approval(
    at: Settings,
    slack_resource_path: str,
    channel_id: str,
    message: str | None,
    approver: str | None,
    default_args_json: Mapping[str, Any] | None,
    dynamic_enums_json: Mapping[str, Any] | None,
    resume_button_text: str | None,
    cancel_button_text: str | None,
    flow_step_id: str | None,
    job_id: JobId | None,
) -> Plan[None]:
    from .generated.api.jobs import get_slack_approval_payload as endpoint

    texts = _message(message, approver, default_args_json, dynamic_enums_json, resume_button_text, cancel_button_text)
    step = _environment.flow_step_id(flow_step_id)
    resource = _arguments.text(slack_resource_path, "slack_resource_path")
    channel = _arguments.text(channel_id, "channel_id")
    server, job = at.server(), at.job(job_id)
    request = endpoint._get_kwargs(
        server.workspace, job, slack_resource_path=resource, channel_id=channel, flow_step_id=step, **texts
    )
    return attempts(Call(server, request, _readings.nothing, Repeat.UNDELIVERED), at.max_retries)


@_operation("getTeamsApprovalPayload")
def request_teams_approval(
    at: Settings,
    team_name: str,
    channel_name: str,
    message: str | None,
    approver: str | None,
    default_args_json: Mapping[str, Any] | None,
    dynamic_enums_json: Mapping[str, Any] | None,
    resume_button_text: str | None,
    cancel_button_text: str | None,
    flow_step_id: str | None,
    job_id: JobId | None,
) -> Plan[None]:
    from .generated.api.jobs import get_teams_approval_payload as endpoint

    texts = _message(message, approver, default_args_json, dynamic_enums_json, resume_button_text, cancel_button_text)
    step = _environment.flow_step_id(flow_step_id)
    team, channel = _arguments.text(team_name, "team_name"), _arguments.text(channel_name, "channel_name")
    server, job = at.server(), at.job(job_id)
    request = endpoint._get_kwargs(
        server.workspace, job, team_name=team, channel_name=channel, flow_step_id=step, **texts
    )
    return attempts(Call(server, request, _readings.nothing, Repeat.UNDELIVERED), at.max_retries)


class _Message(TypedDict):
    """What a Slack and a Teams request have in common."""

    message: str | Unset
    approver: str | Unset
    default_args_json: str | Unset
    dynamic_enums_json: str | Unset
    resume_button_text: str | Unset
    cancel_button_text: str | Unset


def _message(
    text: str | None,
    approver: str | None,
    default_args: Mapping[str, Any] | None,
    dynamic_enums: Mapping[str, Any] | None,
    resume_button: str | None,
    cancel_button: str | None,
) -> _Message:
    """What a message says. An empty text counts as none here, as in wmill."""
    return _Message(
        message=_unset_if_none(_arguments.optional_text(text or None, "message")),
        approver=_unset_if_none(_arguments.approver(approver or None)),
        default_args_json=_unset_if_none(_json_text(default_args or None, "default_args_json")),
        dynamic_enums_json=_unset_if_none(_json_text(dynamic_enums or None, "dynamic_enums_json")),
        resume_button_text=_unset_if_none(_arguments.optional_text(resume_button or None, "resume_button_text")),
        cancel_button_text=_unset_if_none(_arguments.optional_text(cancel_button or None, "cancel_button_text")),
    )


def _json_text(value: Mapping[str, Any] | None, name: str) -> str | None:
    return None if value is None else json.dumps(_arguments.json_object(value, name))
