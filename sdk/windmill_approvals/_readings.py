"""Reads answers into results, tolerantly: of any server since 1.607, with fields added, missing, null or of new values.

It reads the raw JSON, because a new enum value or a missing field breaks generated models. Only what a result cannot do
without is required, such as a link or a job's id; without it ResponseInvalid is raised. `_results` is imported late,
because minting does not need it and its classes take longer to make than the request.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeGuard, cast

from ._arguments import parse_job_id
from ._errors import ConfigError, ResponseInvalid
from ._minted_links import ResumeUrls, SignedUrl, check_parts, read_signed_url

if TYPE_CHECKING:
    from ._results import (
        ApprovalInfo,
        Approver,
        Job,
        Module,
        Outcome,
        Suspended,
        SuspendedFlow,
    )

DEFAULT_GATE_TIMEOUT: Final = 1800
_WAITING: Final = "WaitingForEvents"


class Answer:
    """A successful HTTP answer.

    `describe_request` returns the method and URL, without secrets. Only errors name them, so nobody looks for secrets
    before.
    """

    __slots__ = ("content", "describe_request", "headers", "status")

    def __init__(
        self, status: int, headers: Mapping[str, str], content: bytes, describe_request: Callable[[], str]
    ) -> None:
        self.status = status
        self.headers = headers
        self.content = content
        self.describe_request = describe_request

    def build_error(self, problem: str) -> ResponseInvalid:
        problem = f"{self.describe_request()} answered {self.status} with {problem}"
        return ResponseInvalid(problem, status=self.status)

    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            start = self.text().lstrip()[:1]
            problem = {"": "nothing", "<": "HTML"}.get(start, "something else")
        raise self.build_error(f"{problem} where JSON should be; is the base URL right?")

    def object(self) -> dict[str, Any]:
        found = self.json()
        if isinstance(found, dict):
            return cast("dict[str, Any]", found)
        raise self.build_error("JSON that is not an object")


def expect_no_page(answer: Answer) -> None:
    """Accept any body except a web page, which is a proxy's login and not Windmill's answer."""
    if answer.content.lstrip().startswith(b"<"):
        raise answer.build_error("HTML; is the base URL right?")


def read_json(answer: Answer) -> Any:
    """Return any JSON."""
    return answer.json()


def read_list(answer: Answer) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    found = read_json(answer)
    if not isinstance(found, list):
        raise answer.build_error("JSON that is not a list")
    return _select_objects(cast("object", found))


def read_text(answer: Answer) -> str:
    """Return text that is neither empty nor a web page."""
    text = answer.text().strip()
    if not text or text.startswith("<"):
        raise answer.build_error(f"{'HTML' if text else 'nothing'} where text should be; is the base URL right?")
    return text


def read_job_id(answer: Answer) -> str:
    """Return a job's id, sent as text or as a JSON string."""
    text = read_text(answer).strip('"')
    try:
        return parse_job_id(text)
    except ValueError:
        pass
    raise answer.build_error("something that is not a job id")


def read_resume_urls(answer: Answer) -> ResumeUrls:
    return _read_links(answer)[0]


def _read_links(answer: Answer) -> tuple[ResumeUrls, list[SignedUrl]]:
    """Return the links, and the parts of those that vote. Two that differ in the action only count as one."""
    found = answer.object()
    page, resume, cancel = found.get("approvalPage"), found.get("resume"), found.get("cancel")
    if page and isinstance(page, str) and isinstance(resume, str) and isinstance(cancel, str):
        same = cancel == resume.replace("/jobs_u/resume/", "/jobs_u/cancel/", 1)
        try:
            parts = [_read_link(url) for url in ((resume,) if same else (resume, cancel))]
        except ConfigError:
            pass
        else:
            urls = ResumeUrls(approvalPage=page, resume=resume, cancel=cancel)
            urls.update((key, text) for key, text in found.items() if isinstance(text, str))
            return urls, parts
    raise answer.build_error("no approval links")


def _read_link(url: str) -> SignedUrl:
    parts = read_signed_url(url)
    check_parts(parts.workspace, parts.job_id, parts.resume_id, parts.approver)
    return parts


