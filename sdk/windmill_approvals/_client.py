"""`Windmill`, the synchronous client: signatures and documentation. `_operations` says what the calls do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from . import _operations as operations
from ._connection import build_connection
from ._exchange import carry_out
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
class Windmill:
    """A synchronous client of one Windmill server.

    An argument that is None is looked up in the environment at each call, where a worker sets it for a step:
    `base_url` in BASE_INTERNAL_URL, WM_BASE_URL or BASE_URL (a trailing "/api" is dropped), `token` in WM_TOKEN,
    `workspace` in WM_WORKSPACE and `job_id` in WM_JOB_ID.

    The client never follows redirects. Proxies come from the environment, but are not used for localhost. Use it
    with `with`, or call `close`.

    Args:
        base_url: The server's address.
        token: The bearer token.
        workspace: The id of the workspace.
        verify: False, an SSLContext or a path to certificates, as in httpx.
        job_id: The job that calls are about if they are not given one.
        timeout: Seconds to connect, and for each wait for data. Each call takes its own `timeout` too.
        max_retries: How often to repeat a request that got no answer, 429, or 502 to 504: after 0.5 s, doubling, or
            what Retry-After says. A request that would do a second thing is repeated only if the server cannot have
            received it.
        http_client: An `httpx.Client` to send requests with. You close it.
        transport: An httpx transport to send requests with.
        user_agent_suffix: Text to add to the User-Agent header.

    Raises:
        ConfigError: For every wrong or missing argument, before any request. All other errors are subclasses of
            `WindmillError`. No error shows a token or a signature.
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
        http_client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
        user_agent_suffix: str | None = None,
    ) -> None:
        self._settings = Settings(base_url, token, workspace, job_id, timeout, max_retries, user_agent_suffix)
        self._connection = build_connection(http_client, transport, verify)
        self._shares = False

    def get_resume_urls(
        self,
        approver: str | None = None,
        flow_level: bool | None = None,
        *,
        job_id: str | UUID | None = None,
        resume_id: int | None = None,
        timeout: float | None = None,
    ) -> ResumeUrls:
        """Mint the links of one vote, for a step or for its whole flow.

        Since Windmill 1.664 only `resume` and `cancel` belong to the approver: see `ResumeUrls`.

        Args:
            approver: The name that the vote is recorded under. It is signed, so nobody can change it.
            flow_level: True for a vote of the flow. It may come early, and counts at *every* later gate of the flow.
            job_id: The step. The default is the step that calls.
            resume_id: The vote's number, random by default. The same number gives the same links, and so one vote.

        Raises:
            NotInFlow: `flow_level` is True and no flow started the job.
            NotFound: `flow_level` is True and the job is unknown. Step-level links of unknown jobs are minted
                (scenario "resume_urls").
            PermissionDenied: The token lacks the scope.
        """
        return self._run(operations.get_resume_urls(self._settings, approver, flow_level, job_id, resume_id), timeout)

    def get_approval_urls(
        self,
        step_key: str = "approval",
        approver: str | None = None,
        *,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> ResumeUrls:
        """Mint the links of one `wait_for_approval` of a workflow written as code (Windmill 1.771 or newer).

        The same key gives the same links. They work only while the workflow waits at that key.

        Raises:
            BadRequest: The job is a flow or a step of one.
            NotFound: The job is unknown (scenario "approval URLs of a named step").
        """
        return self._run(operations.get_approval_urls(self._settings, step_key, approver, job_id), timeout)

    def mint_votes(
        self,
        approvers: Iterable[str],
        *,
        flow_level: bool | None = None,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> dict[str, ResumeUrls]:
        """Mint one set of links for each name, for a gate that needs several votes.

        The `resume` and `cancel` of a set are one vote, however often they are used, so N people need N sets. To mail
        them, use `windmill_approvals.confirm`. Since Windmill 1.664 all sets have the same `approval_page`, on which
        each click is a new vote.

        Raises:
            WindmillError: As `get_resume_urls` does.
        """
        return self._run(operations.mint_votes(self._settings, approvers, flow_level, job_id), timeout)

    def job_signature(
        self,
        resume_id: int,
        approver: str | None = None,
        *,
        job_id: str | UUID | None = None,
        timeout: float | None = None,
    ) -> str:
        """Return the signature of a vote, 64 hex digits, for links that you put together yourself. It is a secret."""
        return self._run(operations.job_signature(self._settings, resume_id, approver, job_id), timeout)

    def approve(self, link: Link, payload: Any = None, *, timeout: float | None = None) -> Decision:
        """Vote for going on.

        The vote goes to *this client's* server, whatever host the link names. Only a client without a base URL uses
        the link's host, and then without its token. If the link names no approver, the vote is recorded under the
        token's user. If the reply is lost, the client asks once more: see `Decision`.

        Args:
            link: A ResumeUrls, a ResumeUrl, or the text of a resume URL, cancel URL or approval page.
            payload: Any JSON. The next step sees it as `resume`.

        Raises:
            AlreadyDecided: The vote exists. It may be a denial.
            FlowGone: The flow has ended.
            InvalidSignature: This server did not sign the link.
            NotSuspended: The flow does not wait for an approval now.
            NotAuthorized: The approval page requires a login.
            SelfApprovalDisabled: The voter started the flow.
            EnterpriseOnly: The gate requires a login, and the server is the community edition.
        """
        return self._run(operations.approve(self._settings, link, payload), timeout)

    def deny(
        self, link: Link, payload: Any = None, *, reason: str | None = None, timeout: float | None = None
    ) -> Decision:
        """Vote against going on. The flow fails, unless its gate has `continue_on_disapprove_timeout`.

        `reason` joins the payload as `{"reason": …}`. Before Windmill 1.863 only a flow that continues sees it.

        Raises:
            WindmillError: As `approve` does.
        """
        return self._run(operations.deny(self._settings, link, payload, reason), timeout)

    def suspended_flow(self, link: Link, *, timeout: float | None = None) -> SuspendedFlow:
        """Return the flow and its votes, for the holder of a signed step-level link. Needs no login.

        Raises:
            FlowGone: The link is flow-level (scenario "suspended flow by its URL").
            InvalidSignature: This server did not sign the link.
            EnterpriseOnly: The gate requires a login.
        """
        return self._run(operations.suspended_flow(self._settings, link), timeout)

    def approval_info(self, link_or_flow: Link | UUID, *, timeout: float | None = None) -> ApprovalInfo:
        """Return what the approval page shows: form, description, conditions and votes (Windmill 1.664 or newer).

        With the page's link or ResumeUrls, the token in the link lets you in. With a flow's id, your login does.

        Raises:
            NotAuthorized: Neither lets you in.
            NotFound: The flow is unknown (scenario "approval token").
        """
        return self._run(operations.approval_info(self._settings, link_or_flow), timeout)

    def resume_as_owner(self, flow: str | UUID, payload: Any = None, *, timeout: float | None = None) -> Decision:
        """Approve without a link, as an admin or as an owner of the flow's path. Works once for each gate.

        Raises:
            AlreadyDecided: An owner approved at this gate before.
            FlowGone: The flow has ended.
            NotOwner: You are not an admin, and the flow's path is not yours or the flow has none.
            EnterpriseOnly: The gate requires a login (scenarios "owner resume", "the people of a flow").
        """
        return self._run(operations.resume_as_owner(self._settings, flow, payload), timeout)

    def resume_suspended(
        self,
        flow: str | UUID,
        payload: Any = None,
        *,
        approved: bool = True,
        approval_token: str | None = None,
        timeout: float | None = None,
    ) -> Decision:
        """Vote at the gate that a flow waits at, with a login or an approval page's token (Windmill 1.664 or newer).

        Each call is a new vote. So it is not repeated if the server may have received it: a lost reply raises
        ConnectionFailed.

        Raises:
            NotSuspended: The flow does not wait for an approval now.
            FlowGone: The flow has ended.
            NotAuthorized: Neither the login nor the token lets you vote.
            SelfApprovalDisabled: You started the flow.
            EnterpriseOnly: The gate requires a login, and the server is the community edition.
        """
        return self._run(operations.resume_suspended(self._settings, flow, payload, approved, approval_token), timeout)

    def run_flow(
        self,
        path: str,
        args: Mapping[str, Any] | None = None,
        *,
        scheduled_in: int | None = None,
        timeout: float | None = None,
    ) -> str:
        """Start a deployed flow, after `scheduled_in` seconds if given, and return its job id.

        Raises:
            NotFound: No flow is deployed at `path`.
        """
        return self._run(operations.run_flow(self._settings, path, args, scheduled_in), timeout)

    def run_flow_preview(
        self,
        value: Mapping[str, Any],
        args: Mapping[str, Any] | None = None,
        *,
        path: str | None = None,
        timeout: float | None = None,
    ) -> str:
        """Start a flow from its definition, without deploying it, and return its job id. `path` decides who owns it."""
        return self._run(operations.run_flow_preview(self._settings, value, args, path), timeout)

    def job(self, id: str | UUID, *, timeout: float | None = None) -> Job:
        """Return a job, queued or completed, without its logs.

        Raises:
            NotFound: The job is unknown.
        """
        return self._run(operations.job(self._settings, id), timeout)

    def result(self, id: str | UUID, *, timeout: float | None = None) -> Any:
        """Return the result of a completed job, or its error object.

        Raises:
            NotFound: The job is unknown, or has not completed.
        """
        return self._run(operations.result(self._settings, id), timeout)

    def cancel(self, id: str | UUID, reason: str | None = None, *, timeout: float | None = None) -> None:
        """Cancel a job. A job that has ended stays as it is. This is not a vote: see `deny`.

        Raises:
            NotFound: The job is unknown.
        """
        return self._run(operations.cancel(self._settings, id, reason), timeout)

    def wait_until_suspended(self, flow: str | UUID, *, within: float, timeout: float | None = None) -> Suspended:
        """Wait at most `within` seconds until the flow waits for votes, and return where it waits.

        Looks at once, then again after 0.05 s, growing to 1 s. Never cancels the flow. A gate in a branch or loop
        belongs to the inner flow. A workflow written as code waits at its approvals.

        Raises:
            WaitTimeout: The flow did not get there in time. Also a TimeoutError.
            FlowGone: The flow ended first.
            ConfigError: `flow` is the id of a step.
        """
        return self._run(operations.wait_until_suspended(self._settings, flow, within), timeout)

    def wait_until_done(self, flow: str | UUID, *, within: float, timeout: float | None = None) -> Outcome:
        """Wait at most `within` seconds until the flow has ended, and return how it ended.

        Returns `Succeeded`, `Denied`, `TimedOut`, `Failed` or `Cancelled`; a failed flow does not raise. After a
        failure module the outcome is `Failed`, whatever led to it. Never cancels the flow.

        Raises:
            WaitTimeout: The flow has not ended in time. Also a TimeoutError.
            ConfigError: `flow` is the id of a step, which ends long before its flow.
        """
        return self._run(operations.wait_until_done(self._settings, flow, within), timeout)

    def get_flow_user_state(self, key: str, *, job_id: str | UUID | None = None, timeout: float | None = None) -> Any:
        """Return what is stored under `key` for the root flow of `job_id` (default: this job), or None."""
        return self._run(operations.get_flow_user_state(self._settings, key, job_id), timeout)

    def set_flow_user_state(
        self, key: str, value: Any, *, job_id: str | UUID | None = None, timeout: float | None = None
    ) -> None:
        """Store `value`, any JSON, under `key` for the root flow of `job_id` (default: this job).

        Raises:
            NotFound: The job does not belong to a flow.
        """
        return self._run(operations.set_flow_user_state(self._settings, key, value, job_id), timeout)

    def request_slack_approval(
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
        """Have Windmill post a message with buttons that approve or deny this step to a Slack channel.

        Call it in a step of a flow: `flow_step_id` comes from WM_FLOW_STEP_ID. The two JSON mappings fill the gate's
        form.

        Raises:
            ServerError: Slack or Windmill refused, for example because the resource does not exist. `body` says why.
        """
        return self._run(
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

    def request_teams_approval(
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
        """Like `request_slack_approval`, for a channel of Microsoft Teams.

        Raises:
            EnterpriseOnly: The server is the community edition.
        """
        return self._run(
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
        """Return a client with other options that shares this client's connections.

        `overrides` are any of `base_url`, `token`, `workspace`, `job_id`, `timeout`, `max_retries` and
        `user_agent_suffix`. Closing the new client leaves the connections open.
        """
        other = copy(self)
        other._settings = self._settings.change(overrides)
        other._shares = True
        return other

    def close(self) -> None:
        """Close the connections that this client opened. Later calls raise ConfigError."""
        if not self._shares:
            for made in self._connection.release():
                made.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.describe()})"

    def _run(self, plan: Plan[R], timeout: float | None) -> R:
        settings = self._settings
        return carry_out(plan, self._connection, choose_timeout(timeout, settings.timeout), settings.user_agent_suffix)
