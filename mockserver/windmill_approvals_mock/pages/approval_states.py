"""The states of an approval page, and the texts it shows in each. Does not know HTTP or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import Standing, standing_of_job, standing_of_run, stuck_steps, wait_of
from windmill_approvals_mock.pages.links import Opened
from windmill_approvals_mock.pages.wording import format_moment, format_votes, join_names

SECONDS_UNTIL_REFRESH = 3
_LOOKS_AGAIN = f"This page reloads by itself every {SECONDS_UNTIL_REFRESH} seconds."


class PageState(StrEnum):
    ASKING = "asking"
    SIGN_IN = "sign-in"
    NOT_ALLOWED = "not-allowed"
    NOT_YET = "not-yet"
    ALREADY_VOTED = "already-voted"
    ENOUGH = "enough"
    DENIED = "denied"
    TIMED_OUT = "timed-out"
    CANCELLED = "cancelled"
    STUCK = "stuck"
    """A step of the flow waits in code, which no link can approve."""
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class PageText:
    state: PageState
    heading: str
    sentence: str
    shows_flow: bool = True
    refresh: int | None = None
    """Seconds until the page should reload."""


def describe_page(opened: Opened) -> PageText:
    """Return the text for `opened`. In order: this link's vote, permissions, how the flow ended, what it waits for."""
    if opened.own_vote is not None:
        return _describe_own_vote(opened)
    ended, refusal = _describe_end(opened), opened.refusal
    # A visitor who may not see a flow must not see how it ended either.
    if refusal is not None and (ended is None or refusal.reason is not Reason.SELF_APPROVAL_DISABLED):
        return _describe_refusal(refusal, name_kind(opened.flow))
    if ended is not None:
        return ended
    gate = opened.gate
    if opened.flow.flow is None and gate is None:
        sentence = f"This workflow is not waiting for an approval now. {_LOOKS_AGAIN}"
        return PageText(PageState.NOT_YET, "Not waiting", sentence, refresh=SECONDS_UNTIL_REFRESH)
    stuck = next((step for step in stuck_steps(opened.run) if step.parent == opened.flow.id), None)
    if stuck is not None:
        return _describe_stuck(stuck)
    match gate.standing if gate is not None else Standing.NOT_REACHED:
        case Standing.WAITING:
            return PageText(PageState.ASKING, "Approval requested", "")
        case Standing.PENDING:
            assert gate is not None
            return PageText(
                PageState.NOT_YET,
                "Not waiting yet",
                f"Step “{gate.step}” has not ended yet. {_LOOKS_AGAIN}",
                refresh=SECONDS_UNTIL_REFRESH,
            )
        case Standing.DENIED:
            return PageText(PageState.DENIED, "Denied", f"This was denied{_name_denier(opened)}, and the flow ends.")
        case Standing.TIMED_OUT:
            return PageText(PageState.TIMED_OUT, "Timed out", "Nobody approved in time, and the flow ends.")
        case Standing.OPEN:
            return PageText(
                PageState.ENOUGH, "Enough votes", "This step has the approvals it needs, and the flow went on."
            )
        case _:
            return PageText(PageState.ENOUGH, "Nothing to approve", "The flow goes on without an approval.")


def name_kind(job: Job) -> str:
    """Return `flow` or `workflow`: what the page calls the job."""
    return "flow" if job.flow is not None else "workflow"


def _describe_stuck(step: Job) -> PageText:
    wait = wait_of(step)
    key = wait.name if wait is not None else ""
    until = f" at {format_moment(wait.until)}" if wait is not None and wait.until is not None else ""
    return PageText(
        PageState.STUCK,
        "No link can approve this step",
        f"Step “{step.module_id}” waits in code for “{key}”. As on Windmill, votes by link count for its flow, which"
        f" does not look for them: the step goes on when its time is over{until}.",
    )