def make_links_reader(job: str | None, resume_id: int | None, approver: str | None) -> Callable[[Answer], ResumeUrls]:
    """Return a reader that accepts only links of this vote, so that nobody mails another's. None accepts any value."""

    def read(answer: Answer) -> ResumeUrls:
        urls, parts = _read_links(answer)
        for url in parts:
            if (
                (job is not None and parse_job_id(url.job_id) != job)
                or (resume_id is not None and url.resume_id != resume_id)
                or (url.approver or "") != (approver or "")
            ):
                raise answer.build_error("links of another job, resume id or approver than requested")
        return urls

    return read


def read_job(answer: Answer) -> Job:
    return _build_job(answer.object(), answer)


def read_look(answer: Answer) -> tuple[Job, str | None]:
    """Return a job and, if a test moves the server's clock, what the job waits for and which `advance` helps."""
    manual = answer.headers.get("x-mock-clock") == "manual"
    return read_job(answer), answer.headers.get("x-mock-waits-for", "nothing") if manual else None


def read_suspended_flow(answer: Answer) -> SuspendedFlow:
    from ._results import SuspendedFlow

    found = answer.object()
    return SuspendedFlow(
        _build_job(_get_object(found, "job"), answer), _read_approvers(found), _get_text(found, "view_token")
    )


def read_approval_info(answer: Answer) -> ApprovalInfo:
    from ._results import ApprovalInfo

    found = answer.object()
    flow_id = _get_text(found, "flow_id")
    if flow_id is None:
        raise answer.build_error("no flow_id")
    conditions = _get_object(found, "approval_conditions")
    hide_cancel = found.get("hide_cancel")
    groups = conditions.get("user_groups_required")
    return ApprovalInfo(
        flow_id=flow_id,
        can_approve=found.get("can_approve") is True,
        user_auth_required=found.get("user_auth_required") is True or conditions.get("user_auth_required") is True,
        self_approval_disabled=conditions.get("self_approval_disabled") is True,
        user_groups_required=tuple(map(str, cast("list[object]", groups))) if isinstance(groups, list) else (),
        description=found.get("description"),
        form_schema=found.get("form_schema"),
        default_args=found.get("default_args"),
        enums=found.get("enums"),
        hide_cancel=hide_cancel if isinstance(hide_cancel, bool) else None,
        approvers=_read_approvers(found),
        view_token=_get_text(found, "view_token"),
        raw=found,
    )


def find_gate(job: Job, until: datetime | None = None) -> Suspended | None:
    """Return where `job` waits, or None. The gate belongs to the module before the blocked one.

    A workflow written as code waits at an approval, which has a key and its own timeout.
    """
    from ._results import Suspended

    if not job.modules:
        return _find_approval_in_code(job)
    for before, blocked in zip(job.modules, job.modules[1:], strict=False):
        if blocked.status == _WAITING and job.suspend > 0 and not job.completed:
            return Suspended(
                step_id=before.id,
                job_id=blocked.job_id or before.job_id or "",
                required=blocked.required or job.suspend,
                missing=job.suspend,
                until=until,
            )
    return None


def _find_approval_in_code(job: Job) -> Suspended | None:
    """Return the approval that a workflow written as code waits for, or None: sleeps and tasks suspend it too.

    Scenarios "code: one approval" and "code: tasks around an approval".
    """
    from ._results import Suspended

    status = _get_object(job.raw, "workflow_as_code_status")
    pending = _get_object(_get_object(status, "_checkpoint"), "pending_steps")
    keys = pending.get("keys")
    if job.completed or job.suspend <= 0 or pending.get("mode") != "approval" or not isinstance(keys, list):
        return None
    key = next((key for key in cast("list[object]", keys) if isinstance(key, str)), None)
    if key is None:
        return None
    asked = read_time(_get_object(status, f"_step/{key}"), "started_at")
    timeout = _get_object(status, "_approval").get("timeout")
    until = asked + timedelta(seconds=timeout) if asked is not None and _is_number(timeout) else None
    return Suspended(step_id=key, job_id=job.id, required=1, missing=job.suspend, until=until)


