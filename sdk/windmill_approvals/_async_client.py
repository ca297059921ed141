"""`AsyncWindmill`, the twin of `Windmill` for asyncio: the same names and arguments, with `await`."""

# ruff: noqa: ASYNC109 - `timeout` limits one request, as in `Windmill`; a caller's asyncio.timeout works too.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from . import _operations as operations
from ._connection import build_async_connection
from ._exchange import carry_out_async
from ._settings import Settings, choose_timeout
from ._tracebacks import short_tracebacks

if TYPE_CHECKING:
    import ssl
    from types import TracebackType
    from typing import Self, Unpack
    from uuid import UUID

    import httpx

    from ._exchange import Plan
    from ._links import Link
    from ._minted_links import ResumeUrls
    from ._results import ApprovalInfo, Decision, Job, Outcome, Suspended, SuspendedFlow
    from ._settings import Options

R = TypeVar("R")


@short_tracebacks
class AsyncWindmill:
    """An asyncio client of one Windmill server, with the same arguments, methods and errors as `Windmill`.

    `http_client` and `transport` are httpx's asynchronous ones. Use it with `async with`, or call `aclose`.
    """

    def __init__(
        self,
        base_url: str | None = None,
        token: str | None = None,
        workspace: str | None = None,
        verify: bool | str | ssl.SSLContext = True,
        *,
        job_id: str | UUID | None = None,
        timeout: float = 30.0,
        max_retries: int = 2,
        http_client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        user_agent_suffix: str | None = None,
    ) -> None:
        self._settings = Settings(base_url, token, workspace, job_id, timeout, max_retries, user_agent_suffix)
        self._connection = build_async_connection(http_client, transport, verify)
        self._shares = False

    async def get_resume_urls(
        self,
        approver: str | None = None,
        flow_level: bool | None = None,
        *,
        job_id: str | UUID | None = None,
        resume_id: int | None = None,
        timeout: float | None = None,
    ) -> ResumeUrls:
        """Like `Windmill.get_resume_urls`."""
        return await self._run(
            operations.get_resume_urls(self._settings, approver, flow_level, job_id, resume_id), timeout
        )

    async def get_approval_urls(
        self,
        step_key: str = "approval",
        approver: str | None = None,
        *,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> ResumeUrls:
        """Like `Windmill.get_approval_urls`."""
        return await self._run(operations.get_approval_urls(self._settings, step_key, approver, job_id), timeout)

    async def mint_votes(
        self,
        approvers: Iterable[str],
        *,
        flow_level: bool | None = None,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> dict[str, ResumeUrls]:
        """Like `Windmill.mint_votes`."""
        return await self._run(operations.mint_votes(self._settings, approvers, flow_level, job_id), timeout)

    async def job_signature(
        self,
        resume_id: int,
        approver: str | None = None,
        *,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> str:
        """Like `Windmill.job_signature`."""
        return await self._run(operations.job_signature(self._settings, resume_id, approver, job_id), timeout)

    async def approve(self, link: Link, payload: Any = None, *, timeout: float | None = None) -> Decision:
        """Like `Windmill.approve`."""
        return await self._run(operations.approve(self._settings, link, payload), timeout)

    async def deny(
        self, link: Link, payload: Any = None, *, reason: str | None = None, timeout: float | None = None
    ) -> Decision:
        """Like `Windmill.deny`."""
        return await self._run(operations.deny(self._settings, link, payload, reason), timeout)

    async def suspended_flow(self, link: Link, *, timeout: float | None = None) -> SuspendedFlow:
        """Like `Windmill.suspended_flow`."""
        return await self._run(operations.suspended_flow(self._settings, link), timeout)

    async def approval_info(self, link_or_flow: Link | UUID, *, timeout: float | None = None) -> ApprovalInfo:
        """Like `Windmill.approval_info`."""
        return await self._run(operations.approval_info(self._settings, link_or_flow), timeout)

    async def resume_as_owner(self, flow: str | UUID, payload: Any = None, *, timeout: float | None = None) -> Decision:
        """Like `Windmill.resume_as_owner`."""
        return await self._run(operations.resume_as_owner(self._settings, flow, payload), timeout)

    async def resume_suspended(
        self,
        flow: str | UUID,
        payload: Any = None,
        *,
        approved: bool = True,
        approval_token: str | None = None,
        timeout: float | None = None,
    ) -> Decision:
        """Like `Windmill.resume_suspended`."""
        return await self._run(
            operations.resume_suspended(self._settings, flow, payload, approved, approval_token), timeout
        )

    async def run_flow(
        self,
        path: str,
        args: Mapping[str, Any] | None = None,
        *,
        scheduled_in: int | None = None,
        timeout: float | None = None,
    ) -> str:
        """Like `Windmill.run_flow`."""
        return await self._run(operations.run_flow(self._settings, path, args, scheduled_in), timeout)

    async def run_flow_preview(
        self,
        value: Mapping[str, Any],
        args: Mapping[str, Any] | None = None,
        *,
        path: str | None = None,
        timeout: float | None = None,
    ) -> str:
        """Like `Windmill.run_flow_preview`."""
        return await self._run(operations.run_flow_preview(self._settings, value, args, path), timeout)

    async def job(self, id: str | UUID, *, timeout: float | None = None) -> Job:
        """Like `Windmill.job`."""
        return await self._run(operations.job(self._settings, id), timeout)

    async def result(self, id: str | UUID, *, timeout: float | None = None) -> Any:
        """Like `Windmill.result`."""
        return await self._run(operations.result(self._settings, id), timeout)

    async def cancel(self, id: str | UUID, reason: str | None = None, *, timeout: float | None = None) -> None:
        """Like `Windmill.cancel`."""
        return await self._run(operations.cancel(self._settings, id, reason), timeout)

    async def wait_until_suspended(self, flow: str | UUID, *, within: float, timeout: float | None = None) -> Suspended:
        """Like `Windmill.wait_until_suspended`."""
        return await self._run(operations.wait_until_suspended(self._settings, flow, within), timeout)

    async def wait_until_done(self, flow: str | UUID, *, within: float, timeout: float | None = None) -> Outcome:
        """Like `Windmill.wait_until_done`."""
        return await self._run(operations.wait_until_done(self._settings, flow, within), timeout)

    async def get_flow_user_state(
        self, key: str, *, job_id: str | UUID | None = None, timeout: float | None = None
    ) -> Any:
        """Like `Windmill.get_flow_user_state`."""
        return await self._run(operations.get_flow_user_state(self._settings, key, job_id), timeout)

    async def set_flow_user_state(
        self, key: str, value: Any, *, job_id: str | UUID | None = None, timeout: float | None = None
    ) -> None:
        """Like `Windmill.set_flow_user_state`."""
        return await self._run(operations.set_flow_user_state(self._settings, key, value, job_id), timeout)

    async def request_slack_approval(
        self,
        slack_resource_path: str,
        channel_id: str,
        message: str | None = None,
        approver: str | None = None,
        default_args_json: Mapping[str, Any] | None = None,
        dynamic_enums_json: Mapping[str, Any] | None = None,
        *,
        resume_button_text: str | None = None,
        cancel_button_text: str | None = None,
        flow_step_id: str | None = None,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> None:
        """Like `Windmill.request_slack_approval`."""
        return await self._run(
            operations.request_slack_approval(
                self._settings,
                slack_resource_path,
                channel_id,
                message,
                approver,
                default_args_json,
                dynamic_enums_json,
                resume_button_text,
                cancel_button_text,
                flow_step_id,
                job_id,
            ),
            timeout,
        )

    async def request_teams_approval(
        self,
        team_name: str,
        channel_name: str,
        message: str | None = None,
        approver: str | None = None,
        default_args_json: Mapping[str, Any] | None = None,
        dynamic_enums_json: Mapping[str, Any] | None = None,
        *,
        resume_button_text: str | None = None,
        cancel_button_text: str | None = None,
        flow_step_id: str | None = None,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> None:
        """Like `Windmill.request_teams_approval`."""
        return await self._run(
            operations.request_teams_approval(
                self._settings,
                team_name,
                channel_name,
                message,
                approver,
                default_args_json,
                dynamic_enums_json,
                resume_button_text,
                cancel_button_text,
                flow_step_id,
                job_id,
            ),
            timeout,
        )

    def with_options(self, **overrides: Unpack[Options]) -> Self:
        """Like `Windmill.with_options`."""
        other = copy(self)
        other._settings = self._settings.change(overrides)
        other._shares = True
        return other

    async def aclose(self) -> None:
        """Like `Windmill.close`."""
        if not self._shares:
            for made in self._connection.release():
                await made.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.describe()})"

    async def _run(self, plan: Plan[R], timeout: float | None) -> R:
        settings = self._settings
        return await carry_out_async(
            plan, self._connection, choose_timeout(timeout, settings.timeout), settings.user_agent_suffix
        )
