"""The operations behind the client's methods: what each checks, sends and reads.

Each function checks its arguments, asks the settings where to send, and returns a plan of calls that generated code
builds. Nothing is sent here, and no ConfigError is raised after this point. Generated modules are imported when they
are first called, because there are many.
"""

# pyright: reportPrivateUsage=false
# The generated `_get_kwargs` is what builds a request.
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from . import _arguments, _environment, _readings
from ._errors import ConfigError
from ._exchange import Call, Plan, Repeat, Server
from ._retries import retry, vote, vote_once
from ._settings import Settings

if TYPE_CHECKING:
    from typing import TypedDict
    from uuid import UUID

    from . import _waiting
    from ._links import ApprovalPage, Link, ResumeUrl
    from ._minted_links import ResumeUrls
    from ._results import ApprovalInfo, Decision, Job, Outcome, Suspended, SuspendedFlow
    from .generated.types import Unset

    JobId = str | UUID

    class _Message(TypedDict):
        """The parameters that Slack and Teams requests share."""

        message: str | Unset
        approver: str | Unset
        default_args_json: str | Unset
        dynamic_enums_json: str | Unset
        resume_button_text: str | Unset
        cancel_button_text: str | Unset


T = TypeVar("T")
Function = TypeVar("Function", bound="Callable[..., Plan[Any]]")


class Operation(NamedTuple):
    """A row of the table: the function that plans a client method, and the operationIds that it may call."""

    plan: Callable[..., Plan[Any]]
    endpoints: tuple[str, ...]
    for_pages: tuple[str, ...] = ()
    """The `endpoints` that are called only for the link of an approval page."""


TABLE: Final[dict[str, Operation]] = {}
"""Operations by the name of the client method. `codegen check` and `codegen diff` read the table."""


