"""Every request this package can make, as a value: what to send, how to read the answer, whether to ask again.

The arguments stand here once for both twins, on the generated `sync_detailed` and `asyncio_detailed`. Arguments are
taken as checked; nothing is sent. Generated modules are imported when first called: there are many, and attrs is slow.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from . import _readings
from ._exchange import Exchange, Server
from ._links import ApprovalPage, ResumeUrl, ResumeUrls
from ._readings import Answer
from ._results import ApprovalInfo, Job, SuspendedFlow

if TYPE_CHECKING:
    from windmill_approvals.generated import AuthenticatedClient
    from windmill_approvals.generated.types import Response, Unset

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Repeat(Enum):
    """Whether a request may be sent again."""

    SAFE = auto()
    """Asking twice is asking once."""
    UNDELIVERED = auto()
    """Only when the server cannot have got it: a second one would do a second thing."""


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """One request, ready to be sent by either twin."""

    exchange: Exchange
    send: Callable[[], Response[Any]]
    send_async: Callable[[], Awaitable[Response[Any]]]
    read: Callable[[Answer], R]
    repeat: Repeat
    limit: float | None = None
    """Seconds, where this request must not take as long as others may."""


def _operation(
    to: Server,
    sync: Callable[P, Response[Any]],
    asyncio: Callable[P, Awaitable[Response[Any]]],
    read: Callable[[Answer], R],
    repeat: Repeat = Repeat.SAFE,
) -> tuple[AuthenticatedClient, Callable[P, Call[R]]]:
    """A generated operation: the client to hand it, and what makes a Call of its arguments."""
    exchange = Exchange(to)

    def call(*args: P.args, **kwargs: P.kwargs) -> Call[R]:
        return Call(exchange, partial(sync, *args, **kwargs), partial(asyncio, *args, **kwargs), read, repeat)

    return exchange.client, call


def _given(value: T | None) -> T | Unset:
    """None is "not sent", which generated code writes as UNSET."""
    from windmill_approvals.generated.types import UNSET

    return UNSET if value is None else value


def resume_urls(
    to: Server, job: UUID, resume_id: int, approver: str | None, flow_level: bool | None
) -> Call[ResumeUrls]:
    from windmill_approvals.generated.api.jobs import get_resume_urls as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.resume_urls)
    return call(
        to.workspace,
        job,
        resume_id,
        client=client,
        approver=_given(approver),
        flow_level=_given(flow_level),
    )


def approval_urls(to: Server, job: UUID, step_key: str, approver: str | None) -> Call[ResumeUrls]:
    from windmill_approvals.generated.api.jobs import get_wac_approval_urls as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.resume_urls)
    return call(to.workspace, job, step_key, client=client, approver=_given(approver))


def job_signature(to: Server, job: UUID, resume_id: int, approver: str | None) -> Call[str]:
    from windmill_approvals.generated.api.jobs import create_job_signature as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.plain_text)
    return call(to.workspace, job, resume_id, client=client, approver=_given(approver))


def vote(to: Server, url: ResumeUrl, payload: Any) -> Call[None]:
    """A vote by signed URL. Always POST: what a GET may carry is less, and looks like a click."""
    from windmill_approvals.generated.api.jobs import cancel_suspended_job_post as denial
    from windmill_approvals.generated.api.jobs import resume_suspended_job_post as approval

    sync, asyncio = approval.sync_detailed, approval.asyncio_detailed
    if url.action == "cancel":
        sync, asyncio = denial.sync_detailed, denial.asyncio_detailed
    client, call = _operation(to, sync, asyncio, _readings.nothing)
    return call(
        to.workspace,
        UUID(url.job_id),
        url.resume_id,
        url.signature,
        client=client,
        body=payload,
        approver=_given(url.approver),
    )


def vote_suspended(to: Server, flow: UUID, payload: Any, approved: bool, approval_token: str | None) -> Call[None]:
    """A vote by login or approval token. The server gives each a new resume id, so a repeated one is a second vote."""
    from windmill_approvals.generated.api.jobs import resume_suspended as op
    from windmill_approvals.generated.models.resume_suspended import ResumeSuspended

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.nothing, Repeat.UNDELIVERED)
    body = ResumeSuspended(payload=payload, approval_token=_given(approval_token), approved=approved)
    return call(to.workspace, flow, client=client, body=body)


def vote_as_owner(to: Server, flow: UUID, payload: Any) -> Call[None]:
    from windmill_approvals.generated.api.jobs import resume_suspended_flow_as_owner as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.nothing)
    return call(to.workspace, flow, client=client, body=payload)


def suspended_flow(to: Server, url: ResumeUrl) -> Call[SuspendedFlow]:
    from windmill_approvals.generated.api.jobs import get_suspended_job_flow as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.suspended_flow)
    return call(
        to.workspace,
        UUID(url.job_id),
        url.resume_id,
        url.signature,
        client=client,
        approver=_given(url.approver),
    )


def approval_info(to: Server, flow: UUID, page: ApprovalPage | None) -> Call[ApprovalInfo]:
    from windmill_approvals.generated.api.jobs import get_approval_info as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.approval_info)
    return call(to.workspace, flow, client=client, token=_given(page.token if page else None))


def run_flow(to: Server, path: str, args: dict[str, Any], scheduled_in: int | None) -> Call[str]:
    from windmill_approvals.generated.api.jobs import run_flow_by_path as op
    from windmill_approvals.generated.models.script_args import ScriptArgs

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.job_id, Repeat.UNDELIVERED)
    return call(
        to.workspace,
        path,
        client=client,
        body=ScriptArgs.from_dict(args),
        scheduled_in_secs=_given(scheduled_in),
    )


def run_flow_preview(to: Server, value: dict[str, Any], args: dict[str, Any], path: str | None) -> Call[str]:
    from windmill_approvals.generated.api.jobs import run_flow_preview as op
    from windmill_approvals.generated.models.flow_preview import FlowPreview
    from windmill_approvals.generated.models.flow_value import FlowValue
    from windmill_approvals.generated.models.script_args import ScriptArgs

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.job_id, Repeat.UNDELIVERED)
    body = FlowPreview(FlowValue.from_dict(value), ScriptArgs.from_dict(args), path=_given(path))
    return call(to.workspace, client=client, body=body)


def job(to: Server, id: UUID) -> Call[Job]:
    return _get_job(to, id, _readings.job)


def look(to: Server, id: UUID, limit: float) -> Call[tuple[Job, str | None]]:
    """A job, and what it waits for where the server has a clock that only a test moves."""
    return replace(_get_job(to, id, _readings.look), limit=limit)


def _get_job(to: Server, id: UUID, read: Callable[[Answer], R]) -> Call[R]:
    from windmill_approvals.generated.api.jobs import get_job as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, read)
    return call(to.workspace, id, client=client, no_logs=True)


def result(to: Server, id: UUID) -> Call[Any]:
    from windmill_approvals.generated.api.jobs import get_completed_job_result as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.value)
    return call(to.workspace, id, client=client)


def cancel(to: Server, id: UUID, reason: str | None) -> Call[None]:
    from windmill_approvals.generated.api.jobs import cancel_queued_job as op
    from windmill_approvals.generated.models.cancel_reason import CancelReason

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.nothing)
    return call(to.workspace, id, client=client, body=CancelReason(reason=_given(reason)))


def root_job(to: Server, id: UUID) -> Call[str]:
    from windmill_approvals.generated.api.jobs import get_root_job_id as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.job_id)
    return call(to.workspace, id, client=client)


def flow_user_state(to: Server, flow: UUID, key: str) -> Call[Any]:
    from windmill_approvals.generated.api.jobs import get_flow_user_state as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.value)
    return call(to.workspace, flow, key, client=client)


def set_flow_user_state(to: Server, flow: UUID, key: str, value: Any) -> Call[None]:
    from windmill_approvals.generated.api.jobs import set_flow_user_state as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.nothing)
    return call(to.workspace, flow, key, client=client, body=value)


@dataclass(frozen=True, slots=True)
class Message:
    """What a Slack and a Teams request have in common."""

    step_id: str
    text: str | None
    approver: str | None
    default_args_json: str | None
    dynamic_enums_json: str | None
    resume_button_text: str | None
    cancel_button_text: str | None


def slack(to: Server, job: UUID, resource_path: str, channel_id: str, message: Message) -> Call[None]:
    from windmill_approvals.generated.api.jobs import get_slack_approval_payload as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.nothing, Repeat.UNDELIVERED)
    return call(
        to.workspace,
        job,
        client=client,
        slack_resource_path=resource_path,
        channel_id=channel_id,
        flow_step_id=message.step_id,
        message=_given(message.text),
        approver=_given(message.approver),
        default_args_json=_given(message.default_args_json),
        dynamic_enums_json=_given(message.dynamic_enums_json),
        resume_button_text=_given(message.resume_button_text),
        cancel_button_text=_given(message.cancel_button_text),
    )


def teams(to: Server, job: UUID, team_name: str, channel_name: str, message: Message) -> Call[None]:
    from windmill_approvals.generated.api.jobs import get_teams_approval_payload as op

    client, call = _operation(to, op.sync_detailed, op.asyncio_detailed, _readings.nothing, Repeat.UNDELIVERED)
    return call(
        to.workspace,
        job,
        client=client,
        team_name=team_name,
        channel_name=channel_name,
        flow_step_id=message.step_id,
        message=_given(message.text),
        approver=_given(message.approver),
        default_args_json=_given(message.default_args_json),
        dynamic_enums_json=_given(message.dynamic_enums_json),
        resume_button_text=_given(message.resume_button_text),
        cancel_button_text=_given(message.cancel_button_text),
    )
