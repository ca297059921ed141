"""`Windmill`, the synchronous client: signatures, documentation, one line each. What calls do is in `_operations`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from . import _operations as operations
from ._connection import build_connection
from ._exchange import carry_out
from ._links import Link, ResumeUrls
from ._settings import Options, Settings, check_options, choose_timeout
from ._tracebacks import short_tracebacks

if TYPE_CHECKING:
    import ssl
    from types import TracebackType
    from typing import Self, Unpack

    import httpx

    from ._exchange import Plan
    from ._results import ApprovalInfo, Decision, Job, Outcome, Suspended, SuspendedFlow

R = TypeVar("R")


@short_tracebacks
class Windmill:
    """A client of one Windmill server. Used with `with`, it closes its connections at the end.

    Where an argument is None, each call looks in the environment, as a worker sets it for a step: `base_url` in
    BASE_INTERNAL_URL, WM_BASE_URL, BASE_URL (a trailing "/api" is dropped); `token` in WM_TOKEN; `workspace` in
    WM_WORKSPACE; `job_id` in WM_JOB_ID.

    `timeout` is in seconds, for connecting and for each wait for data; each call takes its own. `max_retries` is how
    often a request is repeated that got no answer, 429, or 502 to 504 (after 0.5 s, doubling, or what Retry-After
    says); a request that would do a second thing is repeated only if the server cannot have got it.

    `verify`: False, an SSLContext or a path to certificates, as in httpx. `transport` or `http_client` (an
    `httpx.Client`, which stays yours to close) carry the requests instead of our own. Redirects are never followed,
    proxies come from the environment but are not used for localhost.

    Every wrong argument is a ConfigError (also a ValueError) before any request; every other error is one of
    `windmill_approvals.WindmillError`'s, and none of them shows a token or signature.
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
        """The links of one vote for the step `job_id` (default: this one), or for its whole flow.

        `approver` is the name the vote is recorded under; it is signed, so nobody can change it. With
        `flow_level=True` the vote belongs to the flow: it may come before the flow waits, and counts at *every* later
        gate of that flow. The same `resume_id` gives the same link, and two links with one id are one vote; left out,
        it is random.

        `resume` and `cancel` of the result are the approver's own; since 1.664 its page is everybody's: see ResumeUrls.

        Raises NotInFlow for `flow_level=True` and a job without a flow, NotFound if that job is unknown (a step-level
        link is minted even for an unknown job: scenario "resume_urls"), PermissionDenied for a token without the scope.
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
        """The links of one `wait_for_approval` of a workflow written as code, by its key. Windmill 1.771 or newer.

        The same key gives the same links. They work only while that step waits. Raises BadRequest if the job is a
        flow or a step of one, NotFound if it is unknown (scenario "approval URLs of a named step").
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
        """One set of links for each name, for a gate that needs several votes. Raises as `get_resume_urls`.

        The `resume` and `cancel` of each set are one vote however often they are used, so N people need N sets. Hand on
        these, through `windmill_approvals.confirm` if by mail. The sets' `approval_page` is one URL for all of them
        since Windmill 1.664: whoever clicks twice there has voted twice.
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
        """The bare signature of a vote: 64 hex digits, for links you put together yourself. A secret."""
        return self._run(operations.job_signature(self._settings, resume_id, approver, job_id), timeout)

    def approve(self, link: Link, payload: Any = None, *, timeout: float | None = None) -> Decision:
        """Vote for going on. `payload`, any JSON, is what the next step sees as `resume`.

        `link` is a ResumeUrls, a ResumeUrl, or the text of a resume URL, cancel URL or approval page; always POSTed.
        The vote goes to *this client's* server, whatever host the link names; only a client without a base URL uses
        the link's, and then without its token. With a token, a vote whose link names no approver is recorded under
        the token's user.

        Raises AlreadyDecided if the vote exists, which may be a denial; FlowGone if the flow has ended;
        InvalidSignature; and for approval pages NotSuspended, NotAuthorized, SelfApprovalDisabled, EnterpriseOnly.
        If the reply is lost, asks once more: see Decision.
        """
        return self._run(operations.approve(self._settings, link, payload), timeout)

    def deny(
        self, link: Link, payload: Any = None, *, reason: str | None = None, timeout: float | None = None
    ) -> Decision:
        """Vote against: the flow fails, unless its gate has `continue_on_disapprove_timeout`. As `approve` otherwise.

        `reason` goes into the payload as `{"reason": …}`. Before Windmill 1.863 only a flow that continues sees it.
        """
        return self._run(operations.deny(self._settings, link, payload, reason), timeout)

    def suspended_flow(self, link: Link, *, timeout: float | None = None) -> SuspendedFlow:
        """The flow and its votes so far, for the holder of a signed step-level link; no login needed.

        Raises FlowGone for a flow-level link (scenario "suspended flow by its URL"), InvalidSignature, and
        EnterpriseOnly for a gate that wants logged-in users.
        """
        return self._run(operations.suspended_flow(self._settings, link), timeout)

    def approval_info(self, link_or_flow: Link | UUID, *, timeout: float | None = None) -> ApprovalInfo:
        """What the approval page shows: form, description, conditions, votes. Windmill 1.664 or newer.

        With the page's link (or ResumeUrls) its token lets you in; with a flow's id, your login. Raises
        NotAuthorized if neither does, NotFound for an unknown flow (scenario "approval token").
        """
        return self._run(operations.approval_info(self._settings, link_or_flow), timeout)

    def resume_as_owner(self, flow: str | UUID, payload: Any = None, *, timeout: float | None = None) -> Decision:
        """Approve as an owner of the flow's path or admin, without a link. Once per gate: then AlreadyDecided.

        Raises FlowGone, NotOwner for a path of someone else and for a flow without one if you are no admin,
        EnterpriseOnly for a gate that wants logged-in users (scenarios "owner resume", "the people of a flow").
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
        """Vote at the gate a flow waits at, by login or by the approval page's token. Windmill 1.664 or newer.

        Every call is a new vote, so it is never repeated once the server may have got it: after a lost reply it
        raises ConnectionFailed. Raises NotSuspended, FlowGone, NotAuthorized, SelfApprovalDisabled, EnterpriseOnly.
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
        """Start a deployed flow, in `scheduled_in` seconds if given, and give its job id. NotFound if there is none."""
        return self._run(operations.run_flow(self._settings, path, args, scheduled_in), timeout)

    def run_flow_preview(
        self,
        value: Mapping[str, Any],
        args: Mapping[str, Any] | None = None,
        *,
        path: str | None = None,
        timeout: float | None = None,
    ) -> str:
        """Start a flow that isn't deployed, from its definition, and give its job id. `path` decides who owns it."""
        return self._run(operations.run_flow_preview(self._settings, value, args, path), timeout)

    def job(self, id: str | UUID, *, timeout: float | None = None) -> Job:
        """A job, queued or completed, without its logs. NotFound if there is none."""
        return self._run(operations.job(self._settings, id), timeout)

    def result(self, id: str | UUID, *, timeout: float | None = None) -> Any:
        """What a completed job returned, or its error object. NotFound, which says so, while it has not completed."""
        return self._run(operations.result(self._settings, id), timeout)

    def cancel(self, id: str | UUID, reason: str | None = None, *, timeout: float | None = None) -> None:
        """Cancel a job. One that has ended stays as it is; NotFound if there is none. Not a vote: see `deny`."""
        return self._run(operations.cancel(self._settings, id, reason), timeout)

    def wait_until_suspended(self, flow: str | UUID, *, within: float, timeout: float | None = None) -> Suspended:
        """Wait until the flow waits for votes, for at most `within` seconds, and say where.

        Looks at once, then again after 0.05 s, growing to 1 s. Raises FlowGone if the flow ends first, and WaitTimeout
        (also a TimeoutError) after `within`. Cancels nothing. A gate in a branch or loop is its inner flow's, and a
        workflow written as code waits at its approvals. The id of a step is a ConfigError.
        """
        return self._run(operations.wait_until_suspended(self._settings, flow, within), timeout)

    def wait_until_done(self, flow: str | UUID, *, within: float, timeout: float | None = None) -> Outcome:
        """Wait until the flow has ended, for at most `within` seconds, and say how.

        Succeeded(result), Denied(by, reason), TimedOut(), Failed(error) or Cancelled(by, reason); a failed flow does
        not raise. WaitTimeout (also a TimeoutError) after `within`. Cancels nothing. After a failure module the end
        is Failed, whatever led to it. The id of a step is a ConfigError: it ends long before its flow.
        """
        return self._run(operations.wait_until_done(self._settings, flow, within), timeout)

    def get_flow_user_state(self, key: str, *, job_id: str | UUID | None = None, timeout: float | None = None) -> Any:
        """What was stored under `key` for the root flow of `job_id` (default: this job); None if nothing was."""
        return self._run(operations.get_flow_user_state(self._settings, key, job_id), timeout)

    def set_flow_user_state(
        self, key: str, value: Any, *, job_id: str | UUID | None = None, timeout: float | None = None
    ) -> None:
        """Store `value`, any JSON, under `key` for the root flow of `job_id`. NotFound if it is not a flow."""
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
        """Have Windmill post buttons to a Slack channel that approve or deny this step.

        For a step of a flow: `flow_step_id` comes from WM_FLOW_STEP_ID. The two JSON mappings fill the gate's form.
        Raises ServerError with Slack's or Windmill's word in `body`, e.g. for a resource that isn't there.
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
        """As `request_slack_approval`, to a channel of Microsoft Teams. EnterpriseOnly on the community edition."""
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
        """A client like this one but for `overrides`, any of `base_url`, `token`, `workspace`, `job_id`, `timeout`,
        `max_retries`, `user_agent_suffix`. It shares this one's connections; closing it leaves them open.
        """
        other = copy(self)
        other._settings = replace(self._settings, **check_options(overrides))
        other._shares = True
        return other

    def close(self) -> None:
        """Close the connections, unless they are someone else's. Later calls are a ConfigError."""
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