def _describe_own_vote(opened: Opened) -> PageText:
    vote = opened.own_vote
    assert vote is not None
    what = "approved" if vote.approved else "denied"
    by = f" by {vote.approver}" if vote.approver else ""
    sentence = (
        f"With this link it was {what}{by} at {format_moment(vote.at)}. A link is one vote; it cannot be changed."
    )
    return PageText(PageState.ALREADY_VOTED, "Already voted", f"{sentence} {describe_outcome(opened.run, opened.flow)}")


def _describe_end(opened: Opened) -> PageText | None:
    flow = opened.flow
    if flow.completed_at is None:
        return None
    when, noun = format_moment(flow.completed_at), name_kind(flow)
    match standing_of_job(opened.run, flow):
        case Standing.DENIED:
            return PageText(
                PageState.DENIED, "Denied", f"This was denied{_name_denier(opened)}, and the flow ended at {when}."
            )
        case Standing.TIMED_OUT:
            return PageText(PageState.TIMED_OUT, "Timed out", f"Nobody approved in time. The flow ended at {when}.")
        case Standing.CANCELLED:
            return PageText(
                PageState.CANCELLED,
                "Cancelled",
                f"The {noun} was cancelled by {flow.canceled_by or 'someone'} at {when}.",
            )
        case Standing.SUCCEEDED:
            return PageText(
                PageState.FINISHED, "Finished", f"The {noun} succeeded at {when}. Nothing is left to approve."
            )
        case _:
            return PageText(PageState.FINISHED, "Finished", f"The {noun} failed at {when}. Nothing is left to approve.")


def _name_denier(opened: Opened) -> str:
    votes_cast = opened.gate.votes if opened.gate is not None else ()
    denied = [vote.approver_in_status for vote in votes_cast if not vote.approved]
    return f" by {denied[0]}" if denied else ""


def _describe_refusal(refusal: Refusal, noun: str) -> PageText:
    match refusal.reason:
        case Reason.LOGIN_REQUIRED | Reason.LOGIN_REQUIRED_ON_PAGE:
            return PageText(
                PageState.SIGN_IN,
                "Sign in to approve",
                "Only people who are logged in may see and approve this.",
                False,
            )
        case Reason.SELF_APPROVAL_DISABLED:
            why = f"You started this {noun}, and it does not let anyone approve what they started themselves."
        case Reason.NOT_IN_GROUPS:
            why = f"Only members of these groups may approve: {refusal.details['groups']}."
        case Reason.ENTERPRISE_ONLY:
            why = "Approvals by people who are logged in exist only in the enterprise edition (serve --edition ee)."
        case reason:
            why = f"The {noun}'s conditions forbid it ({reason.name.lower().replace('_', ' ')})."
    return PageText(
        PageState.NOT_ALLOWED, "You may not approve this", why, refusal.reason is Reason.SELF_APPROVAL_DISABLED
    )


def describe_outcome(run: Run, flow: Job) -> str:
    """Return a sentence for a voter about what the flow or workflow does now."""
    it = f"The {name_kind(flow)}"
    match standing_of_job(run, flow):
        case Standing.WAITING:
            wait = wait_of(flow)
            return f"{it} waits for {format_votes(wait.missing if wait is not None else 0)} more."
        case Standing.RUNNING | Standing.SCHEDULED:
            return f"{it} goes on." if standing_of_run(run) is not Standing.WAITING else f"{it} waits at another step."
        case Standing.SUCCEEDED:
            return f"{it} went on and has succeeded."
        case Standing.DENIED:
            return f"{it} has ended as denied."
        case Standing.TIMED_OUT:
            return f"{it} has timed out."
        case Standing.CANCELLED:
            return f"{it} was cancelled."
        case _:
            return f"{it} went on and has failed."


def describe_who_may(opened: Opened) -> str:
    """Return who may approve; empty if everyone with the link may."""
    conditions = opened.flow.conditions
    if conditions is None:
        return ""
    parts = []
    if conditions.user_auth_required:
        groups = conditions.user_groups_required
        parts.append(f"members of {join_names(groups)}" if groups else "people who are logged in")
    if conditions.self_approval_disabled:
        parts.append("not who started it")
    return ", ".join(parts)
