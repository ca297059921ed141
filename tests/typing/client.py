"""Only type-checked, by mypy and pyright in strict mode: what each call gives back, and what it refuses to take."""

from __future__ import annotations

from typing import Any, assert_type
from uuid import UUID

import httpx
from windmill_approvals import (
    ApprovalInfo,
    AsyncWindmill,
    Cancelled,
    Decision,
    Denied,
    Failed,
    Job,
    ResumeUrl,
    ResumeUrls,
    Succeeded,
    Suspended,
    SuspendedFlow,
    TimedOut,
    Windmill,
)


def sync(windmill: Windmill, link: ResumeUrl, id: UUID) -> None:
    assert_type(Windmill("http://h", "token", "demo", False, job_id=id, timeout=3, max_retries=0), Windmill)
    assert_type(Windmill(http_client=httpx.Client(), user_agent_suffix="mine/1"), Windmill)
    assert_type(Windmill(transport=httpx.MockTransport(lambda _: httpx.Response(200))), Windmill)
    urls = windmill.get_resume_urls("alice", True, job_id=id, resume_id=1, timeout=2)
    assert_type(urls, ResumeUrls)
    assert_type(windmill.get_resume_urls(None), ResumeUrls)
    assert_type(windmill.get_approval_urls("approval", None), ResumeUrls)
    assert_type(windmill.mint_votes(("a", "b")), dict[str, ResumeUrls])
    assert_type(windmill.job_signature(1, job_id=""), str)
    assert_type(windmill.approve(urls, {"any": ["json"]}), Decision)
    assert_type(windmill.approve(link), Decision)
    assert_type(windmill.deny("http://…", reason="no"), Decision)
    assert_type(windmill.suspended_flow(link), SuspendedFlow)
    assert_type(windmill.approval_info(id), ApprovalInfo)
    assert_type(windmill.resume_as_owner(id), Decision)
    assert_type(windmill.resume_suspended(id, approved=False), Decision)
    assert_type(windmill.run_flow("f/a/b", {"x": 1}), str)
    assert_type(windmill.run_flow_preview({"modules": []}), str)
    assert_type(windmill.job(id), Job)
    assert_type(windmill.result(id), Any)
    assert_type(windmill.wait_until_suspended(id, within=5), Suspended)
    assert_type(windmill.with_options(token="other", timeout=1.5), Windmill)
    with windmill as same:
        assert_type(same, Windmill)


def outcomes(windmill: Windmill, flow: str) -> str:
    """A match over the outcomes is exhaustive: leave one out, and a checker sees this function fall off its end."""
    match windmill.wait_until_done(flow, within=5):
        case Succeeded(result):
            return str(result)
        case Denied(by, reason):
            assert_type(by, str)
            return reason or "no reason"
        case TimedOut():
            return "timed out"
        case Failed(error):
            return str(error)
        case Cancelled(by, reason):
            assert_type(by, str | None)
            return reason or "no reason"


async def asynchronous(windmill: AsyncWindmill, link: ResumeUrl) -> None:
    assert_type(AsyncWindmill(http_client=httpx.AsyncClient()), AsyncWindmill)
    assert_type(await windmill.get_resume_urls("alice", flow_level=None), ResumeUrls)
    assert_type(await windmill.approve(link, 1), Decision)
    assert_type(await windmill.wait_until_suspended("", within=1), Suspended)
    assert_type(await windmill.wait_until_done("", within=1), Succeeded | Denied | TimedOut | Failed | Cancelled)
    async with windmill.with_options(workspace="other") as other:
        assert_type(other, AsyncWindmill)


def links(urls: ResumeUrls) -> None:
    assert_type(urls.approval_page, str)
    assert_type(urls["resume"], str)
    assert_type(urls.parsed, ResumeUrl)
    assert_type(urls.with_base_url("https://h"), ResumeUrls)
    link = ResumeUrl.parse(urls.cancel)
    assert_type(link.as_resume().as_cancel().with_base_url("https://h"), ResumeUrl)
    assert_type(link.approver, str | None)
    assert_type(link.resume_id, int)
    assert_type(link.verify("key"), bool)


def refused(windmill: Windmill, urls: ResumeUrls, link: ResumeUrl) -> None:
    windmill.get_resume_urls(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    windmill.get_resume_urls("a", "yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    windmill.get_resume_urls("a", True, "job")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    windmill.approve({"resume": "…"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    windmill.wait_until_done("")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    windmill.with_options(transport=None)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    windmill.with_options(timeout="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Windmill(http_client=httpx.AsyncClient())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    link.approver = "bob"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    urls.resume = "…"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def misspelt_names() -> None:
    from windmill_approvals import Windmil  # type: ignore[attr-defined]  # pyright: ignore

    print(Windmil)  # pyright: ignore