def _operation(*endpoints: str, for_pages: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Add a function to the table. Its parameters after the first are those of the client method."""

    def enter(plan: Function) -> Function:
        TABLE[plan.__name__] = Operation(plan, (*endpoints, *for_pages), for_pages)
        return plan

    return enter


def _unset_if_none(value: T | None) -> T | Unset:
    """Return UNSET, which generated code does not send, for None."""
    from .generated.types import UNSET

    return UNSET if value is None else value


def _uuid(job: str) -> UUID:
    """Return a job's id as generated code takes it. It only writes the id into a path, so its text does as well."""
    return cast("UUID", job)


def _call_mint(
    server: Server, job: str, resume_id: int, approver: str | None, flow_level: bool | None
) -> Call[ResumeUrls]:
    from .generated.api.jobs import get_resume_urls as endpoint

    request = endpoint._get_kwargs(
        server.workspace,
        _uuid(job),
        resume_id,
        approver=_unset_if_none(approver),
        flow_level=_unset_if_none(flow_level),
    )
    # A flow-level link names the flow, whose id only the server knows.
    return Call(server, request, _readings.make_links_reader(None if flow_level else job, resume_id, approver))


@_operation("getResumeUrls")
def get_resume_urls(
    settings: Settings, approver: str | None, flow_level: bool | None, job_id: JobId | None, resume_id: int | None
) -> Plan[ResumeUrls]:
    name, level = _arguments.check_approver(approver), _arguments.check_flag(flow_level, "flow_level")
    call = _call_mint(
        settings.find_server(), settings.find_job(job_id), _arguments.choose_resume_id(resume_id), name, level
    )
    return retry(call, settings.max_retries)


@_operation("getWacApprovalUrls")
def get_approval_urls(
    settings: Settings, step_key: str, approver: str | None, job_id: JobId | None
) -> Plan[ResumeUrls]:
    from .generated.api.jobs import get_wac_approval_urls as endpoint

    key, name = _arguments.check_segment(step_key, "step_key"), _arguments.check_approver(approver)
    server, job = settings.find_server(), settings.find_job(job_id)
    request = endpoint._get_kwargs(server.workspace, _uuid(job), key, approver=_unset_if_none(name))
    return retry(Call(server, request, _readings.make_links_reader(job, None, name)), settings.max_retries)


@_operation("getResumeUrls")
def mint_votes(
    settings: Settings, approvers: Iterable[str], flow_level: bool | None, job_id: JobId | None
) -> Plan[dict[str, ResumeUrls]]:
    names = _arguments.check_names(approvers, "approvers")
    level, server, job = (
        _arguments.check_flag(flow_level, "flow_level"),
        settings.find_server(),
        settings.find_job(job_id),
    )
    ids: set[int] = set()
    while len(ids) < len(names):
        ids.add(_arguments.choose_resume_id(None))
    calls = {name: _call_mint(server, job, resume_id, name, level) for name, resume_id in zip(names, ids, strict=True)}

    def plan() -> Plan[dict[str, ResumeUrls]]:
        urls: dict[str, ResumeUrls] = {}
        for name, call in calls.items():
            urls[name] = yield from retry(call, settings.max_retries)
        return urls

    return plan()


@_operation("createJobSignature")
def job_signature(settings: Settings, resume_id: int, approver: str | None, job_id: JobId | None) -> Plan[str]:
    from .generated.api.jobs import create_job_signature as endpoint

    number, name = _arguments.check_resume_id(resume_id), _arguments.check_approver(approver)
    server = settings.find_server()
    request = endpoint._get_kwargs(
        server.workspace, _uuid(settings.find_job(job_id)), number, approver=_unset_if_none(name)
    )
    return retry(Call(server, request, _readings.read_text), settings.max_retries)


@_operation("resumeSuspendedJobPost", for_pages=("resumeSuspended",))
def approve(settings: Settings, link: Link, payload: Any) -> Plan[Decision]:
    from ._links import parse_vote_link

    return _plan_vote(settings, parse_vote_link(link), approved=True, payload=_arguments.check_payload(payload))


@_operation("cancelSuspendedJobPost", for_pages=("resumeSuspended",))
def deny(settings: Settings, link: Link, payload: Any, reason: str | None) -> Plan[Decision]:
    from ._links import parse_vote_link

    return _plan_vote(settings, parse_vote_link(link), approved=False, payload=_arguments.build_denial(payload, reason))


def _plan_vote(settings: Settings, link: ResumeUrl | ApprovalPage, *, approved: bool, payload: Any) -> Plan[Decision]:
    from ._links import ApprovalPage

    server = settings.find_server_of(link)
    if isinstance(link, ApprovalPage):
        flow = _arguments.check_job(link.flow, "flow in the link")
        return vote_once(
            _call_suspended_vote(server, flow, payload, approved, link.token), approved, settings.max_retries
        )
    return vote(_call_signed_vote(server, link, payload, approved), approved, settings.max_retries)


def _call_signed_vote(server: Server, url: ResumeUrl, payload: Any, approved: bool) -> Call[None]:
    """Build a vote by signed URL. Always a POST: a GET carries less, and looks like a click."""
    from .generated.api.jobs import cancel_suspended_job_post as denial
    from .generated.api.jobs import resume_suspended_job_post as approval

    build = approval._get_kwargs if approved else denial._get_kwargs
    job, approver = _arguments.parse_job_id(url.job_id), _unset_if_none(url.approver)
    request = build(server.workspace, _uuid(job), url.resume_id, url.signature, body=payload, approver=approver)
    return Call(server, request, _readings.expect_no_page)


def _call_suspended_vote(
    server: Server, flow: str, payload: Any, approved: bool, approval_token: str | None
) -> Call[None]:
    """Build a vote by login or approval token. The server gives each a new resume id, so a repeat is a second vote."""
    from .generated.api.jobs import resume_suspended as endpoint
    from .generated.models.resume_suspended import ResumeSuspended

    body = ResumeSuspended(payload=payload, approval_token=_unset_if_none(approval_token), approved=approved)
    request = endpoint._get_kwargs(server.workspace, _uuid(flow), body=body)
    return Call(server, request, _readings.expect_no_page, Repeat.UNDELIVERED)


@_operation("getSuspendedJobFlow")
def suspended_flow(settings: Settings, link: Link) -> Plan[SuspendedFlow]:
    from ._links import parse_signed_link
    from .generated.api.jobs import get_suspended_job_flow as endpoint

    url = parse_signed_link(link)
    server = settings.find_server_of(url)
    job, approver = _arguments.parse_job_id(url.job_id), _unset_if_none(url.approver)
    request = endpoint._get_kwargs(server.workspace, _uuid(job), url.resume_id, url.signature, approver=approver)
    return retry(Call(server, request, _readings.read_suspended_flow), settings.max_retries)


@_operation("getApprovalInfo")
def approval_info(settings: Settings, link_or_flow: Link | UUID) -> Plan[ApprovalInfo]:
    from ._links import parse_page_link
    from .generated.api.jobs import get_approval_info as endpoint

    if _arguments.is_uuid(link_or_flow) or (isinstance(link_or_flow, str) and "/" not in link_or_flow):
        server, flow, token = settings.find_server(), _arguments.check_job(link_or_flow, "link_or_flow"), None
    else:
        page = parse_page_link(link_or_flow)
        server, flow, token = settings.find_server_of(page), _arguments.check_job(page.flow), page.token
    request = endpoint._get_kwargs(server.workspace, _uuid(flow), token=_unset_if_none(token))
    return retry(Call(server, request, _readings.read_approval_info), settings.max_retries)


@_operation("resumeSuspendedFlowAsOwner")
def resume_as_owner(settings: Settings, flow: JobId, payload: Any) -> Plan[Decision]:
    from .generated.api.jobs import resume_suspended_flow_as_owner as endpoint

    server = settings.find_server()
    id, body = _arguments.check_job(flow, "flow"), _arguments.check_payload(payload)
    request = endpoint._get_kwargs(server.workspace, _uuid(id), body=body)
    return vote(Call(server, request, _readings.expect_no_page), True, settings.max_retries)


@_operation("resumeSuspended")
def resume_suspended(
    settings: Settings, flow: JobId, payload: Any, approved: bool, approval_token: str | None
) -> Plan[Decision]:
    _arguments.check_bool(approved, "approved")
    _arguments.check_secret(approval_token, "approval_token")
    server = settings.find_server() if approval_token is None else settings.find_server_for_anyone()
    body = _arguments.check_payload(payload)
    call = _call_suspended_vote(server, _arguments.check_job(flow, "flow"), body, approved, approval_token)
    return vote_once(call, approved, settings.max_retries)


@_operation("runFlowByPath")
def run_flow(settings: Settings, path: str, args: Mapping[str, Any] | None, scheduled_in: int | None) -> Plan[str]:
    from .generated.api.jobs import run_flow_by_path as endpoint
    from .generated.models.script_args import ScriptArgs

    delay = None if scheduled_in is None else _arguments.check_count(scheduled_in, "scheduled_in")
    server = settings.find_server()
    deployed, body = _arguments.check_path(path), ScriptArgs.from_dict(_arguments.check_json_object(args, "args"))
    request = endpoint._get_kwargs(server.workspace, deployed, body=body, scheduled_in_secs=_unset_if_none(delay))
    return retry(Call(server, request, _readings.read_job_id, Repeat.UNDELIVERED), settings.max_retries)


@_operation("runFlowPreview")
def run_flow_preview(
    settings: Settings, value: Mapping[str, Any], args: Mapping[str, Any] | None, path: str | None
) -> Plan[str]:
    from .generated.api.jobs import run_flow_preview as endpoint
    from .generated.models.flow_preview import FlowPreview
    from .generated.models.flow_value import FlowValue
    from .generated.models.script_args import ScriptArgs

    definition = _arguments.check_json_object(value, "value")
    if not isinstance(definition.get("modules"), list):
        raise ConfigError("value must be a flow's definition: a mapping with a list under 'modules'")
    arguments = _arguments.check_json_object(args, "args")
    server, owned = settings.find_server(), None if path is None else _arguments.check_path(path)
    body = FlowPreview(FlowValue.from_dict(definition), ScriptArgs.from_dict(arguments), path=_unset_if_none(owned))
    request = endpoint._get_kwargs(server.workspace, body=body)
    return retry(Call(server, request, _readings.read_job_id, Repeat.UNDELIVERED), settings.max_retries)


@_operation("getJob")
def job(settings: Settings, id: JobId) -> Plan[Job]:
    return retry(
        _call_job(settings.find_server(), _arguments.check_job(id, "id"), _readings.read_job), settings.max_retries
    )


def _call_job(server: Server, id: str, read: Callable[[_readings.Answer], T]) -> Call[T]:
    from .generated.api.jobs import get_job as endpoint

    return Call(server, endpoint._get_kwargs(server.workspace, _uuid(id), no_logs=True), read)


@_operation("getCompletedJobResult")
def result(settings: Settings, id: JobId) -> Plan[Any]:
    from .generated.api.jobs import get_completed_job_result as endpoint

    server = settings.find_server()
    request = endpoint._get_kwargs(server.workspace, _uuid(_arguments.check_job(id, "id")))
    return retry(Call(server, request, _readings.read_json), settings.max_retries)


@_operation("cancelQueuedJob")
def cancel(settings: Settings, id: JobId, reason: str | None) -> Plan[None]:
    from .generated.api.jobs import cancel_queued_job as endpoint
    from .generated.models.cancel_reason import CancelReason

    server, job = settings.find_server(), _arguments.check_job(id, "id")
    body = CancelReason(reason=_unset_if_none(_arguments.check_optional_text(reason, "reason")))
    request = endpoint._get_kwargs(server.workspace, _uuid(job), body=body)
    return retry(Call(server, request, _readings.expect_no_page), settings.max_retries)


@_operation("getJob")
def wait_until_suspended(settings: Settings, flow: JobId, within: float) -> Plan[Suspended]:
    from . import _waiting

    seconds = _arguments.check_seconds(within, "within", zero=True)
    return _waiting.wait_until_suspended(_look(settings, flow), seconds)


@_operation("getJob")
def wait_until_done(settings: Settings, flow: JobId, within: float) -> Plan[Outcome]:
    return watch(settings, flow, within, None)


def watch(settings: Settings, flow: JobId, within: float, seen: Callable[[Job], None] | None) -> Plan[Outcome]:
    """Like `wait_until_done`; calls `seen` with the flow at each look."""
    from . import _waiting

    seconds = _arguments.check_seconds(within, "within", zero=True)
    return _waiting.wait_until_done(_look(settings, flow), seconds, seen)


def list_pending(settings: Settings, most: int) -> Plan[list[dict[str, Any]]]:
    """Return at most `most` queued flows that wait for votes, as the server lists them, newest first."""
    from .generated.api.jobs import list_queue as endpoint

    server = settings.find_server()
    request = endpoint._get_kwargs(server.workspace, suspended=True, per_page=_arguments.check_count(most, "most"))
    return retry(Call(server, request, _readings.read_list), settings.max_retries)


def _look(settings: Settings, flow: JobId) -> _waiting.Look:
    from . import _waiting

    server, id = settings.find_server(), _arguments.check_job(flow, "flow")

    def plan(longest: float, end: float, job: str | None = None) -> Plan[tuple[Job, str | None]]:
        call = _call_job(server, job or id, _readings.read_look)
        call.limit = longest
        return retry(call, settings.max_retries, end)

    return _waiting.Look(id, plan)


@_operation("getRootJobId", "getFlowUserState")
def get_flow_user_state(settings: Settings, key: str, job_id: JobId | None) -> Plan[Any]:
    from .generated.api.jobs import get_flow_user_state as endpoint

    server, job, name = settings.find_server(), settings.find_job(job_id), _arguments.check_segment(key, "key")

    def plan() -> Plan[Any]:
        root = yield from retry(_call_root_job(server, job), settings.max_retries)
        request = endpoint._get_kwargs(server.workspace, _uuid(root), name)
        return (yield from retry(Call(server, request, _readings.read_json), settings.max_retries))

    return plan()


@_operation("getRootJobId", "setFlowUserState")
def set_flow_user_state(settings: Settings, key: str, value: Any, job_id: JobId | None) -> Plan[None]:
    from .generated.api.jobs import set_flow_user_state as endpoint

    server, job, name = settings.find_server(), settings.find_job(job_id), _arguments.check_segment(key, "key")
    body = _arguments.check_payload(value, "value")

    def plan() -> Plan[None]:
        root = yield from retry(_call_root_job(server, job), settings.max_retries)
        request = endpoint._get_kwargs(server.workspace, _uuid(root), name, body=body)
        yield from retry(Call(server, request, _readings.expect_no_page), settings.max_retries)

    return plan()


def _call_root_job(server: Server, id: str) -> Call[str]:
    from .generated.api.jobs import get_root_job_id as endpoint

    return Call(server, endpoint._get_kwargs(server.workspace, _uuid(id)), _readings.read_job_id)


@_operation("getSlackApprovalPayload")
def request_slack_approval(
    settings: Settings,
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

    texts = _build_message(
        message, approver, default_args_json, dynamic_enums_json, resume_button_text, cancel_button_text
    )
    step = _environment.require_flow_step_id(flow_step_id)
    resource = _arguments.check_text(slack_resource_path, "slack_resource_path")
    channel = _arguments.check_text(channel_id, "channel_id")
    server, job = settings.find_server(), settings.find_job(job_id)
    request = endpoint._get_kwargs(
        server.workspace, _uuid(job), slack_resource_path=resource, channel_id=channel, flow_step_id=step, **texts
    )
    return retry(Call(server, request, _readings.expect_no_page, Repeat.UNDELIVERED), settings.max_retries)


@_operation("getTeamsApprovalPayload")
def request_teams_approval(
    settings: Settings,
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

    texts = _build_message(
        message, approver, default_args_json, dynamic_enums_json, resume_button_text, cancel_button_text
    )
    step = _environment.require_flow_step_id(flow_step_id)
    team, channel = _arguments.check_text(team_name, "team_name"), _arguments.check_text(channel_name, "channel_name")
    server, job = settings.find_server(), settings.find_job(job_id)
    request = endpoint._get_kwargs(
        server.workspace, _uuid(job), team_name=team, channel_name=channel, flow_step_id=step, **texts
    )
    return retry(Call(server, request, _readings.expect_no_page, Repeat.UNDELIVERED), settings.max_retries)


def _build_message(
    text: str | None,
    approver: str | None,
    default_args: Mapping[str, Any] | None,
    dynamic_enums: Mapping[str, Any] | None,
    resume_button: str | None,
    cancel_button: str | None,
) -> _Message:
    """Build those parameters. An empty string counts as missing, as in wmill."""
    return {
        "message": _unset_if_none(_arguments.check_optional_text(text or None, "message")),
        "approver": _unset_if_none(_arguments.check_approver(approver or None)),
        "default_args_json": _unset_if_none(_write_json(default_args or None, "default_args_json")),
        "dynamic_enums_json": _unset_if_none(_write_json(dynamic_enums or None, "dynamic_enums_json")),
        "resume_button_text": _unset_if_none(
            _arguments.check_optional_text(resume_button or None, "resume_button_text")
        ),
        "cancel_button_text": _unset_if_none(
            _arguments.check_optional_text(cancel_button or None, "cancel_button_text")
        ),
    }


def _write_json(value: Mapping[str, Any] | None, name: str) -> str | None:
    return None if value is None else json.dumps(_arguments.check_json_object(value, name))