def find_gate_timeout(flow: Job, step_id: str) -> timedelta | None:
    """Return how long the gate on `step_id` waits, or None if the job does not show its definition."""
    module = find_definition(flow, step_id)
    if not module:
        return None
    timeout = _get_object(module, "suspend").get("timeout")
    return timedelta(seconds=timeout if _is_number(timeout) else DEFAULT_GATE_TIMEOUT)


def find_definition(flow: Job, step_id: str) -> Mapping[str, Any]:
    """Return the definition of the module `step_id`; empty for deployed flows, whose jobs do not show it."""
    modules = _select_objects(_get_object(flow.raw, "raw_flow").get("modules"))
    named: list[Mapping[str, Any]] = [module for module in modules if module.get("id") == step_id]
    return named[0] if named else {}


def read_time(raw: Mapping[str, Any], key: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_get_text(raw, key) or "")
    except ValueError:
        return None


def read_outcome(job: Job) -> Outcome:
    """Return how a completed flow ended.

    After a failure module the result is that module's, so the outcome is Failed, whatever led to it. Scenarios
    "timeout", "cancel with approver and reason", "suspended flow is cancelled" and "failure module after a denial".
    """
    from ._results import Cancelled, Denied, Failed, Succeeded, TimedOut

    if job.success:
        return Succeeded(job.result)
    if job.canceled:
        return Cancelled(job.canceled_by, job.canceled_reason)
    result = _get_object({"result": job.result}, "result")
    error = _get_object(result, "error")
    if error.get("name") == "SuspendedTimedOut":
        return TimedOut()
    if error.get("name") == "SuspendedDisapproved":
        by = (_get_text(error, "message") or "").removeprefix("Disapproved by ")
        return Denied(by, _get_text(error, "reason"))
    return Failed(result.get("error", job.result))


def _build_job(raw: dict[str, Any], answer: Answer) -> Job:
    from ._results import Job

    job_id = _get_text(raw, "id")
    if job_id is None:
        raise answer.build_error("a job without an id")
    success = raw.get("success")
    missing = raw.get("suspend")
    return Job(
        id=job_id,
        workspace=_get_text(raw, "workspace_id"),
        kind=_get_text(raw, "job_kind"),
        path=_get_text(raw, "script_path"),
        parent_job=_get_text(raw, "parent_job"),
        completed=raw.get("type") == "CompletedJob" or isinstance(success, bool),
        running=raw.get("running") is True,
        success=success if isinstance(success, bool) else None,
        result=raw.get("result"),
        canceled_by=_get_text(raw, "canceled_by"),
        canceled_reason=_get_text(raw, "canceled_reason"),
        canceled=raw.get("canceled") is True,
        suspend=missing if isinstance(missing, int) else 0,
        modules=_read_modules(raw),
        raw=raw,
    )


def _read_modules(raw: Mapping[str, Any]) -> tuple[Module, ...]:
    from ._results import Module

    modules = _get_object(raw, "flow_status").get("modules")
    return tuple(
        Module(
            id=_get_text(module, "id") or "",
            status=_get_text(module, "type") or "",
            job_id=_get_text(module, "job"),
            required=count if isinstance(count := module.get("count"), int) else None,
            approvers=_read_approvers(module),
        )
        for module in _select_objects(modules)
    )


def _read_approvers(raw: Mapping[str, Any]) -> tuple[Approver, ...]:
    from ._results import Approver

    return tuple(
        Approver(
            name=name if isinstance(name := vote.get("approver"), str) else "unknown",
            resume_id=resume_id if isinstance(resume_id := vote.get("resume_id"), int) else None,
        )
        for vote in _select_objects(raw.get("approvers"))
    )


def _get_text(raw: Mapping[str, Any], key: str) -> str | None:
    found = raw.get(key)
    return found if isinstance(found, str) else None


def _get_object(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = raw.get(key)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _select_objects(found: object) -> list[dict[str, Any]]:
    items = cast("list[object]", found) if isinstance(found, list) else []
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]


def _is_number(found: object) -> TypeGuard[int | float]:
    return isinstance(found, int | float) and not isinstance(found, bool)
